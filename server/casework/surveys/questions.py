"""What is asked at the door: every fact the item lets a visit tell, with what is known already."""

from dataclasses import dataclass
from typing import Any, Literal

from server.casework import cases, checks
from server.casework.cases import Case, Known
from server.catalogue import vocabulary
from server.catalogue.vocabulary import UNKNOWN, FactDef


@dataclass(frozen=True)
class Question:
    """One thing to look at: `things` are there or not, a `value` is as declared or not."""

    number: int
    fact: FactDef
    kind: Literal["value", "things"]
    declared: Any
    found: Any
    source: str

    @property
    def known(self) -> Any:
        """What "the same" means: what was declared, else what a register told."""
        return self.found if self.declared in (None, UNKNOWN) else self.declared


async def questions(case: Case) -> list[Question]:
    """The questions of a case's visit, in the item's order."""
    item = cases.item_of(case)
    asked = {*item.asked_facts(item.lane(case.lane))}
    keys = [need.fact for need in item.needs if "survey" in need.from_]
    facts = [vocabulary.of(key) for key in keys]
    # A household's register entry is no question by itself: `household.size` asks who lives here.
    shown = [f for f in facts if f.key in asked or (f.type == "list" and f.subject == "person")]
    known = await cases.known_of(case)
    names = {member.person_id: member.name for member in known.household.members}
    return [_question(number, fact, known, names) for number, fact in enumerate(shown, 1)]


def _question(number: int, fact: FactDef, known: Known, names: dict[Any, str]) -> Question:
    if fact.type != "list":
        row = checks.line(fact.key, known)
        return Question(number, fact, "value", row.declared, row.found, row.source)
    told = [f for f in known.all_facts if f.key == fact.key and f.register and f.value]
    found = [{**one, "of": names.get(f.subject_id, "")} for f in told for one in f.value]
    source = "、".join(sorted({f.register for f in told}))
    return Question(number, fact, "things", None, found or None, source)

"""A definition as frozen structs: what a service item is made of."""

from datetime import date
from typing import Any, Literal

import msgspec

from server.catalogue import vocabulary
from server.core.errors import Invalid


class LaneUnknown(Invalid):
    """The item has no such lane."""

    code = "items.lane_unknown"


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Basis(_Part, frozen=True):
    """A document the item rests on."""

    doc: str
    note: str = ""


class Consent(_Part, frozen=True):
    """What an adult signs, and which registers are asked before and after submission."""

    purpose: str
    before_submission: tuple[str, ...] = ()
    after_submission: tuple[str, ...] = ()


class Need(_Part, frozen=True, rename={"from_": "from"}):
    """A fact that must be known, and where it may come from, best first."""

    fact: str
    from_: tuple[str, ...]


class Section(_Part, frozen=True):
    """One page of the form."""

    code: str
    title: str
    facts: tuple[str, ...]
    optional: bool = False


class RuleUse(_Part, frozen=True):
    """A rule by name, with its options."""

    rule: str
    options: dict[str, Any] = {}


class Limit(_Part, frozen=True):
    """A period: a parameter, and what holds where none is set."""

    parameter: str
    otherwise: int
    unit: Literal["workdays", "days", "hours"]


class Lane(_Part, frozen=True):
    """One way through an item. `aid_within`: help may and must come before the decision.

    `sections` and `registers` name what this lane asks where it is not everything of the item;
    `place` says whether the home or the place of the event decides the office. `pays` is how the
    amount is paid (a recognition pays nothing); `starts` is the first month of a monthly one.
    """

    code: str
    title: str
    eligibility: tuple[RuleUse, ...]
    amount: RuleUse
    stages: tuple[str, ...]
    accept_within: Limit
    decide_within: Limit
    life_title: str = ""
    summary: str = ""
    sections: tuple[str, ...] = ()
    registers: tuple[str, ...] | None = None
    place: Literal["home", "event"] = "home"
    check: tuple[str, ...] = ()
    publicity: Limit | None = None
    township_limit: str = ""
    aid_within: Limit | None = None
    amount_is_cap: bool = False
    waits_for_signers: bool = False
    pays: Literal["once", "monthly", "nothing"] = "once"
    starts: Literal["once", "apply_month", "next_month", "birth_month"] = "once"

    @property
    def is_urgent(self) -> bool:
        """Help first: hours run from the moment the trouble is told of."""
        return self.aid_within is not None

    def first_day(self, *, asked_on: date, decided_on: date) -> date:
        """The day a grant counts from: whole months where it is paid by the month."""
        if self.starts == "once":
            return decided_on
        if self.starts == "next_month":
            months = decided_on.year * 12 + decided_on.month
            return date(months // 12, months % 12 + 1, 1)
        return asked_on.replace(day=1)

    @property
    def checks(self) -> bool:
        """Whether facts are checked before the opinion."""
        return "checking" in self.stages


class Refusal(_Part, frozen=True):
    """A ground for refusing, in words for the letter."""

    code: str
    words: str


class OtherHelp(_Part, frozen=True):
    """Where else somebody may turn."""

    title: str
    words: str
    where: str


# Life situations of the menu, in the order they are offered.
GROUPS = ("urgent", "income", "spending", "disabled", "child", "elder", "funeral")


class Item(
    _Part, frozen=True, rename={"sections": "section", "lanes": "lane", "refusals": "refusal"}
):
    """A service item in one version."""

    code: str
    title: str
    life_title: str
    summary: str
    effective_from: date
    basis: tuple[Basis, ...]
    consent: Consent
    needs: tuple[Need, ...]
    sections: tuple[Section, ...]
    lanes: tuple[Lane, ...]
    refusals: tuple[Refusal, ...]
    group: str = "urgent"
    review_months: int = 0
    who: tuple[str, ...] = ()
    note: str = ""
    colloquial: tuple[str, ...] = ()
    may_publish: tuple[str, ...] = ()
    other_help: tuple[OtherHelp, ...] = ()
    version: int = 0

    def lane(self, code: str | None = None) -> Lane:
        """That lane, or the first. Raises LaneUnknown."""
        if code is None:
            return self.lanes[0]
        for lane in self.lanes:
            if lane.code == code:
                return lane
        raise LaneUnknown(fields={"lane": "field.not_a_choice"})

    def sections_of(self, lane: Lane) -> tuple[Section, ...]:
        """The pages of the form in a lane, in the order the lane names them."""
        by_code = {section.code: section for section in self.sections}
        return tuple(by_code[code] for code in lane.sections) if lane.sections else self.sections

    def asked_facts(self, lane: Lane) -> tuple[str, ...]:
        """Every fact the form asks for in a lane, in order."""
        return tuple(fact for section in self.sections_of(lane) for fact in section.facts)

    def required_facts(self, lane: Lane) -> tuple[str, ...]:
        """Every fact the form must have an answer to; `unknown` is an answer."""
        return tuple(f for s in self.sections_of(lane) if not s.optional for f in s.facts)

    def registers_of(self, lane: Lane) -> tuple[str, ...]:
        """The registers a lane asks; none means that nobody has to agree to be looked up."""
        if lane.registers is not None:
            return lane.registers
        return (*self.consent.before_submission, *self.consent.after_submission)

    def sources_of(self, fact: str) -> tuple[str, ...]:
        """Where a fact may come from; declared when the item does not say."""
        return next((need.from_ for need in self.needs if need.fact == fact), ("declared",))

    def facts_from(self, register: str) -> tuple[str, ...]:
        """The facts this item asks one register for, in the register's own keys."""
        wanted = (n.fact for n in self.needs if f"register:{register}" in n.from_)
        return tuple(f for f in wanted if register in vocabulary.of(f).registers)

    def refusal_words(self, code: str) -> str:
        """The wording of a refusal ground."""
        return next((r.words for r in self.refusals if r.code == code), code)

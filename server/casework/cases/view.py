"""What the resident sees of a case: before sending it in, and all the way after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.casework.cases.errors import CaseUnknown
from server.casework.cases.knowledge import Known, known_of
from server.casework.cases.models import Case, CaseStep
from server.casework.cases.moving import is_own, item_of, parameters_of, situation_of
from server.casework.cases.queries import mine, of, steps_of
from server.casework.cases.words import StageWords, words_of
from server.catalogue import estimates, vocabulary, workflow
from server.catalogue.estimates import Estimate
from server.catalogue.items import Item
from server.catalogue.vocabulary import FactDef
from server.core import database
from server.core.actors import Actor, Role
from server.registry import consents, regions
from server.registry.consents import Wording
from server.registry.regions import Office

# Somebody who must be kept away sees nothing of the case, not even that there is one.
_OPEN_TO_SIGNER = frozenset({"asked", "signed", "refused", "passed"})


@dataclass(frozen=True)
class Answer:
    """One question and what is known of it."""

    fact: FactDef
    value: Any
    is_answered: bool
    source: str
    as_of: str


@dataclass(frozen=True)
class SectionView:
    """One page of the form."""

    code: str
    title: str
    optional: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Review:
    """Everything at a glance before signing."""

    case: Case
    item: Item
    sections: tuple[SectionView, ...]
    missing: tuple[str, ...]
    estimate: Estimate
    wording: Wording
    registers: tuple[str, ...]
    signers: tuple[str, ...]


@dataclass(frozen=True)
class Signer:
    """An adult of the household, and whether they agreed."""

    name: str
    state: str
    is_me: bool


@dataclass(frozen=True)
class CaseView:
    """Where a case is, what next, who, by when, papers asked, trips."""

    case: Case
    item: Item
    words: StageWords
    office: Office
    handler: str
    due_at: datetime | None
    due_is_provisional: bool
    papers: int
    trips: int
    steps: tuple[CaseStep, ...]
    signers: tuple[Signer, ...]
    can_withdraw: bool
    is_mine: bool


async def review(case_no: str, by: Actor) -> Review:
    """A draft as its owner checks it. Raises CaseUnknown."""
    case = await mine(case_no, by)
    item, known = item_of(case), await known_of(case)
    lane = item.lane(case.lane)
    sections = tuple(
        SectionView(s.code, s.title, s.optional, tuple(_answer(key, known) for key in s.facts))
        for s in item.sections_of(lane)
    )
    required = set(item.required_facts(lane))
    return Review(
        case=case,
        item=item,
        sections=sections,
        missing=tuple(
            a.fact.key
            for s in sections
            for a in s.answers
            if a.fact.key in required and not a.is_answered
        ),
        estimate=estimates.estimate(item, lane, facts=known.merged, known=parameters_of(case)),
        wording=consents.current_wording(),
        registers=item.registers_of(lane),
        signers=tuple(m.name for m in known.household.members if m.person_id != case.applicant_id),
    )


def _answer(key: str, known: Known) -> Answer:
    fact = vocabulary.of(key)
    stated = next((f for f in known.all_facts if f.key == key and f.is_declared), None)
    if key in known.declared:
        as_of = stated.as_of.isoformat() if stated else ""
        return Answer(fact, known.declared[key], True, "declared", as_of)  # noqa: FBT003
    if key in known.derived:
        return Answer(fact, known.derived[key], True, "register", "")  # noqa: FBT003
    return Answer(fact, None, False, "", "")  # noqa: FBT003


async def view(case_no: str, by: Actor) -> CaseView:
    """A case for its owner, or for another adult who is asked to sign. Raises CaseUnknown."""
    case = await of(case_no)
    is_mine = is_own(case, by)
    signers = await _signers(case, by)
    if not is_mine and not any(signer.is_me for signer in signers):
        raise CaseUnknown
    open_to_me = workflow.open_steps(case.stage, Role.RESIDENT, situation_of(case))
    return CaseView(
        case=case,
        item=item_of(case),
        words=words_of(case),
        office=regions.office_for(case.county_code if case.stepped_in_at else case.office_code),
        handler=await _handler(case),
        due_at=case.due_at,
        due_is_provisional=case.due_is_provisional,
        papers=0,
        trips=0,
        steps=tuple(await steps_of(case)) if is_mine else (),
        signers=tuple(signers),
        can_withdraw=is_mine and "withdraw" in open_to_me,
        is_mine=is_mine,
    )


async def _signers(case: Case, by: Actor) -> list[Signer]:
    rows = await database.fetch(
        "SELECT p.id, p.name, s.state FROM case_signers s JOIN people p ON p.id = s.person_id"
        " WHERE s.case_id = $1 ORDER BY p.born_on",
        case.id,
    )
    me = None if by.mandate else by.person_id
    return [
        Signer(row["name"], row["state"], is_me=row["id"] == me and row["state"] in _OPEN_TO_SIGNER)
        for row in rows
    ]


async def _handler(case: Case) -> str:
    if case.handler_id is None:
        return ""
    row = await database.fetch_one("SELECT name FROM staff WHERE id = $1", case.handler_id)
    return str(row["name"]) if row else ""

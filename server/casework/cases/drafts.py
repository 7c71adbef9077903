"""Drafts: started once for a household and cause, saved as one goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.casework.cases.errors import (
    DraftElsewhere,
    MandateTooNarrow,
    NotADraft,
    RealNameNeeded,
    RegionTooWide,
)
from server.casework.cases.models import Case
from server.casework.cases.moving import (
    check_own,
    is_own,
    item_of,
    locked,
)
from server.casework.cases.submission import PAYEE, is_delegate
from server.catalogue import items, vocabulary
from server.core import clock, database, ids
from server.core.actors import Actor
from server.registry import audit, facts, households, people, regions
from server.registry.facts import FactEntry
from server.registry.households import Household

TOWNSHIP, COUNTY = 4, 3


@dataclass(frozen=True)
class Saved:
    """What was kept of an answer, when, and a field code for what was not."""

    saved_at: datetime
    wrong: Mapping[str, str]


async def start(
    item_code: str,
    region: str,
    by: Actor,
    *,
    lane: str | None = None,
    cause: str = "",
    channel: str = "h5",
) -> Case:
    """A draft for the acting person's household; the same one while one is open.

    Raises RealNameNeeded, MandateTooNarrow, DraftElsewhere, ItemUnknown, LaneUnknown,
    RegionUnknown, RegionTooWide.
    """
    _check_may_start(item_code, by)
    item = items.current(item_code, clock.today())
    chosen, home = item.lane(lane), await _home_of(by, region)
    # Help that cannot wait has a draft of its own beside one that was begun at leisure.
    same = _same_draft(home, item.code, cause or (chosen.code if chosen.is_urgent else ""))
    draft = await Case.get_or_none(**same)
    if draft is not None:
        return _taken_up(draft, by)
    now = clock.now()
    case = Case(
        id=ids.new(),
        case_no=await _next_no(now),
        item_version=item.version,
        lane=chosen.code,
        channel=channel,
        stage_at=now,
        created_at=now,
        saved_at=now,
        due_is_provisional=False,
        **same,
        **_place(region),
        **await _applicant(by),
    )
    return await _keep_draft(case, same, by)


def _check_may_start(item_code: str, by: Actor) -> None:
    """An application is somebody's; a delegate's mandate must be wide enough for a new one."""
    if by.subject is None or by.account_id is None:
        raise RealNameNeeded
    if by.mandate and not by.mandate.covers("", item_code):
        raise MandateTooNarrow


def _taken_up(draft: Case, by: Actor) -> Case:
    """The open draft, if it is one's own to go on with. Raises DraftElsewhere."""
    if not is_own(draft, by):
        raise DraftElsewhere
    return draft


def _same_draft(home: Household, item_code: str, cause: str) -> dict[str, Any]:
    """The natural key of an open draft, held by a partial unique index."""
    return {"household_id": home.id, "item_code": item_code, "cause": cause, "stage": "draft"}


def _place(region: str) -> dict[str, str]:
    """The region, and the offices that serve it. Raises RegionUnknown, RegionTooWide."""
    office, county = regions.ancestor(region, TOWNSHIP), regions.ancestor(region, COUNTY)
    if office is None or county is None:
        raise RegionTooWide(fields={"region": "field.region_too_wide"})
    return {
        "region_code": regions.of(region).code,
        "office_code": office.code,
        "county_code": county.code,
    }


async def _applicant(by: Actor) -> dict[str, Any]:
    if by.subject is None or by.account_id is None:
        raise RealNameNeeded
    person = await people.of(by.subject)
    return {
        "mandate_no": by.mandate.no if by.mandate else None,
        "account_id": by.account_id,
        "applicant_id": person.id,
        "applicant_name": person.name,
        "applicant_pinyin": person.pinyin,
    }


async def _home_of(by: Actor, region: str) -> Household:
    """The household a register told of, else the applicant alone."""
    person_id = by.subject
    if person_id is None:
        raise RealNameNeeded
    return await households.of_person(person_id) or await households.store(
        [(person_id, "本人")], as_of=clock.today(), source="declared", region_code=region
    )


async def _keep_draft(case: Case, same: dict[str, Any], by: Actor) -> Case:
    try:
        async with database.transaction():
            await case.save(force_create=True)
            await audit.record(by, "start", f"case:{case.case_no}")
    except database.IntegrityError as doubled:
        if database.constraint_of(doubled) != "cases_one_open_draft":
            raise
        return _taken_up(await Case.get(**same), by)
    return case


async def _next_no(now: datetime) -> str:
    row = await database.fetch_one("SELECT nextval('case_serial') AS serial")
    serial = int(row["serial"]) if row else 0
    day = clock.local(now).strftime("%Y%m%d")
    check = ids.check_character("".join("23456789AB"[int(d)] for d in f"{day}{serial:04d}"))
    return f"XZ-{day}-{serial:04d}-{check}"


async def save(case_no: str, given: Mapping[str, Any], by: Actor) -> Saved:
    """Keep answers of a draft as they come: what is right is kept, what is wrong is named.

    Raises CaseUnknown, NotADraft.
    """
    good, wrong = vocabulary.check_all(given)
    async with database.transaction():
        case = await locked(case_no)
        check_own(case, by)
        if case.stage != "draft":
            raise NotADraft
        item = item_of(case)
        asked = set(item.asked_facts(item.lane(case.lane)))
        wrong |= {key: "field.fact_unknown" for key in good if key not in asked}
        if PAYEE in good and await is_delegate(case, str(good[PAYEE])):
            wrong[PAYEE] = "field.payee_is_delegate"
        entries = [_declared(case, key, good[key], by) for key in good if key not in wrong]
        await facts.record(entries)
        now = clock.now()
        await Case.filter(id=case.id).update(saved_at=now)
    return Saved(now, wrong)


def _declared(case: Case, key: str, value: Any, by: Actor) -> FactEntry:
    fact = vocabulary.of(key)
    subjects = {
        "person": case.applicant_id,
        "household": case.household_id,
        "event": case.id,
    }
    told = value not in (None, vocabulary.UNKNOWN, "")
    return FactEntry(
        key=key,
        subject_kind=fact.subject,
        subject_id=subjects[fact.subject],
        source="declared",
        case_no=case.case_no,
        coverage="covered" if told else "unknown",
        value=value if told else None,
        as_of=clock.today(),
        stated_by=by.id,
        is_sensitive=fact.is_sensitive,
    )

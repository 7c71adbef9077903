"""A copy of what is held about somebody: the same for the page and for the download."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from server.casework import cases, decisions
from server.casework.cases import Case
from server.catalogue import vocabulary
from server.contact import notices
from server.core import clock, database
from server.core.actors import Actor
from server.core.errors import NotSignedIn
from server.core.money import yuan
from server.oversight.holdings.keeping import KEPT, Kept
from server.registry import audit, consents, entitlements, facts, files, households, people
from server.registry.facts import Fact


@dataclass(frozen=True)
class AccountHeld:
    """How somebody signs in and likes to be told."""

    phone: str
    language: str
    care_mode: bool
    since: datetime
    told_by: str
    village_may_call: bool


@dataclass(frozen=True)
class PersonHeld:
    """Who somebody is, as a register confirmed or they said."""

    name: str
    id_no: str
    born_on: date
    phone: str
    address: str
    confirmed_by: str
    confirmed_at: datetime | None
    household: tuple[str, ...]


@dataclass(frozen=True)
class FactHeld:
    """One fact: what, which value, from where, of which day."""

    label: str
    value: str
    source: str
    as_of: date
    is_contested: bool


@dataclass(frozen=True)
class CaseHeld:
    """One application with everything said and found for it about oneself and the household."""

    case_no: str
    item: str
    stage: str
    sent_at: datetime | None
    facts: tuple[FactHeld, ...]
    files: tuple[str, ...]
    outcome: str
    amount_yuan: str
    reason: str


@dataclass(frozen=True)
class ConsentHeld:
    """What somebody agreed to have looked up."""

    consent_no: str
    case_no: str
    registers: tuple[str, ...]
    signed_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class BenefitHeld:
    """What somebody was granted, or what was taken back."""

    entry_no: str
    case_no: str
    amount_yuan: str
    starts_on: date


@dataclass(frozen=True)
class ToldHeld:
    """What somebody was told."""

    title: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Copy:
    """Everything held about one person, at one moment; of others in the household only names."""

    made_at: datetime
    account: AccountHeld
    person: PersonHeld | None
    cases: tuple[CaseHeld, ...]
    benefits: tuple[BenefitHeld, ...]
    consents: tuple[ConsentHeld, ...]
    notices: tuple[ToldHeld, ...]
    kept: tuple[Kept, ...]


async def copy_of(by: Actor) -> Copy:
    """What is held about the acting person. Raises NotSignedIn."""
    if by.account_id is None:
        raise NotSignedIn
    signed = await consents.of_person(by.person_id) if by.person_id else []
    granted = await entitlements.of_person(by.person_id) if by.person_id else []
    return Copy(
        made_at=clock.now(),
        account=await _account(by),
        person=await _person(by),
        cases=tuple([await _case(case, by) for case in await cases.of_account(by)]),
        benefits=tuple(
            BenefitHeld(e.entry_no, e.case_no, yuan(e.amount_fen), e.starts_on) for e in granted
        ),
        consents=tuple(
            ConsentHeld(
                c.consent_no, c.case_no, c.registers, c.signed_at, c.expires_at, c.withdrawn_at
            )
            for c in signed
        ),
        notices=tuple(
            ToldHeld(n.title, n.body, n.created_at) for n in await notices.of_account(by)
        ),
        kept=KEPT,
    )


async def note_copy(by: Actor) -> None:
    """Write down that a copy was taken."""
    async with database.transaction():
        await audit.record(by, "copy", f"account:{by.account_id}")


async def _account(by: Actor) -> AccountHeld:
    if by.account_id is None:
        raise NotSignedIn
    account, wish = (
        await people.account_of(by.account_id),
        await notices.wish_of(by.account_id),
    )
    return AccountHeld(
        phone=account.phone or "",
        language=account.language,
        care_mode=account.care_mode,
        since=account.created_at,
        told_by=wish.channel,
        village_may_call=wish.village_may_call,
    )


async def _person(by: Actor) -> PersonHeld | None:
    if by.person_id is None:
        return None
    person, home = await people.of(by.person_id), await households.of_person(by.person_id)
    return PersonHeld(
        name=person.name,
        id_no=person.id_no,
        born_on=person.born_on,
        phone=person.phone or "",
        address=person.address or "",
        confirmed_by=person.verified_by or "",
        confirmed_at=person.verified_at,
        household=tuple(f"{m.name}（{m.relation}）" for m in home.members) if home else (),
    )


async def _case(case: Case, by: Actor) -> CaseHeld:
    # Of other adults' registers nothing: their data is theirs.
    mine = [case.household_id, case.id, *([by.person_id] if by.person_id else [])]
    found = await facts.of_case(case.case_no, mine)
    decision = await decisions.of_case(case)
    made = decision if decision and decision.outcome else None
    return CaseHeld(
        case_no=case.case_no,
        item=cases.item_of(case).title,
        stage=case.stage,
        sent_at=case.submitted_at,
        facts=tuple(_fact(fact) for fact in found),
        files=tuple(file.name for file in await files.of_case(case.case_no)),
        outcome=(made.outcome or "") if made else "",
        amount_yuan=yuan(made.amount_fen) if made and made.amount_fen else "",
        reason=(made.reason or "") if made else "",
    )


def _fact(fact: Fact) -> FactHeld:
    known = vocabulary.find(fact.key)
    return FactHeld(
        label=known.label if known else fact.key,
        value=_value(known, fact.value),
        source=fact.source,
        as_of=fact.as_of,
        is_contested=fact.contested_at is not None,
    )


def _value(known: vocabulary.FactDef | None, value: Any) -> str:
    """In words where it is one; in full where it is a list."""
    if value is None:
        return ""
    if known is not None and known.is_money and isinstance(value, int):
        return f"{yuan(value)} 元"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        labels = {c.value: c.label for c in known.choices} if known is not None else {}
        return labels.get(value, value)
    return msgspec.json.encode(value).decode()

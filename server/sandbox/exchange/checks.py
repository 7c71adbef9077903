"""Before an answer: is it a question, is it allowed, and would a careful partner complain."""

from datetime import datetime

import msgspec

from server.core import clock
from server.sandbox.exchange.registers import (
    FREE,
    MONEY_OR_HEALTH,
    REGISTERS,
    mode_of,
)
from server.sandbox.state import State


class Subject(msgspec.Struct):
    """Whom a question is about."""

    name: str
    id_no: str


class Consent(msgspec.Struct):
    """What that person has signed."""

    no: str
    digest: str
    signed_at: datetime | None = None
    expires_at: datetime | None = None


class Question(msgspec.Struct):
    """One query of the contract."""

    query_no: str
    register: str
    purpose: str
    case_no: str | None
    subject: Subject
    facts: list[str]
    as_of: str
    consent: Consent | None = None


def refusal(state: State, asked: Question) -> tuple[int, str] | None:
    """The status and reason of a refusal; None when it will be answered."""
    programmed = _programmed(state, asked)
    if programmed:
        return programmed
    if asked.register not in REGISTERS:
        return 422, "register"
    foreign = sorted(set(asked.facts) - set(REGISTERS[asked.register]))
    if foreign or not asked.facts:
        state.warn(f"asked {asked.register} for {foreign}")
        return 422, "facts"
    if not set(asked.facts) <= FREE and not _consented(state, asked):
        return 403, "consent_refused"
    if "identity.matches" in asked.facts:
        return None
    person = state.town.by_id_no.get(asked.subject.id_no)
    known = person is not None and person.name == asked.subject.name
    return None if known else (404, "unknown_subject")


def _programmed(state: State, asked: Question) -> tuple[int, str] | None:
    mode = mode_of(state, asked.register, asked.subject.id_no)
    status = int(mode.get("status", 0))
    if not status or clock.now() > mode.get("until", clock.now()):
        return None
    if "times" in mode:
        mode["times"] -= 1
        if mode["times"] < 0:
            return None
    return status, "slow_down" if status == 429 else "programmed"


def _consented(state: State, asked: Question) -> bool:
    consent = asked.consent
    if consent is None or not consent.digest.startswith("sm3:") or consent.no in state.withdrawn:
        return False
    if consent.expires_at is not None and consent.expires_at <= clock.now():
        return False
    known = state.consents.get(consent.no, {})
    outside = asked.register not in known.get("registers", [asked.register])
    another = asked.subject.id_no != known.get("id_no", asked.subject.id_no)
    if outside or another:
        state.warn(f"{asked.register} asked outside the consent's scope")
        return False
    return True


def warn(state: State, asked: Question) -> None:
    """Note what an answered question should not have been."""
    needed = state.needs.get(asked.purpose)
    if needed is not None and not set(asked.facts) <= needed:
        state.warn(f"{asked.register}: not needed: {sorted(set(asked.facts) - needed)}")
    if asked.register in MONEY_OR_HEALTH and not asked.case_no:
        state.warn(f"{asked.register} asked before submission")
    warn_repeated(state, asked)


def warn_repeated(state: State, asked: Question) -> None:
    """Note a question whose answer is known and holds still, for this case or for any."""
    repeated = sorted(set(asked.facts) & _still_valid(state, asked))
    if repeated:
        state.warn(f"{asked.register} asked again while the answer holds: {repeated}")


def _still_valid(state: State, asked: Question) -> set[str]:
    """Facts this person's register has told, under this case or consent, and that hold still."""
    if not asked.case_no and asked.consent is None:
        return set()
    today, known = clock.today().isoformat(), set()
    consent_no = asked.consent.no if asked.consent else ""
    for scope in {asked.case_no or "", consent_no, ""}:
        told = state.told.get((scope, asked.register, asked.subject.id_no), {})
        known |= {key for key, until in told.items() if until >= today}
    return known

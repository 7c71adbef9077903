"""Events of cases turned into notices; the once-key makes repeating harmless."""

from datetime import datetime, timedelta
from uuid import UUID

from server.casework import (
    cases,
    contests,
    corrections,
    decisions,
    letters,
    publicity,
    reserve,
    reviews,
    surveys,
)
from server.contact.notices.service import tell
from server.core import clock, database
from server.registry import delegations, people


def _day(moment: datetime | None) -> str:
    """The last day of a deadline as people say it; with the hour where hours are counted."""
    if moment is None:
        return ""
    local = clock.local(moment)
    if local != clock.start_of(local.date()):
        return f"{local.month}月{local.day}日{local:%H:%M}"
    last = local - timedelta(microseconds=1)
    return f"{last.month}月{last.day}日"


async def tell_of_case(
    case_no: str, kind: str, *, due: datetime | None = None, again: str = ""
) -> bool:
    """Tell the applicant and their helpers, once for each kind and `again`; False when told.

    What a lane counts in hours may ring at night.
    """
    case = await cases.of(case_no)
    told = [
        await tell(
            account_id,
            kind,
            # Whoever filed has the plain key; everybody else their own.
            f"{kind}:{case_no}{again}"
            + ("" if account_id == case.account_id else f":{account_id}"),
            case_no=case_no,
            params={"case_no": case_no, "due": _day(due)},
            is_urgent=cases.item_of(case).lane(case.lane).decide_within.unit == "hours",
            person_id=case.applicant_id,
        )
        for account_id in await cases.recipients(case)
    ]
    return any(told)


async def case_submitted(event: cases.CaseSubmitted) -> None:
    """The receipt."""
    case = await cases.brief(event.case_no)
    await tell_of_case(event.case_no, "case-submitted", due=case["accept_by"])


async def ask_signers(event: cases.CaseSubmitted | cases.CaseConverted) -> None:
    """Each adult with an account who has not signed is asked whether they may be looked up."""
    rows = await database.fetch(
        "SELECT s.person_id FROM case_signers s JOIN cases c ON c.id = s.case_id"
        " WHERE c.case_no = $1 AND s.state = 'asked'",
        event.case_no,
    )
    for row in rows:
        await _want_signature(event.case_no, row["person_id"])


async def _want_signature(case_no: str, person_id: UUID, again: str = "") -> None:
    params = {"case_no": case_no, "due": ""}
    for account in await people.accounts_of_person(person_id):
        await tell(
            account.id,
            "sign-wanted",
            f"sign-wanted:{case_no}:{person_id}{again}",
            case_no=case_no,
            params=params,
            person_id=person_id,
        )


async def remind_signers() -> int:
    """Whoever has not answered for two days is asked once more, and never again by itself."""
    rows = await database.fetch(
        "UPDATE case_signers s SET reminded_at = $1 FROM cases c WHERE c.id = s.case_id"
        " AND s.state = 'asked' AND s.reminded_at IS NULL AND s.asked_at < $2"
        " AND c.stage = 'submitted' RETURNING c.case_no, s.person_id",
        clock.now(),
        clock.now() - timedelta(days=2),
    )
    for row in rows:
        await _want_signature(row["case_no"], row["person_id"], ":again")
    return len(rows)


async def contest_raised(event: contests.ContestRaised) -> None:
    """It was heard, and by when there is an answer."""
    await _tell_of_contest(event.contest_no, "contest-raised")


async def contest_closed(event: contests.ContestClosed) -> None:
    """There is an answer; what it is stands behind the sign-in."""
    await _tell_of_contest(event.contest_no, "contest-closed")


async def _tell_of_contest(contest_no: str, kind: str) -> None:
    found = await contests.of(contest_no)
    for account in await people.accounts_of_person(found.person_id):
        await tell(
            account.id,
            kind,
            f"{kind}:{contest_no}:{account.id}",
            case_no=found.case_no,
            params={"case_no": found.case_no, "due": _day(found.due_at)},
            person_id=found.person_id,
        )


async def mandate_given(event: delegations.MandateGiven) -> None:
    """Both hear of it: who gave it, by whatever way they have, and who may now help."""
    await _tell_of_mandate(event.mandate_no, "mandate-given")


async def mandate_ended(event: delegations.MandateEnded) -> None:
    """Both hear that it is over."""
    await _tell_of_mandate(event.mandate_no, "mandate-ended")


async def _tell_of_mandate(mandate_no: str, kind: str) -> None:
    found = await delegations.of(mandate_no)
    for person_id in (found.person_id, found.delegate_id):
        for account in await people.accounts_of_person(person_id):
            await tell(
                account.id,
                kind,
                f"{kind}:{mandate_no}:{account.id}",
                case_no=None,
                params={"due": _day(found.expires_at), "case_no": ""},
                person_id=person_id,
            )


async def case_accepted(event: cases.CaseAccepted) -> None:
    """The office has taken it on."""
    case = await cases.brief(event.case_no)
    await tell_of_case(event.case_no, "case-accepted", due=case["decide_by"])


async def aid_given(event: reserve.AidGiven) -> None:
    """Help has come; each receipt is told of once."""
    await tell_of_case(event.case_no, "aid-given", again=f":{event.receipt_no}")


async def case_converted(event: cases.CaseConverted) -> None:
    """The office goes on in another way; what was counted stays counted."""
    case = await cases.brief(event.case_no)
    due = case["decide_by"] or case["accept_by"]
    await tell_of_case(event.case_no, "case-converted", due=due, again=f":{event.lane}")


async def case_not_accepted(event: cases.CaseNotAccepted) -> None:
    """The office has not."""
    await tell_of_case(event.case_no, "case-not-accepted")


async def case_withdrawn(event: cases.CaseWithdrawn) -> None:
    """The resident took it back."""
    await tell_of_case(event.case_no, "case-withdrawn")


async def correction_asked(event: corrections.CorrectionAsked) -> None:
    """Something must be explained, once for each round."""
    case = await cases.of(event.case_no)
    rounds = await corrections.rounds_of(case)
    last = rounds[-1]
    await tell_of_case(
        event.case_no, "correction-asked", due=last.answer_by, again=f":{last.round}"
    )


async def correction_answered(event: corrections.CorrectionAnswered) -> None:
    """The explanation has arrived."""
    rounds = await corrections.rounds_of(await cases.of(event.case_no))
    await tell_of_case(event.case_no, "correction-answered", again=f":{len(rounds)}")


async def publicity_opened(event: publicity.PublicityOpened) -> None:
    """The person hears of the poster before the neighbours do."""
    case = await cases.of(event.case_no)
    stamp = case.publicity_until.isoformat() if case.publicity_until else ""
    await tell_of_case(
        event.case_no, "publicity-opened", due=case.publicity_until, again=f":{stamp}"
    )


async def case_decided(event: decisions.CaseDecided) -> None:
    """There is a result; what it is stands behind the sign-in."""
    await tell_of_case(
        event.case_no, "case-granted" if event.outcome == "grant" else "case-refused"
    )


async def letter_reissued(event: letters.LetterReissued) -> None:
    """A corrected letter counts from now on."""
    await tell_of_case(event.case_no, "letter-reissued", again=f":{event.letter_id}")


async def objection_answered(event: reviews.ObjectionAnswered) -> None:
    """Whoever objected under their own account hears that there is an answer."""
    told = await reviews.answered(event.objection_no)
    if told.account_id is not None:
        once = f"objection-answered:{event.objection_no}"
        params = {"case_no": told.case_no or "", "due": ""}
        await tell(told.account_id, "objection-answered", once, case_no=told.case_no, params=params)


async def survey_planned(event: surveys.SurveyPlanned) -> None:
    """Two people will come, and when; nothing a neighbour could learn more from."""
    planned = await surveys.appointment_of(UUID(event.survey_id))
    await tell_of_case(event.case_no, "survey-planned", due=planned, again=f":{event.survey_id}")

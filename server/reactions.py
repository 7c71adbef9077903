"""Who reacts to what: the whole list in one table. Reactions bear repeating."""

from uuid import UUID

from server.casework import (
    benefits,
    cases,
    checks,
    conflicts,
    corrections,
    decisions,
    desk,
    letters,
    publicity,
    reserve,
)
from server.contact import assistant, conversations, notices
from server.core.outbox import Reactions
from server.registry import workdays


async def _plan_for_signer(event: cases.ConsentSigned) -> None:
    await checks.plan(event.case_no, UUID(event.person_id))


async def _plan_for_case(event: cases.CaseSubmitted) -> None:
    await checks.plan_for_case(event.case_no)


async def _start_checking(event: cases.CaseAccepted) -> None:
    await cases.start_checking(event.case_no)


async def _go_on_in_lane(event: cases.CaseConverted) -> None:
    await cases.start_checking(event.case_no)


async def _enter_grant(event: decisions.CaseDecided) -> None:
    if event.outcome == "grant":
        await benefits.enter(event.case_no)


async def _write_of_acceptance(event: cases.CaseAccepted) -> None:
    await letters.issue(event.case_no, "acceptance")


async def _write_of_not_accepting(event: cases.CaseNotAccepted) -> None:
    await letters.issue(event.case_no, "not_accepted")


async def _write_of_correction(event: corrections.CorrectionAsked) -> None:
    await letters.issue(event.case_no, "correction")


async def _write_of_decision(event: decisions.CaseDecided) -> None:
    await letters.issue(event.case_no, "decision")


async def _see_who_keeps_out(
    event: cases.CaseSubmitted
    | decisions.ProposalMade
    | publicity.PublicityClosed
    | conflicts.ConflictDeclared,
) -> None:
    await conflicts.step_in_where_needed(event.case_no)


async def _recount(_: workdays.WorkdayYearLoaded) -> None:
    await cases.recount_provisional()


REACTIONS: Reactions = {
    "CaseSubmitted": (
        ("ask registers", _plan_for_case),
        ("tell the resident", notices.case_submitted),
        ("ask other adults to sign", notices.ask_signers),
        ("see who keeps out", _see_who_keeps_out),
    ),
    "ConsentSigned": (("ask registers", _plan_for_signer),),
    "RegisterAnswered": (),
    "AidGiven": (("tell the resident", notices.aid_given),),
    "CaseAccepted": (
        ("start checking", _start_checking),
        ("write the letter", _write_of_acceptance),
        ("tell the resident", notices.case_accepted),
    ),
    "CheckingStarted": (),
    "CaseConverted": (
        ("start checking", _go_on_in_lane),
        ("tell the resident", notices.case_converted),
        ("ask adults to sign", notices.ask_signers),
    ),
    "CaseNotAccepted": (
        ("write the letter", _write_of_not_accepting),
        ("tell the resident", notices.case_not_accepted),
    ),
    "CaseWithdrawn": (("tell the resident", notices.case_withdrawn),),
    "CorrectionAsked": (
        ("write the letter", _write_of_correction),
        ("tell the resident", notices.correction_asked),
    ),
    "CorrectionAnswered": (("tell the resident", notices.correction_answered),),
    "ProposalMade": (("see who keeps out", _see_who_keeps_out),),
    "PublicityOpened": (("tell the resident", notices.publicity_opened),),
    "SurveyPlanned": (("tell the resident", notices.survey_planned),),
    "SurveyDone": (),
    "PublicityClosed": (("see who keeps out", _see_who_keeps_out),),
    "CaseDecided": (
        ("enter the grant", _enter_grant),
        ("write the letter", _write_of_decision),
        ("tell the resident", notices.case_decided),
    ),
    "CaseSentBack": (),
    "CaseReferredUp": (),
    "CaseClosed": (),
    "ConflictDeclared": (("see who keeps out", _see_who_keeps_out),),
    "CountySteppedIn": (("tell the county", desk.alert_stepped_in),),
    "CaseReturned": (),
    "ObjectionAnswered": (("tell who objected", notices.objection_answered),),
    "LetterIssued": (),
    "LetterReissued": (("tell the resident", notices.letter_reissued),),
    "LetterServed": (),
    "ContestRaised": (("tell the person", notices.contest_raised),),
    "ContestClosed": (("tell the person", notices.contest_closed),),
    "MandateGiven": (("tell both", notices.mandate_given),),
    "MandateEnded": (("tell both", notices.mandate_ended),),
    "PersonWanted": (("text the office", conversations.person_wanted),),
    "WorkdayYearLoaded": (("recount deadlines", _recount),),
    "WeChatPushReceived": (
        ("settle sends and permits", notices.push_received),
        ("answer what was written", assistant.push_received),
    ),
}

# Imported for their events, so that `all_events()` is complete wherever this table is known.
__all__ = ["REACTIONS", "corrections", "publicity", "reserve"]

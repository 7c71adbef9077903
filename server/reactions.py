"""Who reacts to what: the whole list in one table. Reactions bear repeating."""

from uuid import UUID

from server.casework import benefits, cases, checks, corrections, decisions, publicity
from server.contact import notices
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


async def _recount(_: workdays.WorkdayYearLoaded) -> None:
    await cases.recount_provisional()


REACTIONS: Reactions = {
    "CaseSubmitted": (
        ("ask registers", _plan_for_case),
        ("tell the resident", notices.case_submitted),
        ("ask other adults to sign", notices.ask_signers),
    ),
    "ConsentSigned": (("ask registers", _plan_for_signer),),
    "RegisterAnswered": (),
    "CaseAccepted": (
        ("start checking", _start_checking),
        ("tell the resident", notices.case_accepted),
    ),
    "CaseConverted": (
        ("start checking", _go_on_in_lane),
        ("tell the resident", notices.case_converted),
        ("ask adults to sign", notices.ask_signers),
    ),
    "CaseNotAccepted": (("tell the resident", notices.case_not_accepted),),
    "CaseWithdrawn": (("tell the resident", notices.case_withdrawn),),
    "CorrectionAsked": (("tell the resident", notices.correction_asked),),
    "CorrectionAnswered": (("tell the resident", notices.correction_answered),),
    "ProposalMade": (),
    "PublicityOpened": (("tell the resident", notices.publicity_opened),),
    "PublicityClosed": (),
    "CaseDecided": (
        ("enter the grant", _enter_grant),
        ("tell the resident", notices.case_decided),
    ),
    "WorkdayYearLoaded": (("recount deadlines", _recount),),
    "WeChatPushReceived": (("settle sends and permits", notices.push_received),),
}

# Imported for their events, so that `all_events()` is complete wherever this table is known.
__all__ = ["REACTIONS", "corrections", "publicity"]

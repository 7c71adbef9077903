"""Notices as a ladder: in the app exactly once, by WeChat at most once, by SMS, by a call.

Each rung is settled (delivered, failed, unknown) and shown on the case.
"""

from server.contact.notices.calling import (
    CALLERS,
    Call,
    CallLine,
    call_of,
    calls_for,
    calls_waiting,
    report,
)
from server.contact.notices.errors import CallDone, CallUnknown, ChannelUnknown, OutcomeUnclear
from server.contact.notices.events import WeChatPushReceived
from server.contact.notices.permits import balance, permit
from server.contact.notices.pushes import push_received, pushed, receive_push
from server.contact.notices.queries import NoticeView, mark_read, of_account, unread
from server.contact.notices.reacting import (
    aid_given,
    ask_signers,
    case_accepted,
    case_converted,
    case_decided,
    case_not_accepted,
    case_submitted,
    case_withdrawn,
    contest_closed,
    contest_raised,
    correction_answered,
    correction_asked,
    letter_reissued,
    mandate_ended,
    mandate_given,
    objection_answered,
    publicity_opened,
    remind_signers,
    survey_planned,
    tell_of_case,
)
from server.contact.notices.reminding import remind_of_corrections
from server.contact.notices.sending import send_due
from server.contact.notices.service import tell, tell_in_app
from server.contact.notices.settling import settle_overdue
from server.contact.notices.tellings import Rung, Telling, tellings_of
from server.contact.notices.wishes import Wish, forget, wish, wish_of

__all__ = [
    "CALLERS",
    "Call",
    "CallDone",
    "CallLine",
    "CallUnknown",
    "ChannelUnknown",
    "NoticeView",
    "OutcomeUnclear",
    "Rung",
    "Telling",
    "WeChatPushReceived",
    "Wish",
    "aid_given",
    "ask_signers",
    "balance",
    "call_of",
    "calls_for",
    "calls_waiting",
    "case_accepted",
    "case_converted",
    "case_decided",
    "case_not_accepted",
    "case_submitted",
    "case_withdrawn",
    "contest_closed",
    "contest_raised",
    "correction_answered",
    "correction_asked",
    "forget",
    "letter_reissued",
    "mandate_ended",
    "mandate_given",
    "mark_read",
    "objection_answered",
    "of_account",
    "permit",
    "publicity_opened",
    "push_received",
    "pushed",
    "receive_push",
    "remind_of_corrections",
    "remind_signers",
    "report",
    "send_due",
    "settle_overdue",
    "survey_planned",
    "tell",
    "tell_in_app",
    "tell_of_case",
    "tellings_of",
    "unread",
    "wish",
    "wish_of",
]

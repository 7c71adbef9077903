"""Notices: in the app exactly once, by WeChat at most once, by SMS where nothing else arrived."""

from server.contact.notices.events import WeChatPushReceived
from server.contact.notices.permits import balance, permit
from server.contact.notices.pushes import push_received, receive_push
from server.contact.notices.queries import NoticeView, mark_read, of_account, unread
from server.contact.notices.reacting import (
    ask_signers,
    case_accepted,
    case_converted,
    case_decided,
    case_not_accepted,
    case_submitted,
    case_withdrawn,
    correction_answered,
    correction_asked,
    letter_reissued,
    publicity_opened,
)
from server.contact.notices.sending import send_due
from server.contact.notices.service import tell
from server.contact.notices.settling import settle_overdue

__all__ = [
    "NoticeView",
    "WeChatPushReceived",
    "ask_signers",
    "balance",
    "case_accepted",
    "case_converted",
    "case_decided",
    "case_not_accepted",
    "case_submitted",
    "case_withdrawn",
    "correction_answered",
    "correction_asked",
    "letter_reissued",
    "mark_read",
    "of_account",
    "permit",
    "publicity_opened",
    "push_received",
    "receive_push",
    "send_due",
    "settle_overdue",
    "tell",
    "unread",
]

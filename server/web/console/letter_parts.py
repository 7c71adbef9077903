"""A letter as console pages show it: in the case's list, and its proof of service."""

from datetime import datetime, timedelta

from server.casework.letters import LetterView
from server.core import clock
from server.web.console import words


def brief(found: list[LetterView], case_no: str) -> list[dict[str, str]]:
    """The letters of a case, and whether each has been served."""
    return [
        {
            "address": f"/console/cases/{case_no}/letters/{view.letter.id}",
            "words": f"{view.content.title} {view.letter.doc_no}",
            "state": _served(view),
            "look": "is-mind" if view.is_open else "",
        }
        for view in found
    ]


def _served(view: LetterView) -> str:
    if view.replaced_by:
        return "已更正"
    return f"{view.service.served_on:%m-%d} 送达" if view.service else "还没送达"


def proof(view: LetterView) -> list[dict[str, str]]:
    """The proof of service line by line, and the last days for an appeal."""
    made = view.service
    if made is None:
        return []
    pairs = [
        ("怎么送的", words.SERVICES[made.method]),
        ("送达日", made.served_on.isoformat()),
        ("寄出或张贴", made.sent_on.isoformat() if made.sent_on else ""),
        ("谁收的", made.receiver or ""),
        ("见证人", made.witnesses or ""),
        ("地点", made.place or ""),
        ("邮件号", made.tracking_no or ""),
        ("谁记的", f"{made.recorder_name or '本人'} {words.moment(made.recorded_at)}"),
    ]
    if view.appeal:
        review, litigation = view.appeal.review, view.appeal.litigation
        pairs += [
            ("复议到", _until(review.at, provisional=review.is_provisional)),
            ("起诉到", _until(litigation.at, provisional=litigation.is_provisional)),
        ]
    return [{"label": label, "words": said} for label, said in pairs if said]


def _until(moment: datetime, *, provisional: bool) -> str:
    on = clock.local(moment) - timedelta(microseconds=1)
    return f"{on:%Y-%m-%d}" + ("（暂定，放假安排公布后重算）" if provisional else "")

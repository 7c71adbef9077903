"""What somebody was told of a case: how, when, and what became of each rung."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.contact.notices import texts
from server.core import database
from server.core.privacy import decrypt

# What each state of a send means to whoever asks "was it told?".
_MEANS = {
    "waiting": "waiting",
    "marked": "unknown",
    "sent": "handed_over",
    "unsettled": "unknown",
    "refused": "failed",
    "given_up": "failed",
    "skipped": "not_possible",
}


@dataclass(frozen=True)
class Rung:
    """One way it was tried: `delivered`, `handed_over`, `waiting`, `unknown`, `failed`, ..."""

    channel: str
    result: str
    at: datetime | None
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Telling:
    """One notice of a case, and its rungs."""

    title: str
    told_at: datetime
    read_at: datetime | None
    rungs: tuple[Rung, ...]


async def tellings_of(case_no: str) -> list[Telling]:
    """Everything told about a case, newest first."""
    rows = await database.fetch(
        "SELECT id, kind, params, created_at, read_at FROM notices WHERE case_no = $1"
        " ORDER BY created_at DESC, id LIMIT 100",
        case_no,
    )
    ids = [row["id"] for row in rows]
    rungs: dict[UUID, list[Rung]] = {each: [] for each in ids}
    for send in await database.fetch(_SENDS, ids):
        rungs[send["notice_id"]].append(_rung(send))
    for call in await database.fetch(_CALLS, ids):
        rungs[call["notice_id"]].append(_call(call))
    return [
        Telling(
            texts.text_of(row["kind"], "zh_CN", texts.params_of(row["params"])).title,
            row["created_at"],
            row["read_at"],
            tuple(rungs[row["id"]]),
        )
        for row in rows
    ]


_SENDS = """
SELECT notice_id, channel, state, due_at, settled_at, delivered_at FROM notice_sends
 WHERE notice_id = ANY($1::uuid[]) ORDER BY channel DESC
"""
_CALLS = """
SELECT l.notice_id, t.outcome, t.attempts, t.due_at, t.tried_at, t.done_at, t.note_enc,
       coalesce(s.name, '') AS by FROM phone_task_notices l JOIN phone_tasks t ON t.id = l.task_id
  LEFT JOIN staff s ON s.id = t.done_by WHERE l.notice_id = ANY($1::uuid[])
"""


def _rung(send: dict[str, Any]) -> Rung:
    if send["delivered_at"]:
        return Rung(send["channel"], "delivered", send["delivered_at"])
    at = send["settled_at"] or send["due_at"]
    return Rung(send["channel"], _MEANS[send["state"]], at)


def _call(call: dict[str, Any]) -> Rung:
    note = decrypt(bytes(call["note_enc"]), "phone_tasks.note") if call["note_enc"] else ""
    if call["outcome"] is None:
        result = "tried" if call["attempts"] else "waiting"
        return Rung("call", result, call["tried_at"] or call["due_at"], note=note)
    return Rung("call", call["outcome"], call["done_at"], call["by"], note)

"""Texting members of staff what cannot wait: leased rows, one message for one reason."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from server.connectors import Away, SendRefused, World
from server.core import clock, database, ids
from server.core.config import settings
from server.registry import staff

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 6
_TEMPLATES = {"crisis": "staff_crisis", "call": "staff_call", "silent": "staff_call"}
_CLAIM = """
UPDATE staff_texts SET locked_until = $1::timestamptz + $2::interval, locked_by = $3,
       attempts = attempts + 1
 WHERE id IN (SELECT id FROM staff_texts WHERE state = 'waiting' AND due_at <= $4
     AND (locked_until IS NULL OR locked_until < $1)
   ORDER BY due_at LIMIT 20 FOR UPDATE SKIP LOCKED)
RETURNING id, staff_id, kind, conversation_id, attempts
"""


async def want(staff_id: UUID, kind: str, conversation_id: UUID, once_key: str) -> None:
    """Text somebody about a conversation, once for this key. Call in a transaction."""
    await database.execute(
        "INSERT INTO staff_texts (id, staff_id, kind, conversation_id, once_key, state, attempts,"
        " due_at) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6) ON CONFLICT (once_key) DO NOTHING",
        ids.new(),
        staff_id,
        kind,
        conversation_id,
        once_key,
        clock.now(),
    )


async def send_due(world: World, worker: str) -> int:
    """Send what is due; the gateway knows the key, so that trying again texts nobody twice."""
    claimed = await database.fetch(_CLAIM, clock.real_now(), LEASE, worker, clock.now())
    phones = await staff.phones_of([row["staff_id"] for row in claimed]) if claimed else {}
    for row in claimed:
        await _send(world, row, phones.get(row["staff_id"], ""), worker)
    return len(claimed)


async def _send(world: World, row: dict[str, Any], phone: str, worker: str) -> None:
    if not phone:
        # The console still shows it; nobody to text is an operator's business.
        log.warning("a member of staff on call has no phone")
        await _settle(row["id"], worker, "failed", "")
        return
    link = f"{settings().base_url}/console/inbox/{row['conversation_id']}"
    template = _TEMPLATES[row["kind"]]
    try:
        reference = await world.sms.send(phone, template, {"link": link}, str(row["id"]))
    except SendRefused:
        await _settle(row["id"], worker, "failed", "")
    except Away:
        given_up = row["attempts"] >= MOST_ATTEMPTS
        await _settle(row["id"], worker, "failed" if given_up else "waiting", "")
    else:
        await _settle(row["id"], worker, "sent", reference)


async def _settle(text_id: UUID, worker: str, state: str, reference: str) -> None:
    await database.execute(
        "UPDATE staff_texts SET state = $3, provider_ref = nullif($4, ''), locked_by = NULL,"
        " locked_until = NULL, due_at = CASE WHEN $3 = 'waiting' THEN $5::timestamptz +"
        " interval '5 seconds' * attempts ELSE due_at END,"
        " sent_at = CASE WHEN $3 = 'sent' THEN $5::timestamptz END"
        " WHERE id = $1 AND locked_by = $2",
        text_id,
        worker,
        state,
        reference,
        clock.now(),
    )

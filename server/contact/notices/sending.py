"""Sending: leased rows, marked before they leave, never repeated on an unknown outcome."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.connectors import Away, OutcomeUnknown, SendRefused, World
from server.contact.notices import calls, looking, permits, settling, texts, timing
from server.contact.notices.service import add_send
from server.core import clock, database
from server.core.config import settings
from server.registry import people

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
_NO_PERMIT = "43101"

_CLAIM = """
UPDATE notice_sends SET locked_until = $1::timestamptz + $2::interval, locked_by = $3,
       attempts = attempts + 1
 WHERE id IN (SELECT id FROM notice_sends WHERE state = 'waiting' AND due_at <= $4
     AND (locked_until IS NULL OR locked_until < $1)
   ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED)
RETURNING id, notice_id, channel, attempts
"""
_MARK = """
UPDATE notice_sends SET state = 'marked', marked_at = $3, locked_by = NULL, locked_until = NULL
 WHERE id = $1 AND locked_by = $2 AND state = 'waiting' RETURNING id
"""
_UNMARK = """
UPDATE notice_sends SET state = $2, marked_at = NULL, due_at = $3
 WHERE id = $1 AND state = 'marked' RETURNING id
"""
_REFUSE = """
UPDATE notice_sends SET state = 'refused', settled_at = $2, last_error = $3
 WHERE id = $1 AND state = 'marked' RETURNING id
"""
_SKIP = """
UPDATE notice_sends SET state = 'skipped', settled_at = $3, last_error = 'no permit',
       locked_by = NULL, locked_until = NULL
 WHERE id = $1 AND locked_by = $2 RETURNING id
"""
_NOTICE = (
    "SELECT account_id, case_no, kind, created_at, read_at, is_urgent FROM notices WHERE id = $1"
)


async def send_due(world: World, worker: str, *, batch: int = 20) -> int:
    """Send what is due; returns how many sends were tried."""
    claimed = await database.fetch(_CLAIM, clock.real_now(), LEASE, worker, clock.now(), batch)
    for row in claimed:
        notice = await database.fetch_one(_NOTICE, row["notice_id"])
        if notice is not None:
            await _send(world, row, notice, worker)
    return len(claimed) + await looking.look_due(world)


async def _send(world: World, row: dict[str, Any], notice: dict[str, Any], worker: str) -> None:
    """Nothing rings for what has been read, at night, or after too much in a day."""
    if notice["read_at"] is not None:
        await _settle(row["id"], "skipped", "")
        return
    wait = await timing.wait_until(row["id"], notice)
    if wait is not None:
        await _again(row, worker, wait)
        return
    by_channel = _by_wechat if row["channel"] == "wechat" else _by_sms
    await by_channel(world, row, notice, worker)


async def _by_wechat(
    world: World, row: dict[str, Any], notice: dict[str, Any], worker: str
) -> None:
    line = await _permitted(notice["account_id"])
    if line is None:
        await _fall_back(row, worker)
        return
    if not await _mark(row, worker, line):
        return
    page = f"pages/case?no={notice['case_no']}"
    try:
        message_id = await world.wechat.send_subscribe(
            line.openid, line.template, page, _card(notice)
        )
    except SendRefused as refused:
        await _refused(row, line, str(refused.details.get("why", "")))
    except OutcomeUnknown:
        # It may have arrived: the sent event tells, or SMS takes over after ten minutes.
        log.warning("a card left with an unknown outcome")
    except Away:
        await _unmark(row, line)
    else:
        await settling.accepted(row["id"], message_id)


async def _permitted(account_id: UUID) -> permits.Line | None:
    """Somewhere to send a card to that the person allowed."""
    template, appid = settings().wechat_template_progress, settings().wechat_appid
    for openid in await people.logins_of(account_id, appid) if template else []:
        if await permits.balance(openid, template):
            return permits.Line(account_id, appid, openid, template)
    return None


def _card(notice: dict[str, Any]) -> dict[str, str]:
    at = clock.local(notice["created_at"])
    return {
        "character_string1": str(notice["case_no"]),
        "phrase2": "有新进展",
        "time3": at.strftime("%Y-%m-%d %H:%M"),
        "thing4": "请打开小程序查看",
    }


async def _mark(row: dict[str, Any], worker: str, line: permits.Line) -> bool:
    """Spend a permit and mark the send, in one step, before it leaves."""
    async with database.transaction():
        await permits.hold(line)
        if not await permits.balance(line.openid, line.template):
            await _fall_back(row, worker)
            return False
        marked = await database.fetch(_MARK, row["id"], worker, clock.now())
        if marked:
            await permits.enter(line, "spent", f"spent:{row['id']}:{row['attempts']}")
    return bool(marked)


async def _unmark(row: dict[str, Any], line: permits.Line) -> None:
    """It certainly did not leave: give the permit back and try again, or take the next rung."""
    is_last = row["attempts"] >= MOST_ATTEMPTS
    later = clock.now() + timedelta(seconds=2 ** row["attempts"])
    async with database.transaction():
        undone = await database.fetch(
            _UNMARK, row["id"], "given_up" if is_last else "waiting", later
        )
        if not undone:
            return
        await permits.enter(line, "refunded", f"refund:{row['id']}:{row['attempts']}")
        if is_last:
            await add_send(row["notice_id"], "sms")


async def _refused(row: dict[str, Any], line: permits.Line, why: str) -> None:
    async with database.transaction():
        refused = await database.fetch(_REFUSE, row["id"], clock.now(), why)
        if not refused:
            return
        if why == _NO_PERMIT:
            await permits.end(line, "refused_by_wechat", f"refused:{row['id']}")
        else:
            # Refused for another reason: nothing was used up.
            await permits.enter(line, "refunded", f"refund:{row['id']}:{row['attempts']}")
        await add_send(row["notice_id"], "sms")


async def _handed_over(send_id: UUID, reference: str) -> None:
    """The gateway has it; whether it arrives is asked for later."""
    await _settle(send_id, "sent", reference)
    await database.execute(
        "UPDATE notice_sends SET look_at = $2 WHERE id = $1 AND provider_ref IS NOT NULL",
        send_id,
        clock.now() + looking.FIRST_LOOK,
    )


async def _settle(send_id: UUID, state: str, reference: str) -> None:
    await database.execute(
        "UPDATE notice_sends SET state = $2, settled_at = $3, locked_by = NULL,"
        " locked_until = NULL, provider_ref = coalesce(nullif($4, ''), provider_ref)"
        " WHERE id = $1",
        send_id,
        state,
        clock.now(),
        reference,
    )


async def _fall_back(row: dict[str, Any], worker: str) -> None:
    """No card is allowed: the next rung is SMS."""
    async with database.transaction():
        if await database.fetch(_SKIP, row["id"], worker, clock.now()):
            await add_send(row["notice_id"], "sms")


async def _by_sms(world: World, row: dict[str, Any], notice: dict[str, Any], worker: str) -> None:
    account = await people.account_of(notice["account_id"])
    phone = await people.texted_at(account)
    if not phone:
        await _fell(row, "skipped", "no_phone")
        return
    link = f"{settings().base_url}/messages"
    try:
        # The gateway knows the key: repeating after a lost answer sends nothing twice.
        reference = await world.sms.send(
            phone, texts.sms_template(notice["kind"]), {"link": link}, str(row["id"])
        )
    except SendRefused:
        await _fell(row, "refused", "not_reached")
    except Away:
        if row["attempts"] >= MOST_ATTEMPTS:
            await _fell(row, "given_up", "not_reached")
        else:
            later = clock.now() + timedelta(seconds=2 ** row["attempts"])
            await _again(row, worker, later)
    else:
        await _handed_over(row["id"], reference)


async def _fell(row: dict[str, Any], state: str, why: str) -> None:
    """SMS reached nobody: the last rung is a call."""
    async with database.transaction():
        await _settle(row["id"], state, "")
        await calls.want(row["notice_id"], why)


async def _again(row: dict[str, Any], worker: str, due_at: datetime) -> None:
    await database.execute(
        "UPDATE notice_sends SET due_at = $3, locked_by = NULL, locked_until = NULL"
        " WHERE id = $1 AND locked_by = $2",
        row["id"],
        worker,
        due_at,
    )

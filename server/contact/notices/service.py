"""Telling somebody something, exactly once."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from server.contact.notices import calls, texts
from server.contact.notices.wishes import wish_of
from server.core import clock, database, ids
from server.core.config import settings
from server.registry import people

_TELL = """
INSERT INTO notices (id, account_id, case_no, kind, once_key, params, created_at, is_urgent,
  person_id)
VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9)
ON CONFLICT (once_key) DO NOTHING RETURNING id
"""
_SEND = """
INSERT INTO notice_sends (id, notice_id, channel, state, attempts, due_at)
VALUES ($1, $2, $3, 'waiting', 0, $4) ON CONFLICT (notice_id, channel) DO NOTHING
"""


async def tell(  # noqa: PLR0913 - what, to whom, for whom, once
    account_id: UUID,
    kind: str,
    once_key: str,
    *,
    case_no: str | None,
    params: Mapping[str, str],
    is_urgent: bool = False,
    person_id: UUID | None = None,
) -> bool:
    """Put a notice into the app and start its ladder; False when it was told before.

    With `person_id` it is shown only while the account serves that person.

    With a WeChat identity the card goes first and SMS only where it fails; else SMS at once. Who
    wishes to be called is called. An urgent notice waits for no morning.
    """
    async with database.transaction():
        notice_id = await _put(
            account_id,
            kind,
            once_key,
            case_no,
            params,
            person_id=person_id,
            is_urgent=is_urgent or texts.is_urgent(kind),
        )
        if notice_id is None:
            return False
        await _first_rung(account_id, notice_id)
    return True


async def tell_in_app(
    account_id: UUID,
    kind: str,
    once_key: str,
    *,
    case_no: str | None,
    params: Mapping[str, str],
    person_id: UUID | None = None,
) -> bool:
    """Put a notice into the app and send nothing: nobody asked for a message."""
    put = await _put(account_id, kind, once_key, case_no, params, person_id=person_id)
    return put is not None


async def _put(  # noqa: PLR0913 - as `tell`
    account_id: UUID,
    kind: str,
    once_key: str,
    case_no: str | None,
    params: Mapping[str, str],
    *,
    person_id: UUID | None,
    is_urgent: bool = False,
) -> UUID | None:
    notice_id = ids.new()
    told = await database.fetch(
        _TELL,
        notice_id,
        account_id,
        case_no,
        kind,
        once_key,
        msgspec.json.encode(params).decode(),
        clock.now(),
        is_urgent,
        person_id,
    )
    return notice_id if told else None


async def _first_rung(account_id: UUID, notice_id: UUID) -> None:
    wish = await wish_of(account_id)
    if wish.channel == "call":
        await calls.want(notice_id, "wished")
        return
    has_wechat = await people.logins_of(account_id, settings().wechat_appid)
    await add_send(notice_id, "wechat" if has_wechat and wish.channel == "auto" else "sms")


async def add_send(notice_id: UUID, channel: str) -> None:
    """Queue one channel of a notice, once."""
    await database.execute(_SEND, ids.new(), notice_id, channel, clock.now())

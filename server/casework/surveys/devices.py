"""Phones that hold surveys: each has a key of its own, given to a live session only."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from uuid import UUID

from server.casework.surveys.errors import DeviceRevoked
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.privacy import decrypt, encrypt
from server.registry import audit

_SEALED = "survey_devices.key"


@dataclass(frozen=True)
class Device:
    """One phone of somebody."""

    id: UUID
    staff_id: UUID
    name: str
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None


async def enrol(device_id: UUID, by: Actor) -> str:
    """Know a phone by the number it made for itself; its key comes back, the same each time.

    Raises DeviceRevoked.
    """
    key = encrypt(b64encode(token_bytes(32)).decode(), _SEALED)
    async with database.transaction():
        rows = await database.fetch(
            "INSERT INTO survey_devices (id, staff_id, key_enc, created_at, seen_at)"
            " VALUES ($1, $2, $3, $4, $4) ON CONFLICT (id) DO NOTHING RETURNING id",
            device_id,
            by.staff_id,
            key,
            clock.now(),
        )
        if rows:
            await audit.record(by, "enrol-device", f"device:{device_id}")
    return await unlock(device_id, by)


async def unlock(device_id: UUID, by: Actor) -> str:
    """The key of one's own phone, in base 64. Raises DeviceRevoked."""
    rows = await database.fetch(
        "UPDATE survey_devices SET seen_at = $3 WHERE id = $1 AND staff_id = $2"
        " AND revoked_at IS NULL RETURNING key_enc",
        device_id,
        by.staff_id,
        clock.now(),
    )
    if not rows:
        raise DeviceRevoked
    return decrypt(bytes(rows[0]["key_enc"]), _SEALED)


async def devices_of(by: Actor) -> list[Device]:
    """One's own phones; a head sees those of everybody in the office."""
    rows = await database.fetch(
        "SELECT d.id, d.staff_id, s.name, d.created_at, d.seen_at, d.revoked_at"
        " FROM survey_devices d JOIN staff s ON s.id = d.staff_id"
        " WHERE d.staff_id = $1 OR ($2 AND EXISTS (SELECT 1 FROM staff_posts p"
        "   WHERE p.staff_id = d.staff_id AND p.region_code LIKE $3 || '%'))"
        " ORDER BY d.seen_at DESC",
        by.staff_id,
        by.role is Role.HEAD,
        by.office,
    )
    return [Device(**row) for row in rows]


async def revoke(device_id: UUID, by: Actor) -> None:
    """Report a phone lost: it gets no key, can send nothing, and forgets when it next asks.

    Raises DeviceRevoked when it is none of theirs.
    """
    if device_id not in {device.id for device in await devices_of(by)}:
        raise DeviceRevoked
    async with database.transaction():
        await database.execute(
            "UPDATE survey_devices SET revoked_at = $2, revoked_by = $3"
            " WHERE id = $1 AND revoked_at IS NULL",
            device_id,
            clock.now(),
            by.id,
        )
        await audit.record(by, "revoke-device", f"device:{device_id}")

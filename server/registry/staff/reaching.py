"""Reaching members of staff by phone: kept sealed, used for what cannot wait."""

from uuid import UUID

from server.registry.staff.models import Staff


async def set_phone(staff_id: UUID, phone: str) -> None:
    """Where a member of staff is reached. Call in a transaction that is audited."""
    member = await Staff.get(id=staff_id)
    member.phone = phone or None
    await member.save(update_fields=["phone"])


async def phones_of(staff_ids: list[UUID]) -> dict[UUID, str]:
    """The phones that are known."""
    found = await Staff.filter(id__in=staff_ids)
    return {member.id: member.phone for member in found if member.phone}

"""Notices as the app shows them."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class Notice(Model):
    """One notice to one account."""

    id = fields.UUIDField(primary_key=True)
    account_id: UUID = fields.UUIDField()
    person_id: UUID | None = fields.UUIDField(null=True)
    case_no: str | None = fields.TextField(null=True)
    kind = fields.TextField()
    once_key = fields.TextField()
    params: dict[str, str] = fields.JSONField()
    is_urgent = fields.BooleanField()
    created_at: datetime = fields.DatetimeField()
    read_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "notices"

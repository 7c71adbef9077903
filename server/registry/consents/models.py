"""Signed consents."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model


class ConsentRow(Model):
    """One adult's consent for one case."""

    id = fields.UUIDField(primary_key=True)
    consent_no = fields.TextField()
    person_id: UUID = fields.UUIDField()
    case_no = fields.TextField()
    purpose = fields.TextField()
    registers: list[str] = ArrayField("text")
    wording_version = fields.TextField()
    digest = fields.TextField()
    method = fields.TextField()
    signed_by = fields.TextField()
    signed_at: datetime = fields.DatetimeField()
    expires_at: datetime = fields.DatetimeField()
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)
    superseded_at: datetime | None = fields.DatetimeField(null=True)
    signer_id: UUID | None = fields.UUIDField(null=True)
    file_id: UUID | None = fields.UUIDField(null=True)
    withdrawn_by: str | None = fields.TextField(null=True)

    class Meta:
        table = "consents"

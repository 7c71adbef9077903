"""Letters and the proof that they were served."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from server.core.sealed import sealed


class Letter(Model):
    """One numbered letter; the database keeps it as it was issued."""

    id = fields.UUIDField(primary_key=True)
    case_id: UUID = fields.UUIDField()
    kind = fields.TextField()
    act = fields.TextField()
    office_code = fields.TextField()
    year = fields.SmallIntField()
    serial = fields.IntField()
    doc_no = fields.TextField()
    verify_code = fields.TextField()
    masked_name = fields.TextField()
    content: str = sealed("letters.content", source_field="content_enc")
    issued_at: datetime = fields.DatetimeField()
    issued_by = fields.TextField()
    replaces: UUID | None = fields.UUIDField(null=True)
    file_id: UUID | None = fields.UUIDField(null=True)
    digest: str | None = fields.TextField(null=True)

    class Meta:
        table = "letters"


class LetterService(Model):
    """How, when and to whom a letter was served, and who says so."""

    id = fields.UUIDField(primary_key=True)
    letter_id: UUID = fields.UUIDField()
    method = fields.TextField()
    served_on: date = fields.DateField()
    sent_on: date | None = fields.DateField(null=True)
    receiver: str | None = sealed("letters.receiver", source_field="receiver_enc", null=True)
    witnesses: str | None = sealed("letters.witnesses", source_field="witnesses_enc", null=True)
    place: str | None = sealed("letters.place", source_field="place_enc", null=True)
    tracking_no: str | None = fields.TextField(null=True)
    recorded_at: datetime = fields.DatetimeField()
    recorded_by = fields.TextField()
    recorder_name = fields.TextField()

    class Meta:
        table = "letter_services"

"""Files of cases; their bytes lie in storage."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model


class FileRow(Model):
    """One kept file."""

    id = fields.UUIDField(primary_key=True)
    case_no = fields.TextField()
    purpose = fields.TextField()
    name = fields.TextField()
    media_type = fields.TextField()
    size = fields.BigIntField()
    digest = fields.TextField()
    storage_key = fields.TextField()
    uploaded_by = fields.TextField()
    uploaded_at: datetime = fields.DatetimeField()
    erased_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "files"

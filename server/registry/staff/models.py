"""Staff, their posts and the relatives they declared."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from server.core.sealed import sealed


class Staff(Model):
    """Somebody who works in the console."""

    id = fields.UUIDField(primary_key=True)
    login = fields.TextField()
    name = fields.TextField()
    phone: str | None = sealed("staff.phone", source_field="phone_enc", null=True)
    password = fields.TextField()
    password_changed_at: datetime = fields.DatetimeField()
    totp: str = sealed("staff.totp", source_field="totp_enc")
    totp_last_step = fields.BigIntField()
    failures = fields.SmallIntField()
    locked_until: datetime | None = fields.DatetimeField(null=True)
    left_on: date | None = fields.DateField(null=True)
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "staff"


class StaffPost(Model):
    """A role in an area, from a day to a day."""

    id = fields.UUIDField(primary_key=True)
    staff_id: UUID = fields.UUIDField()
    role = fields.TextField()
    region_code = fields.TextField()
    starts_on: date = fields.DateField()
    ends_on: date | None = fields.DateField(null=True)

    class Meta:
        table = "staff_posts"


class StaffRelative(Model):
    """A relative whose cases this member of staff must not see."""

    id = fields.UUIDField(primary_key=True)
    staff_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    relation = fields.TextField()
    declared_at: datetime = fields.DatetimeField()

    class Meta:
        table = "staff_relatives"

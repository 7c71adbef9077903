"""Households and who belongs to them."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class HouseholdRow(Model):
    """One household as a source knew it on a day."""

    id = fields.UUIDField(primary_key=True)
    source = fields.TextField()
    as_of: date = fields.DateField()
    region_code: str | None = fields.TextField(null=True)
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "households"


class HouseholdMember(Model):
    """Somebody's place in a household; one home at a time."""

    id = fields.UUIDField(primary_key=True)
    household_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    relation = fields.TextField()
    source = fields.TextField()
    left_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "household_members"

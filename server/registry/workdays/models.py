"""Days that differ from Monday to Friday, and the years that are official."""

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model


class Workday(Model):
    """A holiday on a weekday, or a working Saturday or Sunday."""

    day: date = fields.DateField(primary_key=True)
    is_workday = fields.BooleanField()
    name = fields.TextField()
    source = fields.TextField()

    class Meta:
        table = "workdays"


class WorkdayYear(Model):
    """A year whose calendar the State Council has published."""

    year = fields.SmallIntField(primary_key=True, generated=False)
    source = fields.TextField()
    loaded_at: datetime = fields.DatetimeField()

    class Meta:
        table = "workday_years"

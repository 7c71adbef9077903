"""Regions and the offices that serve them."""

from datetime import date

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model


class RegionRow(Model):
    """One area: nation, province, city, county, township, village or grid."""

    code = fields.CharField(max_length=14, primary_key=True)
    name = fields.TextField()
    level = fields.SmallIntField()
    kind = fields.TextField()
    parent_code: str | None = fields.TextField(null=True)
    is_statutory = fields.BooleanField()
    is_invented = fields.BooleanField()
    aliases: list[str] = ArrayField("text")
    pinyin = fields.TextField()
    effective_from: date | None = fields.DateField(null=True)
    effective_to: date | None = fields.DateField(null=True)
    replaced_by: str | None = fields.TextField(null=True)
    source = fields.TextField()
    snapshot_on: date = fields.DateField()

    class Meta:
        table = "regions"


class RegionOffice(Model):
    """Where a region's people go, or whom they call."""

    id = fields.UUIDField(primary_key=True)
    region_code = fields.TextField()
    service = fields.TextField()
    name = fields.TextField()
    address = fields.TextField()
    phone = fields.TextField()
    hours = fields.TextField()
    source = fields.TextField()

    class Meta:
        table = "region_offices"

"""Lanes that help first: by when help must come, and when it came."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
ALTER TABLE cases ADD COLUMN aid_by timestamptz;
ALTER TABLE cases ADD COLUMN aided_at timestamptz;
"""


class Migration(Base):
    """Hours that run without a break, and the help they are about."""

    dependencies = (("onetrip", "0005_contact"),)
    operations = (RunSQL(SQL),)

"""A recognition grants no money: its decision holds a zero."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
ALTER TABLE decisions DROP CONSTRAINT decisions_proposed_fen_check;
ALTER TABLE decisions DROP CONSTRAINT decisions_amount_fen_check;
ALTER TABLE decisions ADD CONSTRAINT decisions_proposed_fen_check CHECK (proposed_fen >= 0);
ALTER TABLE decisions ADD CONSTRAINT decisions_amount_fen_check CHECK (amount_fen >= 0);
"""


class Migration(Base):
    """Above zero where money is paid: the service holds that, by what the lane pays."""

    dependencies = (("onetrip", "0023_surveys"),)
    operations = (RunSQL(SQL),)

"""How long things stay: who wants to be reminded of a draft, and bytes that wait to be erased."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE draft_reminders (
  case_id uuid PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  wants_message boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  reminded_at timestamptz
);
CREATE INDEX cases_draft_age ON cases (saved_at) WHERE stage = 'draft';

CREATE TABLE storage_erasures (
  erased_key text PRIMARY KEY,
  asked_at timestamptz NOT NULL
);
"""


class Migration(Base):
    """Nothing is erased before its row says so, and no bytes outlive their row for long."""

    dependencies = (("onetrip", "0026_conversations"),)
    operations = (RunSQL(SQL),)

"""Words of the assistant and of staff on their way to WeChat, within its window and count."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE chat_sends (
  id uuid PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  body_enc bytea NOT NULL,
  is_ai boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'marked', 'sent', 'held', 'expired', 'failed',
    'unknown')),
  attempts smallint NOT NULL,
  made_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  locked_until timestamptz,
  locked_by text,
  settled_at timestamptz
);
CREATE INDEX chat_sends_due ON chat_sends (due_at, id) WHERE state = 'waiting';
CREATE INDEX chat_sends_held ON chat_sends (conversation_id) WHERE state = 'held';
"""


class Migration(Base):
    """Marked before they leave; never sent twice on an unknown outcome."""

    dependencies = (("onetrip", "0027_recognitions"),)
    operations = (RunSQL(SQL),)

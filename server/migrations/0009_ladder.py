"""The message ladder: delivery receipts, how somebody likes to be told, calls by the village."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
ALTER TABLE notices ADD COLUMN is_urgent boolean NOT NULL DEFAULT false;

ALTER TABLE notice_sends ADD COLUMN delivered_at timestamptz;
ALTER TABLE notice_sends ADD COLUMN look_at timestamptz;
CREATE INDEX notice_sends_look ON notice_sends (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX notices_case ON notices (case_no, created_at);

CREATE TABLE contact_wishes (
  account_id uuid PRIMARY KEY REFERENCES accounts (id),
  channel text NOT NULL CHECK (channel IN ('auto', 'sms', 'call')),
  village_may_call boolean NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE phone_tasks (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id),
  case_no text NOT NULL,
  region_code text NOT NULL REFERENCES regions (code),
  for_whom text NOT NULL CHECK (for_whom IN ('village', 'office')),
  why text NOT NULL CHECK (why IN ('no_phone', 'not_reached', 'wished')),
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  due_is_provisional boolean NOT NULL,
  attempts smallint NOT NULL,
  tried_at timestamptz,
  outcome text CHECK (outcome IN ('told', 'visited', 'not_reached', 'read_in_app')),
  note_enc bytea,
  done_by uuid REFERENCES staff (id),
  done_at timestamptz,
  CONSTRAINT phone_tasks_done_whole CHECK ((outcome IS NULL) = (done_at IS NULL)),
  CONSTRAINT phone_tasks_failure_explained CHECK
    (outcome IS DISTINCT FROM 'not_reached' OR note_enc IS NOT NULL),
  CONSTRAINT phone_tasks_somebody CHECK
    (outcome IS NULL OR outcome = 'read_in_app' OR done_by IS NOT NULL)
);
CREATE UNIQUE INDEX phone_tasks_one_open ON phone_tasks (account_id, case_no) WHERE outcome IS NULL;
CREATE INDEX phone_tasks_open ON phone_tasks (region_code text_pattern_ops, due_at) WHERE outcome IS NULL;
CREATE INDEX phone_tasks_case ON phone_tasks (case_no);

CREATE TABLE phone_task_notices (
  notice_id uuid PRIMARY KEY REFERENCES notices (id),
  task_id uuid NOT NULL REFERENCES phone_tasks (id)
);
CREATE INDEX phone_task_notices_task ON phone_task_notices (task_id);
"""


class Migration(Base):
    """Whoever no message reaches is called, or visited, by a day, and it is written down."""

    dependencies = (("onetrip", "0008_letters"),)
    operations = (RunSQL(SQL),)

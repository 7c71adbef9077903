"""Objections: to a decision by its applicant, to a poster by anybody; posters that wait for one."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE publicity_codes (
  case_id uuid PRIMARY KEY REFERENCES cases (id),
  code text NOT NULL UNIQUE
);
CREATE TABLE publicity_holds (
  case_id uuid PRIMARY KEY REFERENCES cases (id),
  since timestamptz NOT NULL
);

CREATE TABLE objections (
  id uuid PRIMARY KEY,
  objection_no text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('decision', 'publicity')),
  case_id uuid NOT NULL REFERENCES cases (id),
  account_id uuid REFERENCES accounts (id),
  contact_enc bytea,
  look_up text UNIQUE,
  words_enc bytea NOT NULL,
  area text NOT NULL REFERENCES regions (code),
  barred uuid[] NOT NULL,
  is_late boolean NOT NULL,
  received_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  due_is_provisional boolean NOT NULL,
  taken_by uuid REFERENCES staff (id),
  taken_at timestamptz,
  result text CHECK (result IN ('kept', 'changed', 'unfounded', 'founded', 'withdrawn')),
  answer_enc bytea,
  answered_by uuid REFERENCES staff (id),
  answered_at timestamptz,
  order_enc bytea,
  order_due_at timestamptz,
  order_done_by uuid REFERENCES staff (id),
  order_done_at timestamptz,
  order_note_enc bytea,
  CONSTRAINT objections_somebody_else CHECK (answered_by IS NULL OR answered_by <> ALL (barred)),
  CONSTRAINT objections_taken_by_another CHECK (taken_by IS NULL OR taken_by <> ALL (barred)),
  CONSTRAINT objections_taken_whole CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
  CONSTRAINT objections_ended_whole CHECK ((result IS NULL) = (answered_at IS NULL)),
  CONSTRAINT objections_answer_is_written CHECK
    (result IS NULL OR result = 'withdrawn' OR (answer_enc IS NOT NULL AND answered_by IS NOT NULL)),
  CONSTRAINT objections_result_fits CHECK (result IS NULL OR result = 'withdrawn'
    OR (kind = 'decision') = (result IN ('kept', 'changed'))),
  CONSTRAINT objections_change_is_ordered CHECK ((result IS NOT DISTINCT FROM 'changed')
    = (order_enc IS NOT NULL) AND (order_enc IS NULL) = (order_due_at IS NULL)),
  CONSTRAINT objections_order_done_whole CHECK ((order_done_at IS NULL) = (order_done_by IS NULL)
    AND (order_done_at IS NULL) = (order_note_enc IS NULL))
);
CREATE UNIQUE INDEX objections_one_open ON objections (case_id, kind, account_id)
  WHERE result IS NULL AND account_id IS NOT NULL;
CREATE INDEX objections_case ON objections (case_id);
CREATE INDEX objections_open ON objections (area text_pattern_ops, due_at) WHERE result IS NULL;
CREATE INDEX objections_orders ON objections (order_due_at)
  WHERE order_enc IS NOT NULL AND order_done_at IS NULL;
"""


class Migration(Base):
    """An objection is a matter of its own, answered by somebody else."""

    dependencies = (("onetrip", "0019_feedback"),)
    operations = (RunSQL(SQL),)

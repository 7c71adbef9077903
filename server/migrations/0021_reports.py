"""Reports by anybody: somebody is in trouble, and somebody else says so."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE reports (
  id uuid PRIMARY KEY,
  report_no text NOT NULL UNIQUE,
  region_code text NOT NULL REFERENCES regions (code),
  office_code text NOT NULL REFERENCES regions (code),
  county_code text NOT NULL REFERENCES regions (code),
  source text NOT NULL CHECK (source IN ('neighbour', 'village', 'hospital', 'police', 'hotline', 'other')),
  kind text NOT NULL,
  is_danger boolean NOT NULL,
  whom_enc bytea NOT NULL,
  whom_index bytea NOT NULL,
  words_enc bytea NOT NULL,
  reporter_enc bytea,
  phone_enc bytea,
  once text NOT NULL CONSTRAINT reports_once UNIQUE,
  made_at timestamptz NOT NULL,
  answer_by timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'taken', 'case', 'linked', 'elsewhere', 'false_alarm')),
  handler_id uuid REFERENCES staff (id),
  taken_at timestamptz,
  case_id uuid REFERENCES cases (id),
  note_enc bytea,
  settled_at timestamptz,
  CONSTRAINT reports_taken_whole CHECK ((handler_id IS NULL) = (taken_at IS NULL)),
  CONSTRAINT reports_case_named CHECK ((state IN ('case', 'linked')) = (case_id IS NOT NULL)),
  CONSTRAINT reports_settled_whole CHECK ((state IN ('open', 'taken')) = (settled_at IS NULL)),
  CONSTRAINT reports_settled_has_words CHECK (state NOT IN ('elsewhere', 'false_alarm') OR note_enc IS NOT NULL)
);
CREATE INDEX reports_waiting ON reports (office_code, answer_by) WHERE state IN ('open', 'taken');
CREATE INDEX reports_whom ON reports (whom_index, made_at);
CREATE INDEX reports_case ON reports (case_id) WHERE case_id IS NOT NULL;
"""


class Migration(Base):
    """What is told stays sealed; who told it never learns more than that it was looked at."""

    dependencies = (("onetrip", "0021_reviews"),)
    operations = (RunSQL(SQL),)

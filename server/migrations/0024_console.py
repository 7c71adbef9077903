"""The desk: names somebody had before, kept filters, batches, private notes, and their indexes."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

_OPEN = """stage IN ('submitted', 'correction', 'accepted', 'checking', 'surveying', 'reviewing',
  'publicity', 'county_review')"""
SQL = f"""
CREATE TABLE former_names (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people (id),
  name text NOT NULL,
  pinyin text NOT NULL,
  until timestamptz NOT NULL,
  CONSTRAINT former_names_once UNIQUE (person_id, name)
);
CREATE INDEX former_names_key ON former_names (replace(pinyin, ' ', '') text_pattern_ops);
CREATE INDEX people_pinyin_key ON people (replace(pinyin, ' ', '') text_pattern_ops);
CREATE INDEX cases_office_pinyin ON cases
  (office_code, replace(applicant_pinyin, ' ', '') text_pattern_ops) WHERE stage <> 'draft';
CREATE INDEX cases_county_pinyin ON cases
  (county_code, replace(applicant_pinyin, ' ', '') text_pattern_ops) WHERE stage <> 'draft';
CREATE INDEX cases_office_village ON cases (office_code, region_code, due_at, id)
  INCLUDE (stage, handler_id) WHERE {_OPEN};
CREATE INDEX cases_office_item ON cases (office_code, item_code, lane, due_at, id)
  INCLUDE (stage, handler_id) WHERE {_OPEN};
CREATE INDEX cases_office_held ON cases (office_code, stage_at)
  WHERE handler_id IS NOT NULL AND {_OPEN};
CREATE INDEX corrections_answered ON corrections (answered_at) WHERE answered_at IS NOT NULL;

CREATE TABLE desk_views (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff (id),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 20),
  wanted jsonb NOT NULL,
  kept_at timestamptz NOT NULL,
  CONSTRAINT desk_views_name UNIQUE (staff_id, name)
);
CREATE TABLE desk_batches (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff (id),
  act text NOT NULL,
  asked_at timestamptz NOT NULL,
  done_at timestamptz,
  outcomes jsonb NOT NULL
);
CREATE INDEX desk_batches_staff ON desk_batches (staff_id, asked_at);

CREATE TABLE desk_notes (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  staff_id uuid NOT NULL REFERENCES staff (id),
  words_enc bytea NOT NULL,
  written_at timestamptz NOT NULL
);
CREATE INDEX desk_notes_case ON desk_notes (case_id, written_at);
"""


class Migration(Base):
    """What the desk keeps."""

    dependencies = (("onetrip", "0022_conferences"),)
    operations = (RunSQL(SQL),)

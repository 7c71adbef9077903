"""Ratings of ended matters, revisits of bad ones, and what two people may set aside."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE ratings (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  account_id uuid NOT NULL REFERENCES accounts (id),
  office_code text NOT NULL REFERENCES regions (code),
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  words_enc bytea,
  may_call boolean NOT NULL,
  involved uuid[] NOT NULL,
  rated_at timestamptz NOT NULL,
  CONSTRAINT ratings_once UNIQUE (case_id)
);
CREATE INDEX ratings_office ON ratings (office_code text_pattern_ops, rated_at);

CREATE TABLE revisits (
  id uuid PRIMARY KEY,
  rating_id uuid NOT NULL REFERENCES ratings (id),
  due_at timestamptz NOT NULL,
  due_is_provisional boolean NOT NULL,
  outcome text CHECK (outcome IN ('mended', 'explained', 'not_founded', 'not_reached')),
  findings_enc bytea,
  improvement_enc bytea,
  reply_enc bytea,
  done_by uuid REFERENCES staff (id),
  done_at timestamptz,
  CONSTRAINT revisits_once UNIQUE (rating_id),
  CONSTRAINT revisits_done_whole CHECK ((outcome IS NULL) = (done_at IS NULL)
    AND (outcome IS NULL) = (done_by IS NULL) AND (outcome IS NULL) = (findings_enc IS NULL)
    AND (outcome IS NULL) = (reply_enc IS NULL)),
  CONSTRAINT revisits_mended_says_how CHECK (outcome IS DISTINCT FROM 'mended' OR improvement_enc IS NOT NULL)
);
CREATE INDEX revisits_open ON revisits (due_at) WHERE outcome IS NULL;

CREATE TABLE rating_exclusions (
  rating_id uuid PRIMARY KEY REFERENCES ratings (id),
  state text NOT NULL CHECK (state IN ('proposed', 'dropped', 'excluded', 'appealed', 'upheld', 'restored')),
  reason_enc bytea NOT NULL,
  proposed_by uuid NOT NULL REFERENCES staff (id),
  proposed_at timestamptz NOT NULL,
  confirmed_by uuid REFERENCES staff (id),
  confirmed_at timestamptz,
  appeal_enc bytea,
  appealed_at timestamptz,
  heard_by uuid REFERENCES staff (id),
  heard_at timestamptz,
  answer_enc bytea,
  CONSTRAINT rating_exclusions_two_people CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by),
  CONSTRAINT rating_exclusions_third_hears CHECK
    (heard_by IS NULL OR (heard_by <> proposed_by AND heard_by <> confirmed_by)),
  CONSTRAINT rating_exclusions_confirmed CHECK
    ((state = 'proposed') = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CONSTRAINT rating_exclusions_appealed CHECK
    ((state IN ('appealed', 'upheld', 'restored')) = (appealed_at IS NOT NULL)),
  CONSTRAINT rating_exclusions_heard CHECK
    ((state IN ('upheld', 'restored')) = (heard_by IS NOT NULL))
);
"""


class Migration(Base):
    """Nobody waits for a rating; a bad one is looked into by somebody else."""

    dependencies = (("onetrip", "0007_persons"),)
    operations = (RunSQL(SQL),)

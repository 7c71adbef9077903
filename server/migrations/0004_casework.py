"""Cases and all that belongs to one: steps, register queries, corrections, decisions."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE SEQUENCE case_serial;

CREATE TABLE cases (
  id uuid PRIMARY KEY,
  case_no text NOT NULL UNIQUE,
  item_code text NOT NULL,
  item_version integer NOT NULL,
  lane text NOT NULL,
  cause text NOT NULL,
  account_id uuid NOT NULL REFERENCES accounts (id),
  applicant_id uuid NOT NULL REFERENCES people (id),
  household_id uuid NOT NULL REFERENCES households (id),
  applicant_name text NOT NULL,
  applicant_pinyin text NOT NULL,
  region_code text NOT NULL REFERENCES regions (code),
  office_code text NOT NULL REFERENCES regions (code),
  county_code text NOT NULL REFERENCES regions (code),
  channel text NOT NULL CHECK (channel IN ('h5', 'mini_program', 'counter')),
  stage text NOT NULL CHECK (stage IN ('draft', 'submitted', 'correction', 'accepted', 'checking',
    'surveying', 'reviewing', 'publicity', 'county_review', 'approved', 'refused', 'not_accepted',
    'withdrawn', 'closed')),
  stage_at timestamptz NOT NULL,
  handler_id uuid REFERENCES staff (id),
  claimed_at timestamptz,
  created_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL,
  submitted_at timestamptz,
  accepted_at timestamptz,
  accept_by timestamptz,
  decide_by timestamptz,
  due_at timestamptz,
  due_is_provisional boolean NOT NULL,
  publicity_until timestamptz,
  parameters_digest text,
  verdict_enc bytea,
  CONSTRAINT cases_submitted_has_date CHECK (stage IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL),
  CONSTRAINT cases_claimed_whole CHECK ((handler_id IS NULL) = (claimed_at IS NULL))
);
CREATE UNIQUE INDEX cases_one_open_draft ON cases (household_id, item_code, cause) WHERE stage = 'draft';
CREATE INDEX cases_account ON cases (account_id, created_at);
CREATE INDEX cases_applicant ON cases (applicant_id);
CREATE INDEX cases_office_open ON cases (office_code, due_at, id)
  INCLUDE (stage, handler_id, due_is_provisional)
  WHERE stage IN ('submitted', 'correction', 'accepted', 'checking', 'surveying', 'reviewing', 'publicity', 'county_review');
CREATE INDEX cases_office_stage ON cases (office_code, stage, due_at, id)
  INCLUDE (handler_id)
  WHERE stage IN ('submitted', 'correction', 'accepted', 'checking', 'surveying', 'reviewing', 'publicity', 'county_review');
CREATE INDEX cases_county_stage ON cases (county_code, stage, due_at, id)
  INCLUDE (handler_id)
  WHERE stage IN ('submitted', 'correction', 'accepted', 'checking', 'surveying', 'reviewing', 'publicity', 'county_review');
CREATE INDEX cases_handler ON cases (handler_id, due_at, id)
  WHERE stage IN ('submitted', 'correction', 'accepted', 'checking', 'surveying', 'reviewing', 'publicity', 'county_review');
CREATE INDEX cases_publicity ON cases (publicity_until) WHERE stage = 'publicity';
CREATE INDEX cases_provisional ON cases (id) WHERE due_is_provisional;

CREATE TABLE case_steps (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  step text NOT NULL,
  from_stage text,
  to_stage text NOT NULL,
  actor text NOT NULL,
  actor_name text NOT NULL,
  role text NOT NULL,
  at timestamptz NOT NULL,
  note_enc bytea
);
CREATE INDEX case_steps_case ON case_steps (case_id, id);

CREATE TABLE case_signers (
  case_id uuid NOT NULL REFERENCES cases (id),
  person_id uuid NOT NULL REFERENCES people (id),
  state text NOT NULL CHECK (state IN ('asked', 'signed', 'refused', 'not_needed')),
  asked_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (case_id, person_id)
);
CREATE INDEX case_signers_person ON case_signers (person_id);

CREATE TABLE register_queries (
  query_no text PRIMARY KEY,
  case_no text,
  person_id uuid NOT NULL REFERENCES people (id),
  register text NOT NULL,
  purpose text NOT NULL,
  facts text[] NOT NULL,
  consent_no text,
  state text NOT NULL CHECK (state IN ('waiting', 'asked', 'answered', 'refused', 'unknown_subject', 'given_up')),
  as_of date NOT NULL,
  attempts integer NOT NULL,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  ready_by timestamptz,
  locked_until timestamptz,
  locked_by text,
  last_error text,
  answered_at timestamptz,
  result_digest text,
  superseded_by text
);
CREATE UNIQUE INDEX register_queries_one_open ON register_queries (coalesce(case_no, ''), person_id, register)
  WHERE state IN ('waiting', 'asked');
CREATE INDEX register_queries_due ON register_queries (due_at) WHERE state IN ('waiting', 'asked');
CREATE INDEX register_queries_case ON register_queries (case_no);

CREATE TABLE corrections (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  round smallint NOT NULL CHECK (round > 0),
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  answer_by timestamptz NOT NULL,
  second_round_reason text,
  answered_at timestamptz,
  CONSTRAINT corrections_round UNIQUE (case_id, round),
  CONSTRAINT corrections_second_needs_reason CHECK (round = 1 OR second_round_reason IS NOT NULL)
);
CREATE TABLE correction_points (
  id uuid PRIMARY KEY,
  correction_id uuid NOT NULL REFERENCES corrections (id),
  position smallint NOT NULL,
  fact text NOT NULL,
  person_id uuid REFERENCES people (id),
  words_enc bytea NOT NULL,
  ways text[] NOT NULL,
  answer_kind text CHECK (answer_kind IN ('told', 'photo', 'pledge', 'cannot')),
  answer_enc bytea,
  file_id uuid REFERENCES files (id),
  answered_at timestamptz,
  CONSTRAINT correction_points_place UNIQUE (correction_id, position),
  CONSTRAINT correction_points_answered CHECK ((answer_kind IS NULL) = (answered_at IS NULL))
);

CREATE TABLE decisions (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL UNIQUE REFERENCES cases (id),
  proposed_outcome text NOT NULL CHECK (proposed_outcome IN ('grant', 'refuse')),
  proposed_fen bigint CHECK (proposed_fen > 0),
  opinion_enc bytea NOT NULL,
  proposed_by uuid NOT NULL REFERENCES staff (id),
  proposed_at timestamptz NOT NULL,
  verdict_enc bytea NOT NULL,
  outcome text CHECK (outcome IN ('grant', 'refuse')),
  amount_fen bigint CHECK (amount_fen > 0),
  reason_codes text[] NOT NULL,
  reason_enc bytea,
  decided_by uuid REFERENCES staff (id),
  decided_at timestamptz,
  decision_no text UNIQUE,
  CONSTRAINT decisions_four_eyes CHECK (decided_by IS NULL OR decided_by <> proposed_by),
  CONSTRAINT decisions_decided_whole CHECK
    ((outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)),
  CONSTRAINT decisions_grant_has_amount CHECK ((outcome = 'grant') = (amount_fen IS NOT NULL) OR outcome IS NULL),
  CONSTRAINT decisions_refusal_has_reason CHECK (outcome IS DISTINCT FROM 'refuse' OR cardinality(reason_codes) > 0)
);
"""


class Migration(Base):
    """What is under way."""

    dependencies = (("onetrip", "0003_catalogue"),)
    operations = (RunSQL(SQL),)

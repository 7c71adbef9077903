"""Persons: whom an account serves, mandates, cautions, signatures, signing links, contests."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE account_people (
  account_id uuid NOT NULL REFERENCES accounts (id),
  person_id uuid NOT NULL REFERENCES people (id),
  added_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (account_id, person_id)
);
CREATE INDEX account_people_person ON account_people (person_id) WHERE removed_at IS NULL;
ALTER TABLE sessions ADD COLUMN person_id uuid, ADD COLUMN mandate_no text;
ALTER TABLE sessions ADD CONSTRAINT sessions_mandate_names_whom
  CHECK (mandate_no IS NULL OR person_id IS NOT NULL);
CREATE INDEX sessions_mandate ON sessions (mandate_no) WHERE mandate_no IS NOT NULL;

ALTER TABLE people ADD COLUMN reach text
  CONSTRAINT people_reach_known CHECK (reach IN ('mobile', 'landline', 'abroad', 'none'));

CREATE TABLE delegations (
  id uuid PRIMARY KEY,
  mandate_no text NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES people (id),
  delegate_id uuid NOT NULL REFERENCES people (id),
  kind text NOT NULL CHECK (kind IN ('relative', 'village_helper', 'guardian', 'other')),
  relation_enc bytea NOT NULL,
  item_codes text[] NOT NULL,
  case_no text,
  method text NOT NULL CHECK (method IN ('signature', 'counter', 'read_aloud')),
  witness_enc bytea,
  basis_enc bytea,
  given_by text NOT NULL,
  given_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_by text,
  CONSTRAINT delegations_to_somebody_else CHECK (delegate_id <> person_id),
  CONSTRAINT delegations_end CHECK
    (expires_at > given_at AND expires_at <= given_at + interval '370 days'),
  CONSTRAINT delegations_heard_by_another CHECK (method <> 'read_aloud' OR witness_enc IS NOT NULL),
  CONSTRAINT delegations_guardian_has_basis CHECK (kind <> 'guardian' OR basis_enc IS NOT NULL),
  CONSTRAINT delegations_revoked_whole CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX delegations_person ON delegations (person_id) WHERE revoked_at IS NULL;
CREATE INDEX delegations_delegate ON delegations (delegate_id) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX delegations_one_standing ON delegations
  (person_id, delegate_id, coalesce(case_no, ''), item_codes) WHERE revoked_at IS NULL;

CREATE TABLE household_cautions (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people (id),
  about_id uuid NOT NULL REFERENCES people (id),
  kind text NOT NULL CHECK (kind IN ('violence', 'estrangement', 'refusal', 'incapacity')),
  words_enc bytea,
  declared_by text NOT NULL,
  declared_at timestamptz NOT NULL,
  lifted_at timestamptz,
  CONSTRAINT household_cautions_about_another CHECK (person_id <> about_id)
);
CREATE UNIQUE INDEX household_cautions_one_standing ON household_cautions (person_id, about_id)
  WHERE lifted_at IS NULL;
CREATE INDEX household_cautions_about ON household_cautions (about_id) WHERE lifted_at IS NULL;

ALTER TABLE cases ADD COLUMN mandate_no text;
ALTER TABLE case_signers DROP CONSTRAINT case_signers_state_check;
ALTER TABLE case_signers ADD CONSTRAINT case_signers_state_check CHECK
  (state IN ('asked', 'signed', 'refused', 'not_needed', 'held', 'passed'));
ALTER TABLE case_signers ADD COLUMN reminded_at timestamptz, ADD COLUMN settled_by text,
  ADD COLUMN note_enc bytea;
ALTER TABLE case_signers ADD CONSTRAINT case_signers_passed_by_name CHECK
  (state <> 'passed' OR (settled_by IS NOT NULL AND note_enc IS NOT NULL));
CREATE INDEX case_signers_asked ON case_signers (asked_at) WHERE state = 'asked';

ALTER TABLE consents ADD COLUMN signer_id uuid, ADD COLUMN file_id uuid,
  ADD COLUMN witness_enc bytea, ADD COLUMN withdrawn_by text;

CREATE TABLE signing_links (
  id uuid PRIMARY KEY,
  token_digest bytea NOT NULL UNIQUE,
  case_no text NOT NULL,
  person_id uuid NOT NULL REFERENCES people (id),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  tries smallint NOT NULL,
  pass_digest bytea,
  pass_until timestamptz,
  used_at timestamptz,
  revoked_at timestamptz,
  CONSTRAINT signing_links_end CHECK (expires_at > made_at)
);
CREATE INDEX signing_links_case ON signing_links (case_no, person_id) WHERE revoked_at IS NULL;

CREATE TABLE contests (
  id uuid PRIMARY KEY,
  contest_no text NOT NULL UNIQUE,
  case_no text NOT NULL,
  person_id uuid NOT NULL REFERENCES people (id),
  key text NOT NULL,
  source text NOT NULL,
  words_enc bytea NOT NULL,
  raised_by text NOT NULL,
  raised_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  due_is_provisional boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'kept', 'changed', 'withdrawn')),
  resolved_by text,
  resolved_at timestamptz,
  answer_enc bytea,
  CONSTRAINT contests_resolved_whole CHECK
    ((state = 'open') = (resolved_at IS NULL) AND (resolved_at IS NULL) = (resolved_by IS NULL)),
  CONSTRAINT contests_answered CHECK (state IN ('open', 'withdrawn') OR answer_enc IS NOT NULL)
);
CREATE UNIQUE INDEX contests_one_open ON contests (case_no, person_id, key, source)
  WHERE state = 'open';
CREATE INDEX contests_due ON contests (due_at) WHERE state = 'open';

ALTER TABLE notices ADD COLUMN person_id uuid;
"""


class Migration(Base):
    """Account is not person; each adult acts and signs for themselves."""

    dependencies = (("onetrip", "0020_reserve"),)
    operations = (RunSQL(SQL),)

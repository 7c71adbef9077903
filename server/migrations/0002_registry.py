"""Who and where: regions, work days, accounts, people, households, consents, facts, staff, files."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE regions (
  code text PRIMARY KEY CHECK (code ~ '^[0-9]{6}([0-9]{3}([0-9]{3}([0-9]{2})?)?)?$'),
  name text NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 6),
  kind text NOT NULL,
  parent_code text REFERENCES regions (code),
  is_statutory boolean NOT NULL,
  is_invented boolean NOT NULL,
  aliases text[] NOT NULL,
  pinyin text NOT NULL,
  effective_from date,
  effective_to date,
  replaced_by text REFERENCES regions (code),
  source text NOT NULL,
  snapshot_on date NOT NULL
);
CREATE INDEX regions_parent ON regions (parent_code, pinyin);

CREATE TABLE region_offices (
  id uuid PRIMARY KEY,
  region_code text NOT NULL REFERENCES regions (code),
  service text NOT NULL,
  name text NOT NULL,
  address text NOT NULL,
  phone text NOT NULL,
  hours text NOT NULL,
  source text NOT NULL,
  CONSTRAINT region_offices_one UNIQUE (region_code, service)
);

CREATE TABLE workdays (
  day date PRIMARY KEY,
  is_workday boolean NOT NULL,
  name text NOT NULL,
  source text NOT NULL
);
CREATE TABLE workday_years (
  year smallint PRIMARY KEY,
  source text NOT NULL,
  loaded_at timestamptz NOT NULL
);

CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  phone_enc bytea,
  phone_index bytea,
  person_id uuid,
  language text NOT NULL,
  care_mode boolean NOT NULL,
  created_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE UNIQUE INDEX accounts_one_per_phone ON accounts (phone_index)
  WHERE phone_index IS NOT NULL AND closed_at IS NULL;

CREATE TABLE account_logins (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id),
  channel text NOT NULL CHECK (channel IN ('wechat-mini', 'wechat-service')),
  appid text NOT NULL,
  openid text NOT NULL,
  unionid text,
  created_at timestamptz NOT NULL,
  CONSTRAINT account_logins_one UNIQUE (appid, openid)
);
CREATE INDEX account_logins_account ON account_logins (account_id);
CREATE INDEX account_logins_union ON account_logins (unionid) WHERE unionid IS NOT NULL;

CREATE TABLE people (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  pinyin text NOT NULL,
  id_no_enc bytea NOT NULL,
  id_no_index bytea NOT NULL,
  born_on date NOT NULL,
  gender text NOT NULL CHECK (gender IN ('female', 'male')),
  phone_enc bytea,
  phone_index bytea,
  hukou_region text,
  residence_region text,
  address_enc bytea,
  verified_at timestamptz,
  verified_by text,
  died_on date,
  created_at timestamptz NOT NULL,
  CONSTRAINT people_one_per_id_no UNIQUE (id_no_index)
);
CREATE INDEX people_phone ON people (phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX people_pinyin ON people (pinyin);

ALTER TABLE accounts ADD CONSTRAINT accounts_person FOREIGN KEY (person_id) REFERENCES people (id);
CREATE INDEX accounts_person_index ON accounts (person_id) WHERE closed_at IS NULL;

CREATE TABLE households (
  id uuid PRIMARY KEY,
  source text NOT NULL,
  as_of date NOT NULL,
  region_code text,
  created_at timestamptz NOT NULL
);
CREATE TABLE household_members (
  id uuid PRIMARY KEY,
  household_id uuid NOT NULL REFERENCES households (id),
  person_id uuid NOT NULL REFERENCES people (id),
  relation text NOT NULL,
  source text NOT NULL,
  left_at timestamptz,
  CONSTRAINT household_members_once UNIQUE (household_id, person_id)
);
CREATE UNIQUE INDEX household_members_one_home ON household_members (person_id) WHERE left_at IS NULL;

CREATE TABLE consents (
  id uuid PRIMARY KEY,
  consent_no text NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES people (id),
  case_no text NOT NULL,
  purpose text NOT NULL,
  registers text[] NOT NULL,
  wording_version text NOT NULL,
  digest text NOT NULL,
  method text NOT NULL CHECK (method IN ('typed_name', 'on_glass', 'fingerprint', 'read_aloud', 'paper')),
  signed_by text NOT NULL,
  signed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  superseded_at timestamptz,
  CHECK (expires_at > signed_at)
);
CREATE UNIQUE INDEX consents_one_standing ON consents (person_id, case_no)
  WHERE withdrawn_at IS NULL AND superseded_at IS NULL;
CREATE INDEX consents_case ON consents (case_no);

CREATE TABLE facts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL,
  subject_kind text NOT NULL CHECK (subject_kind IN ('person', 'household', 'event')),
  subject_id uuid NOT NULL,
  case_no text,
  source text NOT NULL,
  coverage text NOT NULL CHECK (coverage IN ('covered', 'not_covered', 'partial', 'unknown')),
  value jsonb,
  value_enc bytea,
  as_of date NOT NULL,
  valid_until date,
  query_no text,
  stated_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  superseded_at timestamptz,
  contested_at timestamptz,
  CONSTRAINT facts_one_value CHECK (value IS NULL OR value_enc IS NULL),
  CONSTRAINT facts_uncovered_is_empty CHECK
    (coverage IN ('covered', 'partial') OR (value IS NULL AND value_enc IS NULL))
);
CREATE INDEX facts_subject ON facts (subject_id, key) WHERE superseded_at IS NULL;
CREATE INDEX facts_case ON facts (case_no) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX facts_one_standing ON facts (subject_id, key, source, coalesce(case_no, ''))
  WHERE superseded_at IS NULL;

CREATE TABLE entitlement_entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry_no text NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES people (id),
  kind text NOT NULL CHECK (kind IN ('grant', 'reversal')),
  item_code text NOT NULL,
  case_no text NOT NULL,
  amount_fen bigint NOT NULL,
  starts_on date NOT NULL,
  ends_on date,
  basis text NOT NULL,
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  reverses text UNIQUE REFERENCES entitlement_entries (entry_no),
  CONSTRAINT entitlement_entries_sign CHECK
    ((kind = 'grant' AND amount_fen > 0 AND reverses IS NULL)
     OR (kind = 'reversal' AND amount_fen < 0 AND reverses IS NOT NULL))
);
CREATE UNIQUE INDEX entitlement_entries_one_grant ON entitlement_entries (case_no) WHERE kind = 'grant';
CREATE INDEX entitlement_entries_person ON entitlement_entries (person_id, item_code);

CREATE TABLE staff (
  id uuid PRIMARY KEY,
  login text NOT NULL UNIQUE,
  name text NOT NULL,
  phone_enc bytea,
  password text NOT NULL,
  password_changed_at timestamptz NOT NULL,
  totp_enc bytea NOT NULL,
  totp_last_step bigint NOT NULL,
  failures smallint NOT NULL,
  locked_until timestamptz,
  left_on date,
  created_at timestamptz NOT NULL
);
CREATE TABLE staff_posts (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff (id),
  role text NOT NULL,
  region_code text NOT NULL REFERENCES regions (code),
  starts_on date NOT NULL,
  ends_on date,
  CONSTRAINT staff_posts_once UNIQUE (staff_id, role, region_code, starts_on)
);
CREATE TABLE staff_relatives (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff (id),
  person_id uuid NOT NULL REFERENCES people (id),
  relation text NOT NULL,
  declared_at timestamptz NOT NULL,
  CONSTRAINT staff_relatives_once UNIQUE (staff_id, person_id)
);

CREATE TABLE files (
  id uuid PRIMARY KEY,
  case_no text NOT NULL,
  purpose text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  size bigint NOT NULL CHECK (size > 0),
  digest text NOT NULL,
  storage_key text NOT NULL UNIQUE,
  uploaded_by text NOT NULL,
  uploaded_at timestamptz NOT NULL,
  erased_at timestamptz
);
CREATE INDEX files_case ON files (case_no);
"""


class Migration(Base):
    """Everything that exists before anybody asks for anything."""

    dependencies = (("onetrip", "0001_core"),)
    operations = (RunSQL(SQL),)

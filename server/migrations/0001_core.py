"""Clock offset, outbox, idempotency keys, timetable ticks, audit trail, sessions."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE clock_offset (
  id smallint PRIMARY KEY CHECK (id = 1),
  seconds bigint NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE outbox_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event text NOT NULL,
  subject text NOT NULL,
  payload jsonb NOT NULL,
  published_at timestamptz NOT NULL,
  expanded_at timestamptz
);
CREATE INDEX outbox_events_unexpanded ON outbox_events (id) WHERE expanded_at IS NULL;
CREATE INDEX outbox_events_unexpanded_subject ON outbox_events (subject, id) WHERE expanded_at IS NULL;

CREATE TABLE outbox_jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id bigint NOT NULL REFERENCES outbox_events (id) ON DELETE CASCADE,
  reaction text NOT NULL,
  subject text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'done', 'stuck')),
  attempts integer NOT NULL CHECK (attempts >= 0),
  due_at timestamptz NOT NULL,
  locked_until timestamptz,
  locked_by text,
  last_error text,
  done_at timestamptz,
  CONSTRAINT outbox_jobs_once UNIQUE (event_id, reaction)
);
CREATE INDEX outbox_jobs_due ON outbox_jobs (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_jobs_open ON outbox_jobs (subject, event_id) WHERE state <> 'done';

CREATE TABLE timetable_ticks (
  entry text NOT NULL,
  due_at timestamptz NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (entry, due_at)
);

CREATE TABLE idempotency_keys (
  actor text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  body_digest bytea NOT NULL,
  status smallint,
  answer text,
  claimed_at timestamptz NOT NULL,
  PRIMARY KEY (actor, route, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (claimed_at);

CREATE TABLE audit_rows (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  written_at timestamptz NOT NULL,
  actor text NOT NULL,
  role text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  sequence bigint UNIQUE,
  previous bytea,
  digest bytea,
  key_id text,
  CONSTRAINT audit_rows_sealed_whole CHECK
    ((sequence IS NULL) = (digest IS NULL) AND (sequence IS NULL) = (key_id IS NULL))
);
CREATE INDEX audit_rows_unsealed ON audit_rows (id) WHERE sequence IS NULL;
CREATE INDEX audit_rows_subject ON audit_rows (subject, id);
CREATE INDEX audit_rows_actor ON audit_rows (actor, id);

CREATE TABLE sessions (
  digest bytea PRIMARY KEY,
  actor text NOT NULL,
  role text NOT NULL,
  account_id uuid,
  staff_id uuid,
  csrf text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('second_factor', 'full')),
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  device text NOT NULL,
  CONSTRAINT sessions_one_owner CHECK ((account_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX sessions_actor ON sessions (actor) WHERE revoked_at IS NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE sign_in_codes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  phone_index bytea NOT NULL,
  code_digest bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  attempts smallint NOT NULL,
  used_at timestamptz
);
CREATE INDEX sign_in_codes_phone ON sign_in_codes (phone_index, id);
"""


class Migration(Base):
    """What every part of the system stands on."""

    initial = True
    operations = (RunSQL(SQL),)

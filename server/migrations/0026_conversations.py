"""Conversations: what was said by whom, who answers for it and by when; the crisis roster."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE conversations (
  id uuid PRIMARY KEY,
  key_digest bytea UNIQUE,
  channel text NOT NULL CHECK (channel IN ('api', 'h5', 'wechat-mini', 'wechat-service')),
  account_id uuid REFERENCES accounts (id),
  appid text,
  openid text,
  language text NOT NULL,
  is_care boolean NOT NULL,
  region_code text NOT NULL REFERENCES regions (code),
  turn integer NOT NULL,
  memory_enc bytea,
  item_code text,
  state text NOT NULL CHECK (state IN ('bot', 'waiting', 'person', 'closed')),
  office_code text REFERENCES regions (code),
  owner_id uuid REFERENCES staff (id),
  reason text,
  is_urgent boolean NOT NULL,
  handed_over_at timestamptz,
  answer_by timestamptz,
  phone_enc bytea,
  case_no text,
  started_at timestamptz NOT NULL,
  heard_at timestamptz NOT NULL,
  said_at timestamptz,
  rating smallint CHECK (rating BETWEEN 1 AND 5),
  rated_at timestamptz,
  CONSTRAINT conversations_waiting_has_date CHECK (state NOT IN ('waiting', 'person')
    OR (answer_by IS NOT NULL AND office_code IS NOT NULL AND handed_over_at IS NOT NULL)),
  CONSTRAINT conversations_person_has_owner CHECK ((state = 'person') = (owner_id IS NOT NULL)),
  CONSTRAINT conversations_wechat_whole CHECK
    ((channel LIKE 'wechat-%') = (openid IS NOT NULL) AND (appid IS NULL) = (openid IS NULL)),
  CONSTRAINT conversations_rated_whole CHECK ((rating IS NULL) = (rated_at IS NULL))
);
CREATE INDEX conversations_account ON conversations (account_id, heard_at)
  WHERE account_id IS NOT NULL;
CREATE INDEX conversations_openid ON conversations (appid, openid, heard_at)
  WHERE openid IS NOT NULL;
CREATE INDEX conversations_waiting ON conversations (office_code text_pattern_ops, answer_by)
  WHERE state IN ('waiting', 'person');

CREATE TABLE conversation_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  turn integer NOT NULL,
  author text NOT NULL CHECK (author IN ('resident', 'assistant', 'person', 'note', 'event')),
  staff_id uuid REFERENCES staff (id),
  body_enc bytea NOT NULL,
  intent text,
  item_code text,
  confidence real,
  is_missed boolean NOT NULL,
  is_hidden boolean NOT NULL,
  once_key text,
  at timestamptz NOT NULL,
  CONSTRAINT conversation_messages_somebody CHECK
    (author NOT IN ('person', 'note') OR staff_id IS NOT NULL)
);
CREATE INDEX conversation_messages_order ON conversation_messages (conversation_id, id);
CREATE UNIQUE INDEX conversation_messages_once ON conversation_messages (conversation_id, once_key)
  WHERE once_key IS NOT NULL;
CREATE INDEX conversation_messages_missed ON conversation_messages (at) WHERE is_missed;

CREATE TABLE canned_replies (
  id uuid PRIMARY KEY,
  office_code text NOT NULL REFERENCES regions (code),
  title text NOT NULL,
  body text NOT NULL,
  made_by uuid REFERENCES staff (id),
  made_at timestamptz NOT NULL,
  UNIQUE (office_code, title)
);

CREATE TABLE crisis_duty (
  region_code text NOT NULL REFERENCES regions (code),
  position smallint NOT NULL,
  staff_id uuid NOT NULL REFERENCES staff (id),
  entered_by uuid REFERENCES staff (id),
  entered_at timestamptz NOT NULL,
  PRIMARY KEY (region_code, position),
  UNIQUE (region_code, staff_id)
);
CREATE TABLE crisis_alarms (
  id uuid PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  kind text NOT NULL,
  office_code text NOT NULL REFERENCES regions (code),
  raised_at timestamptz NOT NULL,
  calls smallint NOT NULL,
  next_at timestamptz NOT NULL,
  told_unseen_at timestamptz,
  seen_by uuid REFERENCES staff (id),
  seen_at timestamptz,
  outcome text CHECK (outcome IN ('safe', 'hospital', 'police', 'rescued', 'unknown', 'death',
    'false_alarm')),
  note_enc bytea,
  closed_by uuid REFERENCES staff (id),
  closed_at timestamptz,
  CONSTRAINT crisis_alarms_seen_whole CHECK ((seen_at IS NULL) = (seen_by IS NULL)),
  CONSTRAINT crisis_alarms_closed_whole CHECK ((closed_at IS NULL) = (outcome IS NULL)
    AND (closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL OR seen_at IS NOT NULL))
);
CREATE UNIQUE INDEX crisis_alarms_one_open ON crisis_alarms (conversation_id)
  WHERE closed_at IS NULL;
CREATE INDEX crisis_alarms_unseen ON crisis_alarms (next_at) WHERE seen_at IS NULL;

CREATE TABLE staff_texts (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff (id),
  kind text NOT NULL CHECK (kind IN ('crisis', 'call', 'silent')),
  conversation_id uuid NOT NULL REFERENCES conversations (id),
  once_key text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  attempts smallint NOT NULL,
  due_at timestamptz NOT NULL,
  locked_until timestamptz,
  locked_by text,
  provider_ref text,
  sent_at timestamptz
);
CREATE INDEX staff_texts_due ON staff_texts (due_at) WHERE state = 'waiting';
"""


class Migration(Base):
    """A message is answered, or waits with an owner and a date: the database holds it to that."""

    dependencies = (("onetrip", "0024_console"),)
    operations = (RunSQL(SQL),)

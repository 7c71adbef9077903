"""What people are told: notices, their sends, WeChat permits, received pushes."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE notices (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id),
  case_no text,
  kind text NOT NULL,
  once_key text NOT NULL UNIQUE,
  params jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  read_at timestamptz
);
CREATE INDEX notices_account ON notices (account_id, created_at DESC);
CREATE INDEX notices_unread ON notices (account_id) WHERE read_at IS NULL;

CREATE TABLE notice_sends (
  id uuid PRIMARY KEY,
  notice_id uuid NOT NULL REFERENCES notices (id),
  channel text NOT NULL CHECK (channel IN ('wechat', 'sms')),
  state text NOT NULL CHECK (state IN ('waiting', 'marked', 'sent', 'refused', 'unsettled', 'given_up', 'skipped')),
  attempts integer NOT NULL,
  due_at timestamptz NOT NULL,
  locked_until timestamptz,
  locked_by text,
  marked_at timestamptz,
  settled_at timestamptz,
  provider_ref text,
  last_error text,
  CONSTRAINT notice_sends_once UNIQUE (notice_id, channel)
);
CREATE INDEX notice_sends_due ON notice_sends (due_at) WHERE state IN ('waiting', 'marked');
CREATE INDEX notice_sends_ref ON notice_sends (provider_ref) WHERE provider_ref IS NOT NULL;

CREATE TABLE wechat_permits (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id),
  appid text NOT NULL,
  openid text NOT NULL,
  template text NOT NULL,
  change smallint NOT NULL CHECK (change IN (-1, 0, 1)),
  reason text NOT NULL CHECK (reason IN ('accepted', 'rejected', 'spent', 'refunded', 'refused_by_wechat')),
  once_key text NOT NULL UNIQUE,
  at timestamptz NOT NULL
);
CREATE INDEX wechat_permits_balance ON wechat_permits (openid, template, id);

CREATE TABLE wechat_pushes (
  push_key text PRIMARY KEY,
  appid text NOT NULL,
  kind text NOT NULL,
  body_enc bytea NOT NULL,
  received_at timestamptz NOT NULL,
  handled_at timestamptz
);
"""


class Migration(Base):
    """In-app notices exist once; a WeChat send is marked before it leaves."""

    dependencies = (("onetrip", "0004_casework"),)
    operations = (RunSQL(SQL),)

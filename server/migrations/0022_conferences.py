"""Case conferences (个案会商): invitations by link, opinions, minutes, tasks, the visit after."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE conferences (
  id uuid PRIMARY KEY,
  conference_no text NOT NULL UNIQUE,
  case_id uuid NOT NULL REFERENCES cases (id),
  office_code text NOT NULL REFERENCES regions (code),
  county_code text NOT NULL REFERENCES regions (code),
  triggers text[] NOT NULL,
  question_enc bytea NOT NULL,
  opened_by uuid NOT NULL REFERENCES staff (id),
  opened_at timestamptz NOT NULL,
  meets_on date NOT NULL,
  minutes_enc bytea,
  held_by uuid REFERENCES staff (id),
  held_at timestamptz,
  visit_on date,
  visit_due_at timestamptz,
  visit_enc bytea,
  visited_by uuid REFERENCES staff (id),
  visited_at timestamptz,
  CONSTRAINT conferences_held_whole CHECK ((held_at IS NULL) = (minutes_enc IS NULL)
    AND (held_at IS NULL) = (held_by IS NULL) AND (held_at IS NULL) = (visit_on IS NULL)),
  CONSTRAINT conferences_visited_whole CHECK ((visited_at IS NULL) = (visit_enc IS NULL)
    AND (visited_at IS NULL) = (visited_by IS NULL)),
  CONSTRAINT conferences_visited_after_held CHECK (visited_at IS NULL OR held_at IS NOT NULL)
);
CREATE UNIQUE INDEX conferences_one_open ON conferences (case_id) WHERE held_at IS NULL;
CREATE INDEX conferences_office ON conferences (office_code) WHERE visited_at IS NULL;
CREATE INDEX conferences_county ON conferences (county_code) WHERE visited_at IS NULL;

CREATE TABLE conference_invitations (
  id uuid PRIMARY KEY,
  conference_id uuid NOT NULL REFERENCES conferences (id),
  department text NOT NULL,
  token_digest bytea NOT NULL UNIQUE,
  invited_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  opinion_enc bytea,
  signed_enc bytea,
  answered_at timestamptz,
  CONSTRAINT conference_invitations_answered CHECK ((answered_at IS NULL) = (opinion_enc IS NULL)
    AND (answered_at IS NULL) = (signed_enc IS NULL))
);
CREATE UNIQUE INDEX conference_invitations_one ON conference_invitations (conference_id, department)
  WHERE revoked_at IS NULL;

CREATE TABLE conference_tasks (
  conference_id uuid NOT NULL REFERENCES conferences (id),
  position smallint NOT NULL,
  who text NOT NULL,
  what_enc bytea NOT NULL,
  due_on date NOT NULL,
  done_by uuid REFERENCES staff (id),
  done_at timestamptz,
  PRIMARY KEY (conference_id, position),
  CONSTRAINT conference_tasks_done_whole CHECK ((done_at IS NULL) = (done_by IS NULL))
);
"""


class Migration(Base):
    """Who was asked sees only what is needed; a link ends by itself."""

    dependencies = (("onetrip", "0021_reports"),)
    operations = (RunSQL(SQL),)

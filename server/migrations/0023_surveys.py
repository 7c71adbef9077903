"""Surveys at the door (入户), and the phones they are written on."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE survey_devices (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff (id),
  key_enc bytea NOT NULL,
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_by text,
  CONSTRAINT survey_devices_revoked_whole CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX survey_devices_staff ON survey_devices (staff_id);

CREATE TABLE surveys (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  state text NOT NULL CHECK (state IN ('planned', 'done', 'cancelled')),
  first_visitor uuid NOT NULL REFERENCES staff (id),
  second_visitor uuid NOT NULL REFERENCES staff (id),
  appointment_at timestamptz NOT NULL,
  planned_by text NOT NULL,
  planned_at timestamptz NOT NULL,
  device_id uuid REFERENCES survey_devices (id),
  send_id text,
  revision integer NOT NULL,
  visited_at timestamptz,
  received_at timestamptz,
  household text CHECK (household IN ('signed', 'paper', 'refused')),
  record_enc bytea,
  CONSTRAINT surveys_two_visitors CHECK (first_visitor <> second_visitor),
  CONSTRAINT surveys_done_whole CHECK (
    (state = 'done') = (record_enc IS NOT NULL) AND (state = 'done') = (household IS NOT NULL)
    AND (state = 'done') = (send_id IS NOT NULL) AND (state = 'done') = (received_at IS NOT NULL)
    AND (state = 'done') = (visited_at IS NOT NULL))
);
CREATE UNIQUE INDEX surveys_one_planned ON surveys (case_id) WHERE state = 'planned';
CREATE INDEX surveys_first ON surveys (first_visitor, appointment_at) WHERE state = 'planned';
CREATE INDEX surveys_second ON surveys (second_visitor, appointment_at) WHERE state = 'planned';
CREATE INDEX surveys_case ON surveys (case_id, planned_at);
"""


class Migration(Base):
    """What is seen at home, by two people."""

    dependencies = (("onetrip", "0023_batches"),)
    operations = (RunSQL(SQL),)

"""Letters with proof of service; who stands in, who keeps out, who looked; when the county helps."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE letter_series (
  office_code text NOT NULL REFERENCES regions (code),
  year smallint NOT NULL,
  last integer NOT NULL CHECK (last > 0),
  PRIMARY KEY (office_code, year)
);

CREATE TABLE letters (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  kind text NOT NULL CHECK (kind IN ('acceptance', 'correction', 'not_accepted', 'grant', 'refusal')),
  act text NOT NULL,
  office_code text NOT NULL REFERENCES regions (code),
  year smallint NOT NULL,
  serial integer NOT NULL CHECK (serial > 0),
  doc_no text NOT NULL UNIQUE,
  verify_code text NOT NULL UNIQUE,
  masked_name text NOT NULL,
  content_enc bytea NOT NULL,
  issued_at timestamptz NOT NULL,
  issued_by text NOT NULL,
  replaces uuid UNIQUE REFERENCES letters (id),
  file_id uuid UNIQUE REFERENCES files (id),
  digest text,
  locked_until timestamptz,
  locked_by text,
  CONSTRAINT letters_serial UNIQUE (office_code, year, serial),
  CONSTRAINT letters_drawn_whole CHECK ((file_id IS NULL) = (digest IS NULL))
);
CREATE UNIQUE INDEX letters_one_an_act ON letters (case_id, act) WHERE replaces IS NULL;
CREATE INDEX letters_undrawn ON letters (issued_at) WHERE file_id IS NULL;
CREATE INDEX letters_office ON letters (office_code, issued_at DESC);
CREATE INDEX letters_case ON letters (case_id, issued_at);
CREATE INDEX cases_household ON cases (household_id);

-- Once issued a letter stays as it is: only its drawing may still be added, once.
CREATE FUNCTION letters_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.file_id IS NULL AND
    (NEW.id, NEW.case_id, NEW.kind, NEW.act, NEW.office_code, NEW.year, NEW.serial, NEW.doc_no,
     NEW.verify_code, NEW.masked_name, NEW.content_enc, NEW.issued_at, NEW.issued_by, NEW.replaces)
    IS NOT DISTINCT FROM
    (OLD.id, OLD.case_id, OLD.kind, OLD.act, OLD.office_code, OLD.year, OLD.serial, OLD.doc_no,
     OLD.verify_code, OLD.masked_name, OLD.content_enc, OLD.issued_at, OLD.issued_by, OLD.replaces)
  THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a letter once issued stays as it is'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'letters_stay';
END $$;
CREATE TRIGGER letters_stay BEFORE UPDATE OR DELETE ON letters
  FOR EACH ROW EXECUTE FUNCTION letters_stay();

CREATE TABLE letter_services (
  id uuid PRIMARY KEY,
  letter_id uuid NOT NULL UNIQUE REFERENCES letters (id),
  method text NOT NULL CHECK (method IN ('in_app', 'handed_over', 'post', 'left', 'public_notice')),
  served_on date NOT NULL,
  sent_on date,
  receiver_enc bytea,
  witnesses_enc bytea,
  place_enc bytea,
  tracking_no text,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  recorder_name text NOT NULL,
  CONSTRAINT letter_services_complete CHECK (CASE method
    WHEN 'handed_over' THEN receiver_enc IS NOT NULL
    WHEN 'post' THEN tracking_no IS NOT NULL AND sent_on IS NOT NULL
    WHEN 'left' THEN witnesses_enc IS NOT NULL AND place_enc IS NOT NULL
    WHEN 'public_notice' THEN place_enc IS NOT NULL AND sent_on IS NOT NULL
    ELSE true END),
  CONSTRAINT letter_services_in_order CHECK (sent_on IS NULL OR sent_on <= served_on)
);

CREATE TABLE staff_deputies (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff (id),
  deputy_id uuid NOT NULL REFERENCES staff (id),
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT staff_deputies_two_people CHECK (staff_id <> deputy_id),
  CONSTRAINT staff_deputies_in_order CHECK (ends_on >= starts_on)
);
CREATE INDEX staff_deputies_deputy ON staff_deputies (deputy_id, ends_on) WHERE ended_at IS NULL;
CREATE INDEX staff_deputies_staff ON staff_deputies (staff_id, ends_on) WHERE ended_at IS NULL;

-- What somebody may act as, in their own post or in a colleague's on leave.
CREATE VIEW staff_acts AS
  SELECT staff_id, role, region_code, starts_on, ends_on, NULL::uuid AS stands_for FROM staff_posts
  UNION ALL
  SELECT d.deputy_id, p.role, p.region_code, greatest(d.starts_on, p.starts_on),
         least(d.ends_on, p.ends_on), d.staff_id
    FROM staff_deputies d JOIN staff_posts p ON p.staff_id = d.staff_id WHERE d.ended_at IS NULL;

ALTER TABLE sessions ADD COLUMN office text;

CREATE TABLE case_recusals (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  staff_id uuid NOT NULL REFERENCES staff (id),
  relation_enc bytea NOT NULL,
  declared_at timestamptz NOT NULL,
  CONSTRAINT case_recusals_once UNIQUE (case_id, staff_id)
);
CREATE INDEX case_recusals_staff ON case_recusals (staff_id);

CREATE TABLE case_openings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  staff_id uuid NOT NULL REFERENCES staff (id),
  role text NOT NULL,
  until timestamptz NOT NULL
);
CREATE INDEX case_openings_staff ON case_openings (staff_id, case_id, until);

CREATE TABLE desk_alerts (
  id uuid PRIMARY KEY,
  office_code text NOT NULL REFERENCES regions (code),
  kind text NOT NULL CHECK (kind IN ('returned', 'overdue', 'stepped_in')),
  case_id uuid NOT NULL REFERENCES cases (id),
  staff_id uuid REFERENCES staff (id),
  once_key text NOT NULL UNIQUE,
  at timestamptz NOT NULL,
  seen_at timestamptz,
  seen_by uuid REFERENCES staff (id),
  CONSTRAINT desk_alerts_seen_whole CHECK ((seen_at IS NULL) = (seen_by IS NULL))
);
CREATE INDEX desk_alerts_unseen ON desk_alerts (office_code, at) WHERE seen_at IS NULL;

ALTER TABLE cases ADD COLUMN stepped_in_at timestamptz;
"""


class Migration(Base):
    """Letters are frozen by the database itself; a deputy's rights are a view over dates."""

    dependencies = (("onetrip", "0006_lanes"),)
    operations = (RunSQL(SQL),)

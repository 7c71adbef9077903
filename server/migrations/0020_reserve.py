"""The township's petty cash (备用金), help in stages, and the records of both."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE reserves (
  office_code text PRIMARY KEY REFERENCES regions (code),
  balance_fen bigint NOT NULL CONSTRAINT reserves_never_below_zero CHECK (balance_fen >= 0)
);

CREATE TABLE reserve_entries (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  office_code text NOT NULL REFERENCES reserves (office_code),
  kind text NOT NULL CHECK (kind IN ('fund', 'payment', 'returned')),
  amount_fen bigint NOT NULL,
  balance_fen bigint NOT NULL CHECK (balance_fen >= 0),
  case_id uuid REFERENCES cases (id),
  form text CHECK (form IN ('cash', 'kind')),
  goods_enc bytea,
  receiver_enc bytea,
  receipt_no text UNIQUE,
  first_payer uuid REFERENCES staff (id),
  second_payer uuid REFERENCES staff (id),
  agreed_by uuid REFERENCES staff (id),
  makeup_by timestamptz,
  note_enc bytea,
  once text NOT NULL CONSTRAINT reserve_entries_once UNIQUE,
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  CONSTRAINT reserve_entries_sign CHECK (amount_fen <> 0 AND (kind = 'fund') = (amount_fen > 0)),
  CONSTRAINT reserve_entries_two_payers CHECK (kind <> 'payment' OR
    (first_payer IS NOT NULL AND second_payer IS NOT NULL AND first_payer <> second_payer)),
  CONSTRAINT reserve_entries_payment_whole CHECK ((kind = 'payment') = (case_id IS NOT NULL)
    AND (kind = 'payment') = (receipt_no IS NOT NULL) AND (kind = 'payment') = (form IS NOT NULL)
    AND (kind = 'payment') = (makeup_by IS NOT NULL)),
  CONSTRAINT reserve_entries_kind_named CHECK (form IS DISTINCT FROM 'kind' OR goods_enc IS NOT NULL)
);
CREATE INDEX reserve_entries_office ON reserve_entries (office_code, seq);
CREATE INDEX reserve_entries_case ON reserve_entries (case_id) WHERE case_id IS NOT NULL;

CREATE FUNCTION reserve_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'reserve entries are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reserve_entries_append_only BEFORE UPDATE OR DELETE ON reserve_entries
  FOR EACH ROW EXECUTE FUNCTION reserve_entries_stay();

CREATE TABLE reserve_confirmations (
  entry_id uuid PRIMARY KEY REFERENCES reserve_entries (id),
  confirmed_by uuid NOT NULL REFERENCES staff (id),
  confirmed_at timestamptz NOT NULL
);
CREATE TABLE reserve_papers (
  entry_id uuid PRIMARY KEY REFERENCES reserve_entries (id),
  made_by uuid NOT NULL REFERENCES staff (id),
  made_at timestamptz NOT NULL,
  note_enc bytea
);
CREATE TABLE reserve_counted (
  entry_id uuid PRIMARY KEY REFERENCES reserve_entries (id),
  case_id uuid NOT NULL REFERENCES cases (id),
  counted_at timestamptz NOT NULL
);
CREATE INDEX reserve_counted_case ON reserve_counted (case_id);

CREATE TABLE instalments (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases (id),
  number smallint NOT NULL CHECK (number > 0),
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  due_on date NOT NULL,
  paid_at timestamptz,
  paid_by uuid REFERENCES staff (id),
  CONSTRAINT instalments_place UNIQUE (case_id, number),
  CONSTRAINT instalments_paid_whole CHECK ((paid_at IS NULL) = (paid_by IS NULL))
);

CREATE TABLE same_causes (
  case_id uuid PRIMARY KEY REFERENCES cases (id),
  earlier_id uuid NOT NULL REFERENCES cases (id),
  linked_by uuid NOT NULL REFERENCES staff (id),
  linked_at timestamptz NOT NULL,
  CONSTRAINT same_causes_other CHECK (case_id <> earlier_id),
  CONSTRAINT same_causes_counted_once UNIQUE (earlier_id)
);
"""


class Migration(Base):
    """Entries are only ever added, two people pay, the balance never falls below zero."""

    dependencies = (("onetrip", "0009_ladder"),)
    operations = (RunSQL(SQL),)

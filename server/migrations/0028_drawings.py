"""Names written with a finger."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE signature_drawings (
  id uuid PRIMARY KEY,
  case_no text NOT NULL,
  person_id uuid NOT NULL REFERENCES people (id),
  image_enc bytea NOT NULL,
  digest text NOT NULL,
  signed_by text NOT NULL,
  signed_at timestamptz NOT NULL
);
CREATE INDEX signature_drawings_case ON signature_drawings (case_no, person_id);
"""


class Migration(Base):
    """A drawing is no file: it is part of what was signed, and is kept with it or not at all."""

    dependencies = (("onetrip", "0025_retention"),)
    operations = (RunSQL(SQL),)

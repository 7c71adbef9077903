"""What can be asked for: versions of item definitions and of parameters."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE item_versions (
  code text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  effective_from date NOT NULL,
  toml text NOT NULL,
  digest text NOT NULL,
  imported_at timestamptz NOT NULL,
  PRIMARY KEY (code, version),
  CONSTRAINT item_versions_digest UNIQUE (code, digest)
);

CREATE TABLE parameter_versions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  region_code text NOT NULL,
  key text NOT NULL,
  effective_from date NOT NULL,
  effective_to date,
  value jsonb NOT NULL,
  unit text NOT NULL,
  source text NOT NULL,
  verified boolean NOT NULL,
  review_due date,
  note text NOT NULL,
  digest text NOT NULL,
  imported_at timestamptz NOT NULL,
  CONSTRAINT parameter_versions_once UNIQUE (region_code, key, effective_from, digest),
  CHECK (effective_to IS NULL OR effective_to > effective_from)
);
CREATE INDEX parameter_versions_region ON parameter_versions (region_code, key, effective_from);
"""


class Migration(Base):
    """Rows are the truth; files in the tree are imported by digest."""

    dependencies = (("onetrip", "0002_registry"),)
    operations = (RunSQL(SQL),)

"""Batches of register questions, and the results each question has had."""

from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import RunSQL

SQL = """
CREATE TABLE register_batches (
  batch_no text PRIMARY KEY,
  register text NOT NULL,
  state text NOT NULL CHECK (state IN ('made', 'sent', 'done', 'refused')),
  file_enc bytea,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  attempts integer NOT NULL,
  locked_until timestamptz,
  locked_by text,
  last_error text,
  done_at timestamptz,
  CONSTRAINT register_batches_done_keeps_no_file CHECK
    ((state IN ('done', 'refused')) = (done_at IS NOT NULL) AND (done_at IS NULL OR file_enc IS NULL))
);
CREATE INDEX register_batches_due ON register_batches (due_at) WHERE state IN ('made', 'sent');

ALTER TABLE register_queries
  ADD COLUMN batch_no text REFERENCES register_batches (batch_no),
  ADD COLUMN result_nos text[] NOT NULL DEFAULT '{}';
CREATE INDEX register_queries_batch ON register_queries (batch_no) WHERE batch_no IS NOT NULL;
CREATE INDEX register_queries_results ON register_queries USING gin (result_nos);
"""


class Migration(Base):
    """Questions by file."""

    dependencies = (("onetrip", "0028_drawings"),)
    operations = (RunSQL(SQL),)

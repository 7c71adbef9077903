"""Opinions and decisions; one row a case."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from server.core.sealed import sealed


class Decision(Model):
    """What was proposed, and what was decided."""

    id = fields.UUIDField(primary_key=True)
    case_id: UUID = fields.UUIDField()
    proposed_outcome = fields.TextField()
    proposed_fen: int | None = fields.BigIntField(null=True)
    opinion: str = sealed("decisions.opinion", source_field="opinion_enc")
    proposed_by: UUID = fields.UUIDField()
    proposed_at: datetime = fields.DatetimeField()
    verdict: str = sealed("decisions.verdict", source_field="verdict_enc")
    outcome: str | None = fields.TextField(null=True)
    amount_fen: int | None = fields.BigIntField(null=True)
    reason_codes: list[str] = ArrayField("text")
    reason: str | None = sealed("decisions.reason", source_field="reason_enc", null=True)
    decided_by: UUID | None = fields.UUIDField(null=True)
    decided_at: datetime | None = fields.DatetimeField(null=True)
    decision_no: str | None = fields.TextField(null=True)

    class Meta:
        table = "decisions"

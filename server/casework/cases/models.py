"""Cases and the steps they took."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from server.core.sealed import sealed


class Case(Model):
    """One application and where it stands."""

    id = fields.UUIDField(primary_key=True)
    case_no = fields.TextField()
    item_code = fields.TextField()
    item_version = fields.IntField()
    lane = fields.TextField()
    cause = fields.TextField()
    account_id: UUID = fields.UUIDField()
    applicant_id: UUID = fields.UUIDField()
    household_id: UUID = fields.UUIDField()
    applicant_name = fields.TextField()
    applicant_pinyin = fields.TextField()
    region_code = fields.TextField()
    office_code = fields.TextField()
    county_code = fields.TextField()
    channel = fields.TextField()
    mandate_no: str | None = fields.TextField(null=True)
    stage = fields.TextField()
    stage_at: datetime = fields.DatetimeField()
    handler_id: UUID | None = fields.UUIDField(null=True)
    claimed_at: datetime | None = fields.DatetimeField(null=True)
    created_at: datetime = fields.DatetimeField()
    saved_at: datetime = fields.DatetimeField()
    submitted_at: datetime | None = fields.DatetimeField(null=True)
    accepted_at: datetime | None = fields.DatetimeField(null=True)
    accept_by: datetime | None = fields.DatetimeField(null=True)
    decide_by: datetime | None = fields.DatetimeField(null=True)
    aid_by: datetime | None = fields.DatetimeField(null=True)
    aided_at: datetime | None = fields.DatetimeField(null=True)
    due_at: datetime | None = fields.DatetimeField(null=True)
    due_is_provisional = fields.BooleanField()
    stepped_in_at: datetime | None = fields.DatetimeField(null=True)
    publicity_until: datetime | None = fields.DatetimeField(null=True)
    parameters_digest: str | None = fields.TextField(null=True)
    verdict: str | None = sealed("cases.verdict", source_field="verdict_enc", null=True)

    class Meta:
        table = "cases"


class CaseStep(Model):
    """One step somebody took."""

    id = fields.BigIntField(primary_key=True)
    case_id: UUID = fields.UUIDField()
    step = fields.TextField()
    from_stage: str | None = fields.TextField(null=True)
    to_stage = fields.TextField()
    actor = fields.TextField()
    actor_name = fields.TextField()
    role = fields.TextField()
    at: datetime = fields.DatetimeField()
    note: str | None = sealed("case_steps.note", source_field="note_enc", null=True)

    class Meta:
        table = "case_steps"

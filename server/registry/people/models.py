"""Accounts, their ways of signing in, and people."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from server.core.privacy import mask_id_no, mask_name, mask_phone
from server.core.sealed import sealed


class Person(Model):
    """Somebody the law knows by a citizen number."""

    id = fields.UUIDField(primary_key=True)
    name = fields.TextField()
    pinyin = fields.TextField()
    id_no: str = sealed("people.id_no", source_field="id_no_enc")
    id_no_index: bytes = fields.BinaryField()
    born_on: date = fields.DateField()
    gender = fields.TextField()
    phone: str | None = sealed("people.phone", source_field="phone_enc", null=True)
    phone_index: bytes | None = fields.BinaryField(null=True)
    hukou_region: str | None = fields.TextField(null=True)
    residence_region: str | None = fields.TextField(null=True)
    address: str | None = sealed("people.address", source_field="address_enc", null=True)
    reach: str | None = fields.TextField(null=True)
    verified_at: datetime | None = fields.DatetimeField(null=True)
    verified_by: str | None = fields.TextField(null=True)
    died_on: date | None = fields.DateField(null=True)
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "people"

    @property
    def masked_id_no(self) -> str:
        """The number as it may be shown."""
        return mask_id_no(self.id_no)

    @property
    def masked_name(self) -> str:
        """The name as strangers may see it."""
        return mask_name(self.name)


class Account(Model):
    """Somebody who signs in; not yet a person until the real-name check."""

    id = fields.UUIDField(primary_key=True)
    phone: str | None = sealed("accounts.phone", source_field="phone_enc", null=True)
    phone_index: bytes | None = fields.BinaryField(null=True)
    person_id: UUID | None = fields.UUIDField(null=True)
    language = fields.TextField()
    care_mode = fields.BooleanField()
    created_at: datetime = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "accounts"

    @property
    def masked_phone(self) -> str:
        """The phone as it may be shown; empty without one."""
        return mask_phone(self.phone) if self.phone else ""


class AccountLogin(Model):
    """One WeChat identity of an account."""

    id = fields.UUIDField(primary_key=True)
    account_id: UUID = fields.UUIDField()
    channel = fields.TextField()
    appid = fields.TextField()
    openid = fields.TextField()
    unionid: str | None = fields.TextField(null=True)
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "account_logins"

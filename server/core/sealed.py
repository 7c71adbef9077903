"""A Tortoise field that is text in Python and an SM4-GCM blob in the database."""

from typing import Any

from tortoise.fields.base import Field

from server.core.privacy import decrypt, encrypt


class Sealed(Field):  # type: ignore[type-arg]
    """Encrypted text; `context` (`people.id_no`) is authenticated with it."""

    SQL_TYPE = "BYTEA"

    def __init__(self, context: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context

    def to_db_value(self, value: Any, instance: Any) -> bytes | None:
        """Seal on the way in; Tortoise passes the row, which the seal does not need."""
        del instance
        self.validate(value)
        return None if value is None else encrypt(str(value), self.context)

    def to_python_value(self, value: Any) -> str | None:
        """Open on the way out."""
        if value is None or isinstance(value, str):
            return value
        return decrypt(bytes(value), self.context)


def sealed(context: str, **kwargs: Any) -> Any:
    """A sealed column; typed as Any so that models can say what Python sees."""
    return Sealed(context, **kwargs)

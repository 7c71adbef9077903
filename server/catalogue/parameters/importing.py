"""Taking over the parameter files of the tree; a wrong one stops the import and says why."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from server.catalogue.parameters.service import CHANNEL, reload
from server.core import clock, database
from server.core.privacy import sm3

FILES = Path(__file__).parent


class BadParameters(ValueError):
    """A parameter file that must not be imported."""


class _Entry(msgspec.Struct, forbid_unknown_fields=True, rename={"from_": "from"}):
    key: str
    value: Any
    unit: str
    from_: date
    to: date | None = None
    source: str = ""
    verified: bool | None = None
    review_due: date | None = None
    note: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    region: str
    source: str
    verified: bool
    parameter: list[_Entry]
    review_due: date | None = None


async def import_files() -> None:
    """Import every file whose content is new. Raises BadParameters."""
    async with database.transaction():
        for path in sorted(FILES.glob("*/*.toml")):
            await _import(_read(path))
        await database.execute("SELECT pg_notify($1, '')", CHANNEL)
    await reload()


def _read(path: Path) -> _File:
    try:
        read = msgspec.toml.decode(path.read_bytes(), type=_File)
    except (msgspec.DecodeError, msgspec.ValidationError) as wrong:
        raise BadParameters(f"{path.name}: {wrong}") from wrong
    if read.region != path.parent.name:
        raise BadParameters(f"{path}: speaks of {read.region}, lies under {path.parent.name}")
    return read


async def _import(file: _File) -> None:
    for entry in file.parameter:
        value = msgspec.json.encode(entry.value).decode()
        verified = file.verified if entry.verified is None else entry.verified
        row = [
            file.region,
            entry.key,
            entry.from_,
            entry.to,
            value,
            entry.unit,
            entry.source or file.source,
            verified,
            entry.review_due or file.review_due,
            entry.note,
        ]
        digest = sm3(msgspec.json.encode(row)).hex()
        await database.execute(
            "INSERT INTO parameter_versions (region_code, key, effective_from, effective_to,"
            " value, unit, source, verified, review_due, note, digest, imported_at)"
            " VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8, $9, $10, $11, $12)"
            " ON CONFLICT DO NOTHING",
            *row,
            digest,
            clock.real_now(),
        )

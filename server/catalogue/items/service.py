"""Items by version: imported by digest, kept whole in each process, reloaded on NOTIFY."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from server.catalogue.items.definition import Item
from server.catalogue.items.reading import parse
from server.catalogue.parameters import CHANNEL
from server.core import clock, database
from server.core.errors import NotFound
from server.core.privacy import sm3

FILES = Path(__file__).with_name("definitions")


class ItemUnknown(NotFound):
    """Nothing of that code can be asked for."""

    code = "items.unknown"


@dataclass
class _Cache:
    versions: dict[tuple[str, int], Item] = field(default_factory=dict)
    by_code: dict[str, list[Item]] = field(default_factory=dict)


_known = _Cache()
# A version never changes: each process reads its text once.
_read = lru_cache(maxsize=1024)(parse)


async def reload() -> None:
    """Read every version that is new to this process; called at start and on NOTIFY."""
    rows = await database.fetch(
        "SELECT code, version, toml, digest FROM item_versions ORDER BY code, version"
    )
    versions: dict[tuple[str, int], Item] = {}
    by_code: dict[str, list[Item]] = {}
    for row in rows:
        item = _read(row["toml"], name=f"{row['code']}@{row['version']}", number=row["version"])
        versions[row["code"], row["version"]] = item
        by_code.setdefault(row["code"], []).append(item)
    _known.versions, _known.by_code = versions, by_code


def current(code: str, on: date) -> Item:
    """The newest version in force on a day. Raises ItemUnknown."""
    for item in reversed(_known.by_code.get(code, ())):
        if item.effective_from <= on:
            return item
    raise ItemUnknown


def version(code: str, number: int) -> Item:
    """Exactly that version. Raises ItemUnknown."""
    item = _known.versions.get((code, number))
    if item is None:
        raise ItemUnknown
    return item


def listed(on: date) -> list[Item]:
    """Everything that can be asked for on a day."""
    found = []
    for code in _known.by_code:
        try:
            found.append(current(code, on))
        except ItemUnknown:
            continue
    return found


async def text_of(item: Item) -> str:
    """A version as it was imported, letter by letter. Raises ItemUnknown."""
    row = await database.fetch_one(
        "SELECT toml FROM item_versions WHERE code = $1 AND version = $2", item.code, item.version
    )
    if row is None:
        raise ItemUnknown
    return str(row["toml"])


async def import_files() -> None:
    """Import every definition of the tree whose content is new. Raises BadDefinition."""
    for path in sorted(FILES.glob("*.toml")):
        await import_text(path.read_text(encoding="utf-8"), name=path.name)
    await reload()


async def import_text(text: str, *, name: str) -> Item:
    """Import one definition; the same content is the same version. Raises BadDefinition."""
    item, digest = parse(text, name=name), sm3(text.encode()).hex()
    async with database.transaction():
        await database.execute("SELECT pg_advisory_xact_lock(hashtext($1))", item.code)
        row = await database.fetch_one(
            "SELECT version FROM item_versions WHERE code = $1 AND digest = $2", item.code, digest
        )
        number = row["version"] if row else await _store(item, text, digest)
        await database.execute("SELECT pg_notify($1, '')", CHANNEL)
    return parse(text, name=name, number=number)


async def _store(item: Item, text: str, digest: str) -> int:
    row = await database.fetch_one(
        "INSERT INTO item_versions (code, version, effective_from, toml, digest, imported_at)"
        " SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 FROM item_versions"
        " WHERE code = $1 RETURNING version",
        item.code,
        item.effective_from,
        text,
        digest,
        clock.real_now(),
    )
    return int(row["version"]) if row else 0

"""Taking over the region files of the tree; merged regions stay with a pointer to their heir."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from pypinyin import lazy_pinyin

from server.core import database, ids
from server.registry.regions.service import CHANNEL, reload

DATA = Path(__file__).with_name("data")
_INSERT = """
INSERT INTO regions (code, name, level, kind, parent_code, is_statutory, is_invented, aliases,
  pinyin, effective_from, effective_to, replaced_by, source, snapshot_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind,
  parent_code = EXCLUDED.parent_code, aliases = EXCLUDED.aliases, pinyin = EXCLUDED.pinyin,
  effective_from = EXCLUDED.effective_from, effective_to = EXCLUDED.effective_to,
  replaced_by = EXCLUDED.replaced_by, source = EXCLUDED.source, snapshot_on = EXCLUDED.snapshot_on
"""
_OFFICE = """
INSERT INTO region_offices (id, region_code, service, name, address, phone, hours, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (region_code, service) DO UPDATE SET name = EXCLUDED.name,
  address = EXCLUDED.address, phone = EXCLUDED.phone, hours = EXCLUDED.hours,
  source = EXCLUDED.source
"""


async def load_files() -> None:
    """Write what `data/regions.csv` and `data/offices.csv` say, and tell every process."""
    async with database.transaction():
        for row in _rows("regions.csv"):
            await database.execute(_INSERT, *_region(row))
        for row in _rows("offices.csv"):
            await database.execute(_OFFICE, ids.new(), *row.values())
        await database.execute("SELECT pg_notify($1, '')", CHANNEL)
    await reload()


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#"))
        return tuple(csv.DictReader(lines))


def _region(row: dict[str, str]) -> tuple[object, ...]:
    return (
        row["code"],
        row["name"],
        int(row["level"]),
        row["kind"],
        row["parent"] or None,
        row["statutory"] == "yes",
        row["invented"] == "yes",
        [alias for alias in row["aliases"].split(" ") if alias],
        " ".join(lazy_pinyin(row["name"])),
        _day(row["from"]),
        _day(row["to"]),
        row["replaced_by"] or None,
        row["source"],
        date.fromisoformat(row["snapshot"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

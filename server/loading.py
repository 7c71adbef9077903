"""What `onetrip migrate` loads after the tables, and what `onetrip items` says of definitions."""

from server.casework import decisions
from server.catalogue import items, parameters
from server.catalogue.items import Item
from server.core import clock
from server.registry import regions, workdays


async def load_files() -> None:
    """Take over the data files of the tree; what is already there by digest stays untouched."""
    await regions.load_files()
    await workdays.load_official()
    await parameters.import_files()
    await items.import_files()


async def _read() -> None:
    for module in (regions, workdays, parameters, items):
        await module.reload()


async def item_text(code: str) -> str:
    """The definition in force today as it was imported. Raises ItemUnknown."""
    await _read()
    return await items.text_of(items.current(code, clock.today()))


async def item_changes(item: Item) -> list[str]:
    """Place by place, how a definition differs from the one in force. Raises ItemUnknown."""
    await _read()
    return items.diff(items.current(item.code, clock.today()), item)


async def item_shifts(item: Item) -> list[str]:
    """Whose decision would be another under a definition; the first line counts them."""
    await _read()
    done = await decisions.replay(item)
    lines = [f"{done.judged} decided, {len(done.shifts)} would differ"]
    return lines + [
        f"{s.case_no}: {s.verdict} {s.amount_fen} -> {s.would_be} {s.would_be_fen}"
        for s in done.shifts
    ]

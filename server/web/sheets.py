"""Rows as CSV and xlsx: names masked, no number of a person, nothing a spreadsheet would run."""

import asyncio
import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime

from openpyxl import Workbook
from sanic import HTTPResponse

from server.casework.desk import Row
from server.catalogue import items
from server.core import clock
from server.core.privacy import mask_name
from server.registry import regions
from server.web import case_words

HEADS = ("办件号", "姓名", "事项", "情形", "镇（街道）", "村（社区）", "环节", "提交", "到期",
         "期限", "经办")  # fmt: skip
_WIDTHS = (22, 10, 14, 12, 14, 14, 12, 12, 12, 18, 10)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet would take for a formula.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def _lines(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [HEADS, *(_line(row) for row in rows)]


def _line(row: Row) -> tuple[str, ...]:
    item = items.version(row.item_code, row.item_version)
    due = case_words.due(row.due_at, provisional=row.due_is_provisional)
    given = (
        row.case_no,
        mask_name(row.name),
        item.title,
        item.lane(row.lane).title,
        regions.of(row.office_code).name,
        regions.of(row.region_code).name,
        case_words.STAGES[row.stage],
        _day(row.submitted_at),
        case_words.last_date(row.due_at) if row.due_at else "",
        due.words if due else "不计时",
        row.handler or "没人认领",
    )
    return tuple(f"'{text}" if text.startswith(_RUNS) else text for text in given)


def _day(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d}" if at else ""


def _file_name(kind: str) -> str:
    return f"onetrip-{clock.local(clock.now()):%Y%m%d-%H%M}.{kind}"


def _csv(given: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(given)
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark Excel needs to read UTF-8


def _xlsx(given: list[tuple[str, ...]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("办件")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJK"[number]].width = width
    for line in given:
        sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


_WRITERS: dict[str, Callable[[list[tuple[str, ...]]], bytes]] = {"csv": _csv, "xlsx": _xlsx}


async def answer(rows: Sequence[Row], kind: str) -> HTTPResponse:
    """The rows as a file to keep; made beside the loop, which goes on answering others."""
    content = await asyncio.to_thread(_WRITERS[kind], _lines(rows))
    return HTTPResponse(
        content,
        headers={"content-disposition": f'attachment; filename="{_file_name(kind)}"'},
        content_type=TYPES[kind],
    )

"""The list of cases: filters, kept filters, the export of what is filtered, the board."""

from dataclasses import replace
from uuid import UUID

import msgspec
from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.casework.desk import QueueFilter, Row
from server.core.actors import CASE_ROLES, Actor, Role
from server.registry import regions
from server.web import body, sheets
from server.web.access import only
from server.web.api.staff_queue_shapes import (
    BoardNow,
    CaseFilter,
    HandsLine,
    KeptView,
    KeptViews,
    Queue,
    QueueAsked,
    QueueRow,
    TallyNow,
    TownLine,
    ViewWanted,
)
from server.web.endpoint import Contract, declares, endpoint

blueprint = Blueprint("api_staff_queue", url_prefix="/staff")
_CASES = tuple(CASE_ROLES)
_FIELDS = ("item", "lane", "stage", "village", "town", "handler", "due")


def filter_of(asked: CaseFilter) -> QueueFilter:
    """A filter as the desk takes it. Raises FieldsInvalid for a place that is none."""
    given = {name: getattr(asked, name) or "" for name in _FIELDS}
    after = asked.after if isinstance(asked, QueueAsked) else None
    place = desk.place_at(after) if after else None
    if after and place is None:
        raise body.FieldsInvalid(fields={"after": "field.wrong_form"})
    made = QueueFilter(view="", find=asked.find.strip(), after=place, **given)
    return replace(made, view=asked.view or desk.view_for(made))


@blueprint.get("/queue")
@only(*_CASES)
@endpoint()
async def queue(query: QueueAsked, by: Actor) -> Queue:
    """My office's queue, the most urgent first, with counts."""
    wanted = filter_of(query)
    page = await desk.queue(by, wanted)
    counted = await desk.counts(by)
    # A view's own number stands among the counts: counting it by deadline as well would cost a
    # busy office more than the page itself.
    tally = await desk.tally(by, wanted) if wanted.is_narrowed else None
    return Queue(
        rows=[_row(row) for row in page.rows],
        counts=counted.views,
        tally=_tally(tally) if tally else None,
        next_after=desk.place_of(page.next_after) if page.next_after else None,
    )


def _tally(tally: desk.Tally) -> TallyNow:
    return TallyNow(over=tally.over, today=tally.today, soon=tally.soon, later=tally.later)


def _row(row: Row) -> QueueRow:
    return QueueRow(
        case_no=row.case_no,
        name=row.name,
        item=row.item_code,
        lane=row.lane,
        stage=row.stage,
        region=row.region_code,
        due_at=row.due_at,
        due_is_provisional=row.due_is_provisional,
        handler=row.handler,
        is_answered=row.is_answered,
    )


@blueprint.get("/views")
@only(*_CASES)
@endpoint()
async def views(by: Actor) -> KeptViews:
    """The filters I keep, with how many cases each finds."""
    return await _kept(by)


async def _kept(by: Actor) -> KeptViews:
    saved = await desk.saved_views(by)
    counts = await desk.counts_of(by, {str(one.id): one.wanted for one in saved})
    return KeptViews(
        views=[
            KeptView(id=one.id, name=one.name, wanted=_asked(one.wanted), count=counts[str(one.id)])
            for one in saved
        ]
    )


def _asked(wanted: QueueFilter) -> CaseFilter:
    given = {name: getattr(wanted, name) or None for name in ("view", *_FIELDS)}
    return msgspec.convert(given, CaseFilter)


@blueprint.post("/views")
@only(*_CASES)
@endpoint(status=201, key="optional")
async def keep(asked: ViewWanted, by: Actor) -> KeptViews:
    """Keep a filter under a name."""
    await desk.save_view(by, asked.name, filter_of(asked.wanted))
    return await _kept(by)


@blueprint.delete("/views/<view:uuid>")
@only(*_CASES)
@endpoint()
async def drop(view: UUID, by: Actor) -> KeptViews:
    """Forget a kept filter."""
    await desk.drop_view(by, view)
    return await _kept(by)


def _export_contract(kind: str) -> Contract:
    summary = f"Everything the filter finds as {kind}: names masked, no number of a person."
    return Contract(summary, None, CaseFilter, None, 200, "none", media_type=sheets.TYPES[kind])


@blueprint.get("/queue/export.csv")
@only(*_CASES)
@declares(_export_contract("csv"))
async def export_csv(request: Request, by: Actor) -> HTTPResponse:
    """A table any program reads."""
    return await _export(request, by, "csv")


@blueprint.get("/queue/export.xlsx")
@only(*_CASES)
@declares(_export_contract("xlsx"))
async def export_xlsx(request: Request, by: Actor) -> HTTPResponse:
    """A table for the office's own programs."""
    return await _export(request, by, "xlsx")


async def _export(request: Request, by: Actor, kind: str) -> HTTPResponse:
    given = {name: values[-1] for name, values in request.args.items()}
    rows = await desk.export(by, filter_of(body.convert(given, CaseFilter)))
    return await sheets.answer(rows, kind)


@blueprint.get("/board")
@only(Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
@endpoint()
async def board(by: Actor) -> BoardNow:
    """Which township needs a hand, and who has how much."""
    found = await desk.board(by)
    return BoardNow(
        at=found.at,
        towns=[
            msgspec.convert({**vars(town), "name": regions.of(town.place).name}, TownLine)
            for town in found.towns
        ],
        hands=[msgspec.convert(vars(hands), HandsLine) for hands in found.hands],
    )

"""One act on many cases, its result by name, and the export of what is filtered."""

from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.casework.desk import Batch
from server.core.actors import CASE_ROLES, Actor
from server.core.text.locales import error_text
from server.web import page, sheets
from server.web.access import only
from server.web.console import filters, forms, frame
from server.web.language import language_of

blueprint = Blueprint("console_batches")
_CASES = tuple(CASE_ROLES)
TITLES = {"claim": "认领", "release": "退回待认领", "accept": "受理", "assign": "转给同事"}


@blueprint.post("/batches")
@only(*_CASES)
async def run(request: Request, by: Actor) -> HTTPResponse:
    """Do one act on what is chosen, or on everything filtered; the same form twice counts once."""
    chosen = forms.fields(request, "case")
    if forms.field(request, "all"):
        chosen = await desk.chosen_by(by, filters.as_form(request))
    batch = await desk.run_batch(
        _uuid(forms.field(request, "batch")),
        forms.field(request, "act"),
        chosen,
        by,
        to=_optional(forms.field(request, "to")),
    )
    return page.see(f"/console/batches/{batch.id}")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise desk.BatchInvalid from None


def _optional(text: str) -> UUID | None:
    return _uuid(text) if text else None


@blueprint.get("/batches/<batch_id:uuid>")
@only(*_CASES)
async def one(request: Request, batch_id: UUID, by: Actor) -> HTTPResponse:
    """What became of each case."""
    batch = await desk.batch_of(batch_id, by)
    return await frame.render(
        request, "console/batch.html", by, batch=await _shown(batch, by, language_of(request))
    )


async def _shown(batch: Batch, by: Actor, language: str) -> dict[str, Any]:
    names = await desk.names_of([one.case_no for one in batch.outcomes], by)
    refused = []
    for one in batch.outcomes:
        if one.refused:
            said = error_text(one.refused, language)
            name = names.get(one.case_no, "")
            refused.append({"case_no": one.case_no, "name": name, "title": said.title,
                            "detail": said.detail, "next": said.next})  # fmt: skip
    done = [
        {"case_no": one.case_no, "name": names.get(one.case_no, "")}
        for one in batch.outcomes
        if not one.refused
    ]
    return {
        "title": TITLES.get(batch.act, batch.act),
        "is_done": batch.is_done,
        "refused": refused,
        "done": done,
    }


@blueprint.post("/queue/export")
@only(*_CASES)
async def export(request: Request, by: Actor) -> HTTPResponse:
    """Exactly what is filtered, as a table for the office's own programs."""
    kind = "csv" if forms.field(request, "as") == "csv" else "xlsx"
    rows = await desk.export(by, filters.as_form(request))
    return await sheets.answer(rows, kind)

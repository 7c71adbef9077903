"""The trail: read by filters, checked as a chain; cases by lot. Looking is noted."""

from datetime import date
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.core.actors import Actor, Role
from server.registry import audit
from server.registry.audit import Wanted
from server.web import page
from server.web.access import only
from server.web.console import forms, frame, words

blueprint = Blueprint("console_audit", url_prefix="/audit")
_READERS = (Role.AUDITOR, Role.AUDIT_ADMIN)
_MOST_ID = 2**62


@blueprint.get("/")
@only(*_READERS)
async def trail(request: Request, by: Actor) -> HTTPResponse:
    """Who did what to what, newest first."""
    return await _page(request, by)


async def _page(request: Request, by: Actor, report: audit.Report | None = None) -> HTTPResponse:
    given = {name: request.args.get(name, "").strip()[:80] for name in _FIELDS}
    rows = await audit.read(by, _wanted(given))
    return await frame.render(
        request,
        "console/audit.html",
        by,
        rows=[_row(row) for row in rows],
        given=given,
        more=rows[-1].id if len(rows) == audit.PAGE else 0,
        samples=await desk.samples_of(by) if by.role is Role.AUDITOR else [],
        is_auditor=by.role is Role.AUDITOR,
        report=report,
        told="已抽取，今天内可以打开" if request.args.get("told") == "sampled" else "",
    )


_FIELDS = ("action", "subject", "login", "on", "before")


def _wanted(given: dict[str, str]) -> Wanted:
    before = given["before"]
    try:
        on = date.fromisoformat(given["on"]) if given["on"] else None
    except ValueError:
        on = None
    return Wanted(
        action=given["action"],
        subject=given["subject"],
        login=given["login"],
        on=on,
        before=min(int(before), _MOST_ID) if before.isascii() and before.isdigit() else 0,
    )


def _row(row: audit.Row) -> dict[str, Any]:
    return {
        "when": words.moment(row.at),
        "who": row.actor_name or row.actor.split(":", 1)[0],
        "role": row.role,
        "action": words.STEPS.get(row.action, row.action),
        "subject": row.subject,
        "reason": row.reason,
    }


@blueprint.post("/samples")
@only(Role.AUDITOR)
async def sample(request: Request, by: Actor) -> HTTPResponse:
    """Draw decided cases by lot."""
    count = forms.field(request, "count")
    await desk.draw_sample(by, count=int(count) if count.isascii() and count.isdigit() else 5)
    return page.see("/console/audit/?told=sampled")


@blueprint.post("/verification")
@only(Role.AUDIT_ADMIN)
async def verify(request: Request, by: Actor) -> HTTPResponse:
    """Walk the whole chain and say whether it holds."""
    return await _page(request, by, await audit.verify())

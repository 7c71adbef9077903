"""What the head, or the county, should know: returned, overdue, taken over."""

from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.core.actors import Actor
from server.web import page
from server.web.access import only
from server.web.console import frame, words
from server.web.console.places import ALERTED

blueprint = Blueprint("console_alerts")
_KINDS = {
    "returned": ("没人办", "{colleague}认领后几天没有动，已退回待认领，请安排人"),
    "overdue": ("超期", "过了最晚的日子，请催办或者换人"),
    "stepped_in": ("县里接手", "镇上能办的人都要回避，由县里接着办"),
}


@blueprint.get("/alerts")
@only(*ALERTED)
async def alerts(request: Request, by: Actor) -> HTTPResponse:
    """Everything nobody has taken note of."""
    found = await desk.alerts_for(by)
    return await frame.render(
        request, "console/alerts.html", by, rows=[_row(one) for one in found], count=len(found)
    )


def _row(one: Any) -> dict[str, Any]:
    title, said = _KINDS[one.kind]
    return {
        "id": one.id,
        "title": title,
        "words": said.format(colleague=one.colleague or "经办人"),
        "name": one.name,
        "case_no": one.case_no,
        "short_no": one.case_no.removeprefix("XZ-20"),
        "when": words.moment(one.at),
        "look": "is-over" if one.kind == "overdue" else "",
    }


@blueprint.post("/alerts/<alert:uuid>/seen")
@only(*ALERTED)
async def seen(_: Request, alert: UUID, by: Actor) -> HTTPResponse:
    """Taken note of."""
    await desk.mark_seen(alert, by)
    return page.see("/console/alerts")

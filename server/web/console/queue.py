"""The queue page: views with counts on the left, the most urgent case first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.casework.desk import Counts, QueueFilter, Row
from server.catalogue import items
from server.core.actors import CASE_ROLES, Actor, Role
from server.registry import regions
from server.web import page
from server.web.access import only
from server.web.console import acts, forms, frame, places, words

blueprint = Blueprint("console_queue")
_CASES = tuple(CASE_ROLES)
_TITLES = {
    "todo": "我的和待认领",
    "mine": "我的",
    "unclaimed": "待认领",
    "overdue": "超期",
    "waiting": "等本人或公示中",
    "all": "全部未办结",
    "reviewing": "等审核",
    "county_review": "等县级审批",
}
_NEXT = {
    "submitted": "受理或一次告知",
    "correction": "等本人说明",
    "accepted": "开始核对",
    "checking": "写初审意见",
    "surveying": "看入户记录",
    "reviewing": "做出决定",
    "publicity": "等公示期满",
    "county_review": "做出决定",
}
_GROUPS = (("is-over", "超期"), ("is-today", "今天到期"), ("is-soon", "3 个工作日内"), ("", "以后"))


@dataclass(frozen=True)
class View:
    """One view of the queue."""

    code: str
    title: str
    count: str
    over: int = 0
    today: int = 0
    empty_title: str = ""
    empty_words: str = ""


def _views(counts: Counts, by: Actor) -> list[dict[str, Any]]:
    def entries(*codes: str) -> list[View]:
        return [View(code, _TITLES[code], places.shown(counts.views[code])) for code in codes]

    office: tuple[str, ...] = ("unclaimed", "waiting", "all")
    if by.role is Role.HEAD:
        office = ("unclaimed", "reviewing", "waiting", "all")
    elif by.role in {Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER}:
        office = ("county_review", "waiting", "all")
    return [
        {"title": "我的", "entries": entries("todo", "mine", "overdue")},
        {"title": regions.of(by.office).name, "entries": entries(*office)},
    ]


@blueprint.get("/queue")
@only(*_CASES)
async def queue(request: Request, by: Actor) -> HTTPResponse:
    """My office's cases."""
    code = request.args.get("view", "todo")
    code = code if code in _TITLES else "todo"
    find = request.args.get("find", "").strip()[:40]
    wanted = QueueFilter(view="all" if find else code, find=find, after=_after(request))
    found, counts = await desk.queue(by, wanted), await desk.counts(by)
    rows = [_row(row, by) for row in found.rows]
    looks = [row["due"].look if row["due"] else "" for row in rows]
    view = View(
        code=code,
        title=_TITLES[code],
        count=places.shown(counts.views[code]),
        over=looks.count("is-over"),
        today=looks.count("is-today"),
        empty_title="没有找到" if find else f"没有{_TITLES[code]}的办件",
        empty_words="换个名字或办件号再找。" if find else "新的办件一到就会出现在这里。",
    )
    return await frame.render(
        request,
        "console/queue.html",
        by,
        counts=counts,
        view=view,
        views=_views(counts, by),
        groups=_grouped(rows),
        next_page=_next(code, find, found.next_after),
        find=find,
        told=acts.said(request.args.get("told", "")),
    )


def _after(request: Request) -> tuple[datetime, UUID] | None:
    try:
        at, _, last = request.args.get("after", "").partition("~")
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        return None


def _next(code: str, find: str, after: tuple[datetime, UUID] | None) -> str:
    if after is None:
        return ""
    values = {"view": code, "find": find, "after": f"{after[0].isoformat()}~{after[1]}"}
    return "/console/queue?" + urlencode({k: v for k, v in values.items() if v})


def _row(row: Row, by: Actor) -> dict[str, Any]:
    item = items.version(row.item_code, row.item_version)
    minds = [{"words": "期限暂定", "look": ""}] if row.due_is_provisional else []
    return {
        "case_no": row.case_no,
        "short_no": row.case_no.removeprefix("XZ-20"),
        "name": row.name,
        "item": f"{item.title} · {item.lane(row.lane).title}",
        "village": regions.of(row.region_code).name,
        "stage": words.STAGES[row.stage],
        "next": _NEXT[row.stage],
        "due": words.due(row.due_at, provisional=row.due_is_provisional),
        "minds": minds,
        "handler": row.handler,
        "may_claim": row.handler_id is None and by.role in {Role.CLERK, Role.HEAD},
    }


def _grouped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for look, title in _GROUPS:
        inside = [row for row in rows if (row["due"].look if row["due"] else "") == look]
        if inside:
            groups.append(
                {"title": f"{title} {len(inside)} 件", "rows": inside, "is_first": not groups}
            )
    return groups


@blueprint.post("/cases/<case_no:str>/claim")
@only(*_CASES)
async def claim(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Take a case; from the queue one stays in the queue."""
    await desk.claim(case_no, by)
    stays = forms.field(request, "back") == "queue"
    return page.see("/console/queue" if stays else f"/console/cases/{case_no}?told=claim")

"""The queue page: views with counts on the left, the most urgent case first."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.casework.desk import Counts, QueueFilter, Row, SavedView, Tally
from server.catalogue import items
from server.core import clock, ids
from server.core.actors import CASE_ROLES, Actor, Role
from server.registry import regions, workdays
from server.web import case_words, page
from server.web.access import only
from server.web.console import acts, filters, forms, frame, places

blueprint = Blueprint("console_queue")
_CASES = tuple(CASE_ROLES)
_TOWN = frozenset({Role.CLERK, Role.HEAD})
TITLES = {
    "todo": "我的和待认领",
    "mine": "我的",
    "overdue": "超期",
    "answered": "群众已答复",
    "waiting": "等本人或公示中",
    "unclaimed": "待认领",
    "silent": "经办无动静",
    "reviewing": "等审核",
    "county_review": "等县级审批",
    "all": "全部未办结",
    "found": "找到的",
}
_EMPTY = {
    "overdue": ("没有超期的办件", "到期前三个工作日的会标成琥珀色，排在前面。"),
    "answered": ("没有等你看答复的办件", "群众一答复，办件就会出现在这里，也回到“我的”。"),
    "silent": ("没有搁着不动的办件", "经办认领后两天没有动静的，会出现在这里，可以转给别人。"),
    "unclaimed": ("没有待认领的办件", "新的申请一提交就会出现在这里。"),
    "county_review": ("没有在等县里答复的办件", "报县级审批后，办件会出现在这里。"),
    "found": ("没有找到", "按姓名的读音找，同音字、拼音、曾用名都算；也可以写办件号。"),
}
_NEXT = {
    "submitted": "受理或一次告知",
    "correction": "看问了什么",
    "accepted": "开始核对",
    "checking": "写初审意见",
    "surveying": "看入户记录",
    "reviewing": "做出决定",
    "publicity": "等公示期满",
    "county_review": "做出决定",
}
_WAITS = {"reviewing": "等负责人决定", "county_review": "等县里决定"}
_GROUPS = (
    ("over", "is-over", "超期"),
    ("today", "is-today", "今天到期"),
    ("soon", "is-soon", "3 个工作日内"),
    ("later", "", "以后"),
)


@dataclass(frozen=True)
class Entry:
    """One view in the list on the left."""

    title: str
    href: str
    count: str
    is_here: bool


@blueprint.get("/queue")
@only(*_CASES)
async def queue(request: Request, by: Actor) -> HTTPResponse:
    """My office's cases."""
    saved = await desk.saved_views(by)
    kept = _kept(request, saved)
    wanted = kept.wanted if kept else filters.read(request)
    found, counts = await desk.queue(by, wanted), await desk.counts(by)
    tally = await desk.tally(by, wanted)
    rows = [_row(row, by) for row in found.rows]
    fields = await filters.fields(by, wanted)
    title = kept.name if kept else TITLES[wanted.view]
    return await frame.render(
        request,
        "console/queue.html",
        by,
        counts=counts,
        title=title,
        total=places.shown(tally.total),
        tally=tally,
        wanted=wanted,
        kept=kept,
        views=await _views(counts, by, wanted, kept, saved),
        groups=_grouped(rows, tally),
        next_page=filters.address(replace(wanted, after=found.next_after))
        if found.next_after
        else "",
        is_first_page=wanted.after is None,
        fields=fields,
        chips=filters.chips(wanted, fields),
        carried=filters.hidden(wanted),
        empty=_empty(wanted, kept),
        hidden_cases=await desk.hidden_count(by),
        colleagues=await desk.colleagues(by) if by.role in _TOWN else (),
        may_batch=by.role in _TOWN,
        batch_id=ids.new(),
        find=wanted.find,
        keys=KEYS,
        back=f"/console/queue?saved={kept.id}" if kept else filters.address(wanted),
        told=acts.said(request.args.get("told", "")) or _SAID.get(request.args.get("told", ""), ""),
    )


KEYS = (
    ("J K", "上下"),
    ("X", "选"),
    ("Enter", "打开"),
    ("V", "预览"),
    ("C", "认领"),
    ("U", "退回"),
    ("F", "加条件"),
    ("1–9", "换视图"),
)
_SAID = {"kept": "视图已存，在左边“我存的”里", "dropped": "视图已删"}


def _kept(request: Request, saved: list[SavedView]) -> SavedView | None:
    return next((one for one in saved if str(one.id) == request.args.get("saved")), None)


async def _views(
    counts: Counts, by: Actor, wanted: QueueFilter, kept: SavedView | None, saved: list[SavedView]
) -> list[dict[str, Any]]:
    here = "" if kept or wanted.is_narrowed else wanted.view

    def entries(*codes: str) -> list[Entry]:
        return [
            Entry(
                TITLES[code],
                filters.address(QueueFilter(view=code)),
                places.shown(counts.views[code]),
                code == here,
            )
            for code in codes
        ]

    own = await desk.counts_of(by, {str(one.id): one.wanted for one in saved})
    mine = [
        Entry(one.name, f"/console/queue?saved={one.id}", places.shown(own[str(one.id)]),
              kept is not None and one.id == kept.id)
        for one in saved
    ]  # fmt: skip
    groups = [
        {"title": "我的", "entries": entries(*_own_views(by))},
        {"title": regions.of(by.office).name, "entries": entries(*_office_views(by))},
    ]
    return [*groups, {"title": "我存的", "entries": mine}] if mine else groups


def _own_views(by: Actor) -> tuple[str, ...]:
    return ("todo", "mine", "overdue", "answered") if by.role in _TOWN else ("todo", "overdue")


def _office_views(by: Actor) -> tuple[str, ...]:
    if by.role is Role.CLERK:
        return ("unclaimed", "silent", "waiting", "county_review", "all")
    if by.role is Role.HEAD:
        return ("reviewing", "unclaimed", "silent", "waiting", "county_review", "all")
    return ("county_review", "silent", "waiting", "all")


def _empty(wanted: QueueFilter, kept: SavedView | None) -> tuple[str, str]:
    if wanted.view in _EMPTY and not (kept or (wanted.is_narrowed and wanted.view != "found")):
        return _EMPTY[wanted.view]
    if kept or wanted.is_narrowed:
        return "没有合这些条件的办件", "去掉一个条件再看；新的办件一到就会出现在这里。"
    return f"没有{TITLES[wanted.view]}的办件", "新的办件一到就会出现在这里。"


def _row(row: Row, by: Actor) -> dict[str, Any]:
    item = items.version(row.item_code, row.item_version)
    place = regions.of(row.region_code).name
    if by.role in filters.COUNTY:
        place = f"{regions.of(row.office_code).name} {place}"
    return {
        "case_no": row.case_no,
        "short_no": row.case_no.removeprefix("XZ-20"),
        "name": row.name,
        "item": f"{item.title} · {item.lane(row.lane).title}",
        "village": place,
        "stage": case_words.STAGES[row.stage],
        "next": _next(row.stage, by),
        "due": case_words.due(row.due_at, provisional=row.due_is_provisional),
        "minds": _minds(row),
        "handler": row.handler,
        "is_mine": row.handler_id == by.staff_id,
        "may_claim": row.handler_id is None and by.role in _TOWN and row.stage in _NEXT,
    }


def _next(stage: str, by: Actor) -> str:
    """The next step in this role's words: one's own work, or whom it waits for."""
    if stage not in _NEXT:
        return "看结果"
    if stage in desk.WORK.get(by.role, ()) or stage in {"correction", "publicity"}:
        return _NEXT[stage]
    if stage in desk.WORK[Role.CLERK] and by.role is Role.HEAD:
        return _NEXT[stage]
    return _WAITS.get(stage, "看办到哪了")


def _minds(row: Row) -> list[dict[str, str]]:
    """What to mind: in words, one after the other."""
    found = []
    if row.is_answered:
        found.append({"words": "群众已答复", "look": "is-mind"})
    still = -workdays.left(row.stage_at, clock.now())
    if row.handler_id and row.stage not in {"correction", "publicity"} and still > 1:
        found.append({"words": f"{still} 个工作日没动", "look": ""})
    if row.due_is_provisional:
        found.append({"words": "期限暂定", "look": ""})
    return found


def _grouped(rows: list[dict[str, Any]], tally: Tally) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for name, look, title in _GROUPS:
        inside = [row for row in rows if (row["due"].look if row["due"] else "") == look]
        if inside:
            count = places.shown(max(getattr(tally, name), len(inside)))
            groups.append({"title": f"{title} {count} 件", "rows": inside, "is_first": not groups})
    return groups


@blueprint.post("/cases/<case_no:str>/claim")
@only(*_CASES)
async def claim(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Take a case; from the queue one stays in the queue."""
    await desk.claim(case_no, by)
    return page.see(_back(request, case_no, "claim"))


@blueprint.post("/cases/<case_no:str>/release")
@only(*_CASES)
async def release(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Give a case back; from the queue one stays in the queue."""
    await desk.release(case_no, by)
    return page.see(_back(request, case_no, "release"))


def _back(request: Request, case_no: str, said: str) -> str:
    back = forms.field(request, "back")
    if back.startswith("/console/queue"):
        return f"{back}{'&' if '?' in back else '?'}told={said}"
    return f"/console/cases/{case_no}?told={said}"


@blueprint.post("/views")
@only(*_CASES)
async def keep_view(request: Request, by: Actor) -> HTTPResponse:
    """Keep the filter under a name."""
    kept = await desk.save_view(by, forms.field(request, "name"), filters.as_form(request))
    return page.see(f"/console/queue?saved={kept}&told=kept")


@blueprint.post("/views/<view_id:uuid>/drop")
@only(*_CASES)
async def drop_view(_: Request, view_id: UUID, by: Actor) -> HTTPResponse:
    """Forget a kept filter."""
    await desk.drop_view(by, view_id)
    return page.see("/console/queue?told=dropped")

"""The board: which township needs a hand. For sharing work out; nobody is ranked."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.casework.desk import Board, Hands, QueueFilter, TownFigures
from server.core import clock
from server.core.actors import Actor, Role
from server.registry import regions
from server.web.access import only
from server.web.console import filters, frame

blueprint = Blueprint("console_board")
_WIDE = 150.0
_KEYS = [("J K", "上下"), ("Enter", "看这个镇")]


@blueprint.get("/board")
@only(Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
async def board(request: Request, by: Actor) -> HTTPResponse:
    """The figures of the acting office's area, the same as in its lists."""
    found = await desk.board(by)
    is_county = by.role is not Role.HEAD
    most_town = max((town.open for town in found.towns), default=0)
    most_hands = max((hands.open for hands in found.hands), default=0)
    towns = sorted(found.towns, key=lambda town: (-town.over, -town.today, -town.soon, town.place))
    return await frame.render(
        request,
        "console/board.html",
        by,
        title=f"{regions.of(by.office).name}看板",
        at=f"{clock.local(found.at):%m-%d %H:%M}",
        first=_first(towns),
        totals=_totals(found),
        towns=[_town(town, most_town, is_county=is_county) for town in towns],
        hands=[_hands(hands, most_hands, is_county=is_county) for hands in found.hands],
        middle=_middle(found.hands),
        keys=_KEYS,
    )


def _first(towns: list[TownFigures]) -> str:
    """What to look at first, in words."""
    if towns and towns[0].over:
        town = towns[0]
        free = f"，{town.unclaimed} 件没人认领" if town.unclaimed else ""
        return f"{regions.of(town.place).name}超期 {town.over} 件{free}"
    near = sum(town.today for town in towns)
    return f"没有超期，{near} 件今天到期" if near else "没有超期，今天也没有到期的"


def _totals(found: Board) -> list[dict[str, Any]]:
    figures = (
        ("未办结", "open", "all", ""),
        ("超期", "over", "overdue", "is-over"),
        ("没人认领", "unclaimed", "unclaimed", ""),
        ("经办无动静", "silent", "silent", ""),
        ("等本人或公示中", "waiting", "waiting", ""),
        ("等县级审批", "county", "county_review", ""),
    )
    return [
        {
            "label": label,
            "count": found.total(name),
            "href": filters.address(QueueFilter(view=view)),
            "look": look if found.total(name) else "",
        }
        for label, name, view, look in figures
    ]


def _town(town: TownFigures, most: int, *, is_county: bool) -> dict[str, Any]:
    place = town.place if is_county else ""
    near = town.today + town.soon
    return {
        "name": regions.of(town.place).name,
        "figures": town,
        "near": near,
        "bar": _bar((town.over, near, town.rest), most),
        "href": filters.address(QueueFilter(view="all", town=place)),
        "over": filters.address(QueueFilter(view="overdue", town=place)),
        "unclaimed": filters.address(QueueFilter(view="unclaimed", town=place)),
        "silent": filters.address(QueueFilter(view="silent", town=place)),
    }


def _hands(hands: Hands, most: int, *, is_county: bool) -> dict[str, Any]:
    return {
        "name": hands.name,
        "place": regions.of(hands.place).name if is_county else "",
        "figures": hands,
        "bar": _bar((hands.over, hands.soon, hands.open - hands.over - hands.soon), most),
    }


def _bar(parts: tuple[int, int, int], most: int) -> list[dict[str, Any]]:
    """A bar from zero in three parts; its numbers stand beside it."""
    scale = _WIDE / most if most else 0.0
    made, at = [], 0.0
    for look, part in zip(("bar-over", "bar-soon", "bar-ink"), parts, strict=True):
        made.append({"look": look, "x": f"{at:.1f}", "width": f"{part * scale:.1f}"})
        at += part * scale
    return made


def _middle(hands: tuple[Hands, ...]) -> int:
    """What the middle one has in hand."""
    counts = sorted(one.open for one in hands)
    return counts[len(counts) // 2] if counts else 0

"""Going on in another lane; what was accepted stays accepted."""

from sanic import Request

from server.casework import cases
from server.casework.desk import StaffCase
from server.core.actors import Actor
from server.web.console import forms
from server.web.console.acts.base import Act, Offer


async def _convert_offer(seen: StaffCase, _: Actor) -> Offer | None:
    others = [lane for lane in seen.item.lanes if lane.code != seen.case.lane]
    if "convert" not in seen.open_steps or not others:
        return None
    return Offer(values={"lanes": [{"code": one.code, "title": one.title} for one in others]})


async def _convert(request: Request, case_no: str, by: Actor) -> None:
    await cases.convert(case_no, forms.field(request, "lane"), by, note=forms.note(request))


ACTS = (
    Act(code="convert", path="convert", title="转换类型", form="note", leads=False,
        template="console/acts/_lanes.html", note_label="为什么换，写给本人看",
        confirm="换成这一种，受理日不变", offered=_convert_offer, do=_convert,
        said="已换成另一种类型，受理日不变"),
)  # fmt: skip

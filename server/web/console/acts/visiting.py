"""What is done about a visit: plan it, call it off."""

from datetime import datetime, timedelta
from uuid import UUID

from sanic import Request

from server.casework import surveys
from server.casework.desk import StaffCase
from server.core import clock
from server.core.actors import Actor, Role
from server.web.console import forms, words
from server.web.console.acts.base import Act, Offer


async def _plan_offer(seen: StaffCase, by: Actor) -> Offer | None:
    if "start_surveying" not in seen.open_steps:
        return None
    people = [
        {
            "id": str(one.id),
            "name": f"{one.name}（{words.ROLES[Role(one.role)]}）",
            "goes_first": one.role != Role.VILLAGE_HELPER.value,
            "is_me": one.id == by.staff_id,
        }
        for one in await surveys.visitors_for(seen.case)
    ]
    missing = "" if len(people) > 1 else "要两个人去，镇里和村里还没有第二个人的账号"
    return Offer(missing=missing, values={"people": people})


async def _cancel_offer(seen: StaffCase, _: Actor) -> Offer | None:
    return Offer() if "end_surveying" in seen.open_steps else None


async def _plan(request: Request, case_no: str, by: Actor) -> None:
    try:
        told = datetime.fromisoformat(forms.field(request, "appointment"))
        first, second = (UUID(forms.field(request, name)) for name in ("first", "second"))
    except ValueError:
        raise surveys.VisitorsWrong(fields={"appointment_at": "field.missing"}) from None
    at = clock.start_of(told.date()) + timedelta(hours=told.hour, minutes=told.minute)
    await surveys.plan(case_no, by, first=first, second=second, appointment_at=at)


async def _cancel(request: Request, case_no: str, by: Actor) -> None:
    await surveys.cancel(case_no, by, reason=forms.note(request))


ACTS = (
    Act(code="start_surveying", path="plan-survey", title="安排入户", leads=False,
        template="console/acts/_visit.html", form="optional", note_label="给同去的人的话（可不写）",
        confirm="定下，并告诉这户人家", offered=_plan_offer, do=_plan,
        said="入户已安排，已告诉这户人家"),
    Act(code="end_surveying", path="cancel-survey", title="取消入户", form="note", leads=False,
        note_label="为什么取消", confirm="取消入户", offered=_cancel_offer, do=_cancel,
        said="已取消入户"),
)  # fmt: skip

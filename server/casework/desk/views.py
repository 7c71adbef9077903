"""Which cases: views, conditions and search as SQL, one statement text for one kind of question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.casework import conflicts
from server.casework.desk.access import COUNTY_ROLES
from server.catalogue import workflow
from server.core import clock
from server.core.actors import Actor, Role
from server.registry import people, staff, workdays

SOON = 3
# What "later" is made of.
LATER = ("dated", "provisional", "undated")
SILENT = timedelta(days=2)
_RECENT = timedelta(days=90)
OPEN = ", ".join(f"'{stage}'" for stage in workflow.OPEN_STAGES)
# What each role works on; other stages wait for somebody else.
WORK = {
    Role.CLERK: ("submitted", "accepted", "checking", "surveying"),
    Role.HEAD: ("reviewing",),
    Role.COUNTY_REVIEWER: ("county_review",),
    Role.COUNTY_APPROVER: ("county_review",),
}
_CLERKS = ", ".join(f"'{stage}'" for stage in WORK[Role.CLERK])
VIEWS = (
    "todo", "mine", "unclaimed", "overdue", "answered", "waiting", "silent", "all", "reviewing",
    "county_review",
)  # fmt: skip
NOBODY = "none"


@dataclass(frozen=True)
class QueueFilter:
    """Which view, and what else must hold. `due` is `over`, `today`, `soon` or `later`;
    `handler` an id, or `none` for what nobody has taken. Empty means: whatever it is.
    """

    view: str = "todo"
    find: str = ""
    item: str = ""
    lane: str = ""
    stage: str = ""
    village: str = ""
    town: str = ""
    handler: str = ""
    due: str = ""
    after: tuple[datetime, UUID] | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but a view is asked for."""
        return any((self.find, self.item, self.lane, self.stage, self.village, self.town,
                    self.handler, self.due))  # fmt: skip


def view_for(wanted: QueueFilter) -> str:
    """The view where none is named: what is found, all that fits, or else one's work."""
    if wanted.find:
        return "found"
    return "all" if wanted.is_narrowed else "todo"


class Where:
    """Conditions being put together, with their values in order."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.parts: list[str] = []

    def slot(self, value: Any) -> str:
        """A place for a value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def add(self, condition: str) -> None:
        """One more condition."""
        self.parts.append(condition)

    @property
    def sql(self) -> str:
        """All of them."""
        return " AND ".join(self.parts)


def today_and_soon(now: datetime) -> tuple[datetime, datetime]:
    """Until when a deadline counts as today's, and as one of the next three work days."""
    today = clock.local(now).date()
    ends = [clock.start_of(today + timedelta(days=n)) for n in range(1, 25)]
    last = [max(e for e in ends if workdays.left(e, now) <= most) for most in (0, SOON)]
    return last[0], last[1]


@dataclass(frozen=True)
class Asker:
    """Who looks: their own cases and those of whom they stand in for, and what is hidden."""

    by: Actor
    mine: list[UUID]
    hidden: list[UUID]


async def asker_of(by: Actor) -> Asker:
    """What the queue must know of somebody before it is asked."""
    own = [by.staff_id] if by.staff_id else []
    covered = await staff.covered_by(by.staff_id)
    return Asker(by, own + covered, await conflicts.hidden_from(by.staff_id))


def area_of(by: Actor) -> str:
    """The column that says which cases are an office's."""
    return "county_code" if by.role in COUNTY_ROLES else "office_code"


def area(where: Where, asker: Asker) -> None:
    """The acting office's cases, without those one keeps out of."""
    where.add(f"cases.{area_of(asker.by)} = {where.slot(asker.by.office)}")
    if asker.hidden:
        where.add(f"cases.id <> ALL({where.slot(asker.hidden)}::uuid[])")


def view(where: Where, asker: Asker, name: str) -> None:
    """A view's condition; anything that is no view is taken for a stage."""
    made = _VIEWS.get(name)
    where.add(made(where, asker) if made else f"stage = {where.slot(name)}")


def _work(where: Where, asker: Asker) -> str:
    stages = f"stage = ANY({where.slot(list(WORK.get(asker.by.role, ())))}::text[])"
    if asker.by.role is Role.COUNTY_REVIEWER:  # what a clerk would do where the county stepped in
        return f"({stages} OR (stepped_in_at IS NOT NULL AND stage IN ({_CLERKS})))"
    return stages


def _todo(where: Where, asker: Asker) -> str:
    mine = f"handler_id = ANY({where.slot(asker.mine)}::uuid[])"
    return f"{_work(where, asker)} AND (handler_id IS NULL OR {mine})"


def _mine(where: Where, asker: Asker) -> str:
    return f"stage IN ({OPEN}) AND handler_id = ANY({where.slot(asker.mine)}::uuid[])"


def _unclaimed(where: Where, asker: Asker) -> str:
    return f"{_work(where, asker)} AND handler_id IS NULL"


def _overdue(where: Where, _: Asker) -> str:
    return f"stage IN ({OPEN}) AND due_at <= {where.slot(clock.now())} AND NOT due_is_provisional"


def _answered(where: Where, _: Asker) -> str:
    since = where.slot(clock.now() - _RECENT)
    answered = f"SELECT case_id FROM corrections WHERE answered_at > {since}"
    return f"stage = 'submitted' AND cases.id IN ({answered})"


def _silent(where: Where, _: Asker) -> str:
    before = where.slot(clock.now() - SILENT)
    return (
        f"stage IN ({OPEN}) AND stage NOT IN ('correction', 'publicity')"
        f" AND handler_id IS NOT NULL AND stage_at < {before}"
    )


_VIEWS: dict[str, Callable[[Where, Asker], str]] = {
    "todo": _todo,
    "mine": _mine,
    "unclaimed": _unclaimed,
    "overdue": _overdue,
    "answered": _answered,
    "silent": _silent,
    "waiting": lambda *_: "stage IN ('correction', 'publicity')",
    "all": lambda *_: f"stage IN ({OPEN})",
    "found": lambda *_: "stage <> 'draft'",
}


def narrow(where: Where, by: Actor, wanted: QueueFilter) -> None:
    """Everything asked for besides the view."""
    for column, value in (
        ("item_code", wanted.item),
        ("lane", wanted.lane),
        ("stage", wanted.stage),
        ("region_code", wanted.village),
        ("office_code", wanted.town),
    ):
        if value:
            where.add(f"cases.{column} = {where.slot(value)}")
    if wanted.handler == NOBODY:
        where.add("handler_id IS NULL")
    elif wanted.handler:
        where.add(f"handler_id::text = {where.slot(wanted.handler)}")
    if wanted.due:
        due(where, wanted.due)
    if wanted.find:
        find(where, by, wanted.find)


def due(where: Where, when: str) -> None:
    """How near the deadline is; a provisional one is never overdue."""
    now, slot = clock.now(), where.slot
    today, soon = today_and_soon(now)
    match when:
        case "over":
            where.add(f"due_at <= {slot(now)} AND NOT due_is_provisional")
        case "today":
            where.add(
                f"due_at > {slot(now)} AND due_at <= {slot(today)} AND NOT due_is_provisional"
            )
        case "soon":
            where.add(
                f"due_at > {slot(today)} AND due_at <= {slot(soon)} AND NOT due_is_provisional"
            )
        case "dated":
            where.add(f"due_at > {slot(soon)} AND NOT due_is_provisional")
        case "provisional":
            where.add("due_is_provisional")
        case "undated":
            where.add("due_at IS NULL AND NOT due_is_provisional")
        case _:
            where.add(f"(due_at > {slot(soon)} OR due_is_provisional OR due_at IS NULL)")


def find(where: Where, by: Actor, text: str) -> None:
    """By case number, or by how a name sounds: today's name, or one somebody had before.

    Sound, not sign: 李秀瑛 finds 李秀英, and `lixiuying` both.
    """
    typed = text.strip()
    key = people.pinyin_of(typed).replace(" ", "").replace("%", "").replace("_", "")
    numbers = [f"{head}{typed.upper()}" for head in ("", "XZ-", "XZ-20")]
    office, sounds = where.slot(by.office), f"LIKE {where.slot(key or '-')} || '%'"
    where.add(
        "cases.id IN (SELECT id FROM cases WHERE stage <> 'draft'"
        f" AND {area_of(by)} = {office} AND replace(applicant_pinyin, ' ', '') {sounds}"
        f" UNION ALL SELECT id FROM cases WHERE case_no = ANY({where.slot(numbers)}::text[])"
        " UNION ALL SELECT id FROM cases WHERE applicant_id IN"
        f" (SELECT id FROM people WHERE replace(pinyin, ' ', '') {sounds}"
        f" UNION ALL SELECT person_id FROM former_names WHERE replace(pinyin, ' ', '') {sounds}))"
    )

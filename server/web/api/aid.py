"""Help before the decision and after it: the township's reserve, receipts, instalments."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sanic import Blueprint, Request

from server.casework import benefits, cases, desk, reserve
from server.core import ids
from server.core.actors import Actor, Role
from server.registry import staff
from server.web.access import only
from server.web.api.shapes import Answer, Asked, Code, Fen, LongText, Text
from server.web.endpoint import KEY_HEADER, endpoint

blueprint = Blueprint("api_aid", url_prefix="/staff")
_TOWN = (Role.CLERK, Role.HEAD)


class AidGiven(Asked, frozen=True):
    """Help handed over by the sender and a colleague, against a receipt."""

    amount_fen: Fen
    form: Literal["cash", "kind"]
    second_payer: UUID
    receiver: Text
    goods: str = ""
    agreed_by: UUID | None = None
    note: str = ""


class Receipt(Answer, frozen=True):
    """The receipt's number."""

    receipt_no: str


class Person(Answer, frozen=True):
    """Somebody who works here."""

    id: UUID
    name: str


class Payers(Answer, frozen=True):
    """Who may be the second payer, and who may agree for the county."""

    colleagues: list[Person]
    county: list[Person]


class Line(Answer, frozen=True):
    """One line of the ledger; payments are negative."""

    kind: str
    amount_fen: int
    balance_fen: int
    entered_at: datetime
    case_no: str
    receipt_no: str
    form: str
    first_payer: str
    second_payer: str
    makeup_by: datetime | None
    confirmed_at: datetime | None
    papers_at: datetime | None


class Ledger(Answer, frozen=True):
    """A township's reserve, newest line first."""

    office: str
    balance_fen: int
    lines: list[Line]


class Movement(Asked, frozen=True):
    """Money put in, or taken out unused."""

    kind: Literal["fund", "returned"]
    amount_fen: Fen
    note: LongText


class Part(Asked, frozen=True):
    """One payment of a plan."""

    amount_fen: Fen
    due_on: date


class Plan(Asked, frozen=True):
    """The payments of what is still to be paid."""

    parts: list[Part]


class Instalment(Answer, frozen=True):
    """One payment of a grant."""

    number: int
    amount_fen: int
    due_on: date
    paid_at: datetime | None


class Instalments(Answer, frozen=True):
    """The payments of a grant, in order."""

    instalments: list[Instalment]


class Earlier(Asked, frozen=True):
    """An earlier case of the household about the same cause."""

    case_no: Code


@blueprint.get("/cases/<case_no:str>/payers")
@only(*_TOWN)
@endpoint()
async def payers(case_no: str, by: Actor) -> Payers:
    """Who may pay with me, and who may agree for the county."""
    case = await desk.seen(case_no, by)
    county = (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
    colleagues = await staff.holding(case.office_code, _TOWN)
    agreeing = await staff.holding(case.county_code, county)
    return Payers(
        colleagues=[Person(id=c.id, name=c.name) for c in colleagues if c.id != by.staff_id],
        county=[Person(id=c.id, name=c.name) for c in agreeing],
    )


@blueprint.post("/cases/<case_no:str>/aid")
@only(*_TOWN)
@endpoint(status=201, key="required")
async def give_aid(request: Request, case_no: str, asked: AidGiven, by: Actor) -> Receipt:
    """Record help that was handed over before the decision."""
    await desk.seen(case_no, by)
    payment = reserve.Payment(
        amount_fen=asked.amount_fen,
        form=asked.form,
        second_payer=asked.second_payer,
        receiver=asked.receiver,
        goods=asked.goods,
        agreed_by=asked.agreed_by,
        note=asked.note,
        once=f"{by.id} {case_no} {request.headers.get(KEY_HEADER, '')}",
    )
    return Receipt(receipt_no=await reserve.pay(case_no, payment, by))


@blueprint.get("/reserve")
@only(*_TOWN)
@endpoint()
async def ledger(by: Actor) -> Ledger:
    """My township's reserve."""
    return await _ledger(by.office)


async def _ledger(office: str) -> Ledger:
    held = await reserve.balances([office])
    return Ledger(
        office=office,
        balance_fen=held[0].balance_fen if held else 0,
        lines=[
            Line(
                kind=line.kind,
                amount_fen=line.amount_fen,
                balance_fen=line.balance_fen,
                entered_at=line.entered_at,
                case_no=line.case_no,
                receipt_no=line.receipt_no,
                form=line.form,
                first_payer=line.first_payer,
                second_payer=line.second_payer,
                makeup_by=line.makeup_by,
                confirmed_at=line.confirmed_at,
                papers_at=line.papers_at,
            )
            for line in await reserve.ledger(office)
        ],
    )


@blueprint.post("/reserve")
@only(Role.HEAD)
@endpoint(status=201, key="required")
async def move_money(request: Request, asked: Movement, by: Actor) -> Ledger:
    """Fill the reserve up, or give unused money back."""
    once = f"{by.id} {request.headers.get(KEY_HEADER) or ids.token()}"
    act = reserve.fund if asked.kind == "fund" else reserve.give_back
    await act(by.office, asked.amount_fen, by, note=asked.note, once=once)
    return await _ledger(by.office)


@blueprint.post("/receipts/<receipt_no:str>/confirm")
@only(*_TOWN)
@endpoint()
async def confirm(receipt_no: str, by: Actor) -> Ledger:
    """As the second payer: it was so."""
    await reserve.confirm(receipt_no, by)
    return await _ledger(by.office)


@blueprint.post("/receipts/<receipt_no:str>/papers")
@only(*_TOWN)
@endpoint()
async def papers(receipt_no: str, by: Actor) -> Ledger:
    """The paperwork of a payment is made up."""
    await reserve.make_up(receipt_no, by)
    return await _ledger(by.office)


@blueprint.post("/cases/<case_no:str>/same-cause")
@only(*_TOWN)
@endpoint()
async def same_cause(case_no: str, asked: Earlier, by: Actor) -> None:
    """This case is about the same cause as an earlier one: what that brought counts once."""
    await desk.seen(case_no, by)
    await reserve.link_same_cause(case_no, asked.case_no, by)


@blueprint.get("/cases/<case_no:str>/instalments")
@only(*_TOWN)
@endpoint()
async def instalments(case_no: str, by: Actor) -> Instalments:
    """How a grant is paid."""
    await desk.seen(case_no, by)
    return await _instalments(case_no)


@blueprint.post("/cases/<case_no:str>/instalments")
@only(*_TOWN)
@endpoint()
async def plan(case_no: str, asked: Plan, by: Actor) -> Instalments:
    """Pay what is left in parts."""
    await desk.seen(case_no, by)
    parts = [benefits.Part(part.amount_fen, part.due_on) for part in asked.parts]
    await benefits.plan(case_no, parts, by)
    return await _instalments(case_no)


@blueprint.post("/cases/<case_no:str>/instalments/<number:int>")
@only(*_TOWN)
@endpoint()
async def pay(case_no: str, number: int, by: Actor) -> Instalments:
    """One part has been paid."""
    await desk.seen(case_no, by)
    await benefits.paid(case_no, number, by)
    return await _instalments(case_no)


async def _instalments(case_no: str) -> Instalments:
    found = await benefits.instalments_of(await cases.of(case_no))
    return Instalments(
        instalments=[
            Instalment(
                number=one.number,
                amount_fen=one.amount_fen,
                due_on=one.due_on,
                paid_at=one.paid_at,
            )
            for one in found
        ]
    )

"""The petty cash: two payers, one receipt, never below zero, counted once, paid in parts."""

import asyncio
from datetime import timedelta

import pytest

from server.casework import benefits, cases, decisions, reserve
from server.core import clock, database
from server.core.actors import Role
from server.registry import entitlements
from tests.factories.registry import VILLAGE, a_household, a_person, a_resident, a_staff_member

TOWN = "320699100"
FIRE = {
    "event.kind": "fire",
    "event.when": "now",
    "event.basics": "none",
    "event.people": 2,
    "hardship.description": "昨晚家里着火了",
    "third_party.liability": "none",
    "cause.same_cause_aid": False,
}


async def an_urgent_case(by=None, lane="urgent", **facts):
    by = by or await a_home()
    case = await cases.start("temporary-relief", VILLAGE, by, lane=lane)
    await cases.save(case.case_no, FIRE | facts, by)
    name = (await cases.of(case.case_no)).applicant_name
    return await cases.submit(case.case_no, by, signature=name)


async def a_home():
    person = await a_person()
    await a_household((person, "本人"))
    return await a_resident(person=person)


async def two_payers():
    return await a_staff_member(), await a_staff_member(role=Role.HEAD)


def a_payment(second, fen=50_000, **more):
    return reserve.Payment(
        **{
            "amount_fen": fen,
            "form": "cash",
            "second_payer": second.staff_id,
            "receiver": "本人",
            "once": f"tap-{fen}",
        }
        | more
    )


async def filled(head, fen=300_000):
    await reserve.fund(TOWN, fen, head, note="县财政拨入", once=f"fund-{fen}")


async def balance():
    return (await reserve.balances([TOWN]))[0].balance_fen


async def test_two_people_hand_help_over_against_one_receipt(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await filled(head)
    receipt = await reserve.pay(case.case_no, a_payment(head), clerk)
    again = await reserve.pay(case.case_no, a_payment(head), clerk)

    assert again == receipt
    assert await balance() == 250_000
    payment, fund = await reserve.ledger(TOWN)
    assert (payment.amount_fen, payment.balance_fen, payment.receipt_no) == (
        -50_000,
        250_000,
        receipt,
    )
    assert (fund.kind, fund.amount_fen) == ("fund", 300_000)
    assert (await cases.of(case.case_no)).stage == "submitted"
    assert (await cases.of(case.case_no)).aided_at is not None
    steps = [step.step for step in await cases.steps_of(case)]
    assert steps == ["submit", "give_aid"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"second_payer": None}, "second_payer"),
        ({"amount_fen": 0}, "amount"),
        ({"form": "kind"}, "goods"),
        ({"receiver": " "}, "receiver"),
    ],
)
async def test_a_payment_is_whole_or_not_at_all(db, changes, field):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await filled(head)
    with pytest.raises(reserve.PaymentInvalid) as refused:
        await reserve.pay(case.case_no, a_payment(head, **changes), clerk)
    assert list(refused.value.fields) == [field]
    assert await balance() == 300_000


async def test_nobody_pays_alone_nor_with_a_stranger(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    elsewhere = await a_staff_member(region="320699101")
    await filled(head)
    for second in (clerk, elsewhere):
        with pytest.raises(reserve.PaymentInvalid, match="payment_invalid"):
            await reserve.pay(case.case_no, a_payment(second), clerk)


async def test_in_kind_names_the_goods(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await filled(head)
    await reserve.pay(case.case_no, a_payment(head, form="kind", goods="米 50 斤，油 1 桶"), clerk)
    (given,) = await reserve.of_case(case)
    assert (given.form, given.goods) == ("kind", "米 50 斤，油 1 桶")


async def test_above_the_limit_the_county_says_yes_first(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    county = await a_staff_member(role=Role.COUNTY_APPROVER, region="320699")
    await filled(head, 900_000)
    with pytest.raises(reserve.CountyMustAgree):
        await reserve.pay(case.case_no, a_payment(head, 500_001), clerk)
    with pytest.raises(reserve.PaymentInvalid):
        await reserve.pay(case.case_no, a_payment(head, 500_001, agreed_by=head.staff_id), clerk)
    agreed = a_payment(head, 500_001, agreed_by=county.staff_id)
    assert await reserve.pay(case.case_no, agreed, clerk)


async def test_several_payments_are_measured_together(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await filled(head, 900_000)
    await reserve.pay(case.case_no, a_payment(head, 300_000), clerk)
    with pytest.raises(reserve.CountyMustAgree):
        await reserve.pay(case.case_no, a_payment(head, 200_001), clerk)


async def test_quick_aid_never_passes_its_most(db):
    case, (clerk, head) = await an_urgent_case(lane="quick"), await two_payers()
    await filled(head)
    with pytest.raises(reserve.PaymentInvalid):
        await reserve.pay(case.case_no, a_payment(head, 82_001), clerk)
    assert await reserve.pay(case.case_no, a_payment(head, 82_000), clerk)


async def test_help_before_the_decision_is_for_urgent_lanes(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await cases.convert(case.case_no, "expenditure", clerk, note="按花费算")
    await filled(head)
    with pytest.raises(reserve.NotAnUrgentLane):
        await reserve.pay(case.case_no, a_payment(head), clerk)


async def test_an_empty_reserve_pays_nothing(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    with pytest.raises(reserve.ReserveTooLow):
        await reserve.pay(case.case_no, a_payment(head), clerk)
    await filled(head, 49_999)
    with pytest.raises(reserve.ReserveTooLow):
        await reserve.pay(case.case_no, a_payment(head), clerk)
    assert await balance() == 49_999
    assert await reserve.of_case(case) == []


async def test_many_payments_at_once_never_go_below_zero(fresh_db):
    clerk, head = await two_payers()
    await filled(head, 130_000)
    made = [await an_urgent_case() for _ in range(5)]

    async def pay(case):
        try:
            return await reserve.pay(case.case_no, a_payment(head, once=case.case_no), clerk)
        except reserve.ReserveTooLow:
            return None

    receipts = await asyncio.gather(*(pay(case) for case in made))
    assert sum(receipt is not None for receipt in receipts) == 2
    assert await balance() == 30_000
    rows = await database.fetch("SELECT sum(amount_fen) AS all FROM reserve_entries")
    assert rows[0]["all"] == 30_000


async def test_the_ledger_is_only_ever_added_to(db):
    _, head = await two_payers()
    await filled(head)
    for change in ("UPDATE reserve_entries SET amount_fen = 1", "DELETE FROM reserve_entries"):
        with pytest.raises(database.IntegrityError, match="never changed"):
            async with database.transaction():
                await database.execute(change)


async def test_the_database_holds_the_second_payer(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await filled(head)
    with pytest.raises(database.IntegrityError, match="reserve_entries_two_payers"):
        async with database.transaction():
            await database.execute(
                "INSERT INTO reserve_entries (id, office_code, kind, amount_fen, balance_fen,"
                " case_id, form, receipt_no, first_payer, second_payer, makeup_by, once,"
                " entered_by, entered_at) VALUES (gen_random_uuid(), $1, 'payment', -1, 0, $2,"
                " 'cash', 'SK1', $3, $3, $4, 'x', 'y', $4)",
                TOWN,
                case.id,
                clerk.staff_id,
                clock.now(),
            )


async def test_the_second_payer_confirms_in_person_and_papers_follow(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await filled(head)
    receipt = await reserve.pay(case.case_no, a_payment(head), clerk)
    assert await reserve.papers_waiting(TOWN) == 1
    with pytest.raises(reserve.NotTheSecondPayer):
        await reserve.confirm(receipt, clerk)
    await reserve.confirm(receipt, head)
    (given,) = await reserve.of_case(case)
    assert given.makeup_by - given.entered_at > timedelta(days=4)
    await reserve.make_up(receipt, clerk)
    assert await reserve.papers_waiting(TOWN) == 0
    elsewhere = await a_staff_member(region="320699101")
    with pytest.raises(reserve.EntryUnknown):
        await reserve.make_up(receipt, elsewhere)


async def granted(case, fen, clerk, head):
    if (await cases.of(case.case_no)).stage == "submitted":
        await cases.accept(case.case_no, clerk)
    words = {"outcome": "grant", "amount_fen": fen}
    await decisions.propose(case.case_no, clerk, opinion="属实", **words)
    await decisions.decide(case.case_no, head, **words)
    await benefits.enter(case.case_no)
    await benefits.enter(case.case_no)
    return await cases.of(case.case_no)


async def test_what_was_given_first_counts_once_and_the_rest_is_paid_in_parts(db):
    case, (clerk, head) = await an_urgent_case(), await two_payers()
    await filled(head)
    await reserve.pay(case.case_no, a_payment(head, 82_000), clerk)
    case = await granted(case, 492_000, clerk, head)

    (whole,) = await benefits.instalments_of(case)
    assert whole.amount_fen == 410_000
    (entry,) = await entitlements.of_person(case.applicant_id)
    assert entry.amount_fen == 492_000

    on = clock.today()
    halves = [benefits.Part(205_000, on), benefits.Part(205_000, on + timedelta(days=60))]
    with pytest.raises(benefits.PlanInvalid):
        await benefits.plan(case.case_no, halves[:1], clerk)
    await benefits.plan(case.case_no, halves, clerk)
    await benefits.paid(case.case_no, 1, clerk)
    await benefits.paid(case.case_no, 1, clerk)
    assert (await cases.of(case.case_no)).stage == "approved"
    with pytest.raises(benefits.PlanInvalid):
        await benefits.plan(case.case_no, halves, clerk)
    await benefits.paid(case.case_no, 2, clerk)
    assert (await cases.of(case.case_no)).stage == "closed"


async def test_all_of_it_given_first_closes_the_case(db):
    case, (clerk, head) = await an_urgent_case(lane="quick"), await two_payers()
    await filled(head)
    await reserve.pay(case.case_no, a_payment(head, 82_000), clerk)
    assert (await granted(case, 82_000, clerk, head)).stage == "closed"


async def test_the_same_cause_is_one_sum_however_many_cases(db):
    by = await a_home()
    clerk, head = await two_payers()
    await filled(head)
    first = await an_urgent_case(by, "quick")
    await reserve.pay(first.case_no, a_payment(head, 82_000), clerk)
    await granted(first, 82_000, clerk, head)

    second = await an_urgent_case(by)
    (earlier,) = await reserve.earlier_of(second)
    assert (earlier.case_no, earlier.granted_fen) == (first.case_no, 82_000)
    await reserve.link_same_cause(second.case_no, first.case_no, clerk)
    case = await granted(second, 492_000, clerk, head)

    assert sum(one.amount_fen for one in await benefits.instalments_of(case)) == 410_000
    entries = await entitlements.of_person(case.applicant_id)
    assert sum(entry.amount_fen for entry in entries) == 492_000

    third = await an_urgent_case(by)
    with pytest.raises(reserve.SameCauseInvalid):
        await reserve.link_same_cause(third.case_no, first.case_no, clerk)


async def test_a_strangers_case_is_not_the_same_cause(db):
    clerk, _ = await two_payers()
    mine, other = await an_urgent_case(), await an_urgent_case()
    with pytest.raises(reserve.SameCauseInvalid):
        await reserve.link_same_cause(mine.case_no, other.case_no, clerk)

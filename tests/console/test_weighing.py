"""Whether a difference matters is asked of the rules themselves."""

from types import SimpleNamespace

import pytest

from server.casework import cases, desk
from server.casework.desk import service
from tests.factories.casework import a_submitted_case
from tests.factories.registry import a_staff_member


@pytest.fixture
async def seen(db):
    case, _ = await a_submitted_case()
    clerk = await a_staff_member()
    await desk.claim(case.case_no, clerk)
    return await desk.case_for_staff(case.case_no, clerk)


def differing(seen, key, declared, derived):
    """The same case, with one fact found otherwise than it was said."""
    known = seen.picture.known
    rows = tuple(
        SimpleNamespace(fact=row.fact, declared=declared, state="differs")
        for row in seen.picture.household
        if row.fact.key == key
    )
    merged = {**known.merged, key: derived}
    live = service.estimates.estimate(
        seen.item, seen.item.lane(seen.case.lane), facts=merged,
        known=cases.parameters_of(seen.case),
    )  # fmt: skip
    picture = SimpleNamespace(household=rows, known=SimpleNamespace(merged=merged))
    return SimpleNamespace(case=seen.case, item=seen.item, picture=picture, live=live)


async def test_a_difference_below_the_line_changes_nothing(seen):
    weight = desk.weigh(differing(seen, "household.income_12m", 4_200_000, 4_300_000))

    assert not weight["household.income_12m"].matters


async def test_a_difference_that_crosses_the_line_turns_the_verdict(seen):
    weight = desk.weigh(differing(seen, "household.income_12m", 4_200_000, 99_000_000))

    assert weight["household.income_12m"].turns_verdict


async def test_a_difference_in_what_was_paid_shifts_the_amount(seen):
    weight = desk.weigh(differing(seen, "expense.own_payment", 6_000_000, 4_000_000))

    assert weight["expense.own_payment"].shifts_amount
    assert not weight["expense.own_payment"].turns_verdict

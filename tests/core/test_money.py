"""Fen in, yuan for people out, and back from what people type."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import money


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (820000, "8,200.00"), (-150, "-1.50")]
)
def test_yuan(fen, text):
    assert money.yuan(fen) == text


def test_short_yuan_drops_empty_decimals_only():
    assert money.yuan_short(820000) == "8,200"
    assert money.yuan_short(820050) == "8,200.50"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1200", 120000), ("1,200.5", 120050), (" 12 元", 1200), ("１２.３４", 1234), ("0.05", 5)],
)
def test_what_people_type(typed, fen):
    assert money.from_yuan(typed) == fen


@pytest.mark.parametrize("typed", ["", "-5", "1.234", "abc", "1e5", ".", "一千"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        money.from_yuan(typed)


@given(st.integers(min_value=0, max_value=10**12))
def test_an_amount_survives_the_way_to_the_screen_and_back(fen):
    assert money.from_yuan(money.yuan(fen)) == fen


def test_a_share_rounds_half_up_to_whole_fen():
    assert money.share(5, Decimal("0.5")) == 3
    assert money.share(100001, Decimal("0.3")) == 30000

"""Every pair of programmes has its answer: the whole matrix, said once more by hand."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.items.service import FILES
from server.catalogue.rules.combining import PROGRAMMES, combination, settled

# Every pair that is not simply both, in the order of the table.
EXPECTED = {
    ("subsistence-allowance", "destitute-support"): "one",
    ("subsistence-allowance", "low-income-margin"): "one",
    ("subsistence-allowance", "rigid-expenditure"): "one",
    ("subsistence-allowance", "orphan-allowance"): "local",
    ("subsistence-allowance", "unattended-child-allowance"): "difference",
    ("subsistence-allowance", "child-in-difficulty"): "difference",
    ("destitute-support", "low-income-margin"): "one",
    ("destitute-support", "rigid-expenditure"): "one",
    ("destitute-support", "disability-living-allowance"): "one",
    ("destitute-support", "disability-care-allowance"): "one",
    ("destitute-support", "orphan-allowance"): "one",
    ("destitute-support", "unattended-child-allowance"): "one",
    ("destitute-support", "child-in-difficulty"): "difference",
    ("destitute-support", "old-age-allowance"): "local",
    ("destitute-support", "elder-care-allowance"): "one",
    ("destitute-support", "elder-care-voucher"): "one",
    ("low-income-margin", "rigid-expenditure"): "one",
    ("disability-living-allowance", "orphan-allowance"): "one",
    ("disability-living-allowance", "unattended-child-allowance"): "difference",
    ("disability-living-allowance", "child-in-difficulty"): "difference",
    ("disability-care-allowance", "elder-care-allowance"): "higher",
    ("orphan-allowance", "unattended-child-allowance"): "one",
    ("orphan-allowance", "child-in-difficulty"): "one",
    ("unattended-child-allowance", "child-in-difficulty"): "one",
    ("orphan-allowance", "old-age-allowance"): "one",
    ("orphan-allowance", "elder-care-allowance"): "one",
    ("orphan-allowance", "elder-care-voucher"): "one",
    ("unattended-child-allowance", "old-age-allowance"): "one",
    ("unattended-child-allowance", "elder-care-allowance"): "one",
    ("unattended-child-allowance", "elder-care-voucher"): "one",
    ("child-in-difficulty", "old-age-allowance"): "one",
    ("child-in-difficulty", "elder-care-allowance"): "one",
    ("child-in-difficulty", "elder-care-voucher"): "one",
}


def test_the_table_knows_every_item_that_is_shipped():
    assert set(PROGRAMMES) == {path.stem for path in FILES.glob("*.toml")}


@pytest.mark.parametrize("pair", list(combinations(PROGRAMMES, 2)), ids="+".join)
def test_each_pair_has_its_answer(pair):
    found = combination(*pair)

    assert found.answer == EXPECTED.get(pair, "both")
    assert found == combination(*reversed(pair))
    assert found.words
    assert found.clause
    assert not found.keeps or found.keeps in pair


@pytest.mark.parametrize(
    ("held", "kept"),
    [
        (
            {"subsistence-allowance": 52_000, "disability-living-allowance": 28_700},
            {"subsistence-allowance": 52_000, "disability-living-allowance": 28_700},
        ),
        (
            {"subsistence-allowance": 90_000, "destitute-support": 80_000},
            {"destitute-support": 80_000},
        ),
        (
            {"disability-care-allowance": 13_000, "elder-care-allowance": 20_000},
            {"elder-care-allowance": 20_000},
        ),
        (
            {"subsistence-allowance": 40_000, "unattended-child-allowance": 233_700},
            {"subsistence-allowance": 40_000, "unattended-child-allowance": 193_700},
        ),
        (
            {
                "subsistence-allowance": 40_000,
                "disability-living-allowance": 20_500,
                "unattended-child-allowance": 233_700,
            },
            {
                "subsistence-allowance": 40_000,
                "disability-living-allowance": 20_500,
                "unattended-child-allowance": 173_200,
            },
        ),
        (
            {"orphan-allowance": 233_700, "destitute-support": 106_600},
            {"orphan-allowance": 233_700},
        ),
        (
            {"destitute-support": 106_600, "old-age-allowance": 6_000},
            {"destitute-support": 106_600, "old-age-allowance": 6_000},
        ),
    ],
)
def test_what_somebody_gets_of_several(held, kept):
    assert settled(held, {}) == kept


def test_the_place_answers_what_is_the_places():
    held = {"destitute-support": 106_600, "old-age-allowance": 6_000}
    local = {"combine.destitute-support.old-age-allowance": "one"}
    assert settled(held, local) == {"destitute-support": 106_600}


@given(st.dictionaries(st.sampled_from(PROGRAMMES), st.integers(0, 500_000)))
def test_order_does_not_matter_and_nothing_is_made_up(held):
    kept = settled(held, {})
    assert kept == settled(dict(reversed(held.items())), {})
    assert all(0 <= fen <= held[code] for code, fen in kept.items())
    assert bool(kept) == bool(held)

"""Who counts in a household and who receives."""

import pytest

from server.catalogue.rules.base import Verdict
from server.catalogue.rules.composition import compose

COUNTS, NOT, OPEN = Verdict.MEETS, Verdict.DOES_NOT, Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("person", "counts"),
    [
        ({"relation": "applicant"}, COUNTS),
        ({"relation": "spouse", "lives_with": False}, COUNTS),
        ({"relation": "minor_child", "lives_with": False}, COUNTS),
        ({"relation": "adult_child", "studies": "bachelor", "lives_with": False}, COUNTS),
        ({"relation": "adult_child", "studies": "graduate", "lives_with": False}, NOT),
        ({"relation": "adult_child", "cannot_live_alone": True}, COUNTS),
        ({"relation": "adult_child", "lives_with": True}, COUNTS),
        ({"relation": "adult_child", "lives_with": False}, NOT),
        ({"relation": "adult_child"}, OPEN),
        ({"relation": "other", "lives_with": True, "owes_support": True}, COUNTS),
        ({"relation": "other", "lives_with": True, "owes_support": False}, NOT),
        ({"relation": "other"}, OPEN),
        ({"relation": "spouse", "away": "prison"}, NOT),
        ({"relation": "spouse", "away": "rehab"}, NOT),
        ({"relation": "spouse", "away": "declared_missing"}, NOT),
        ({"relation": "other", "away": "religious"}, NOT),
    ],
)
def test_who_counts(person, counts):
    (place,) = compose([person]).places
    assert place.counts is counts
    assert place.why


def test_who_has_other_support_counts_but_does_not_receive():
    found = compose(
        [
            {"name": "甲", "relation": "applicant"},
            {"name": "乙", "relation": "minor_child", "other_support": "unattended"},
            {"name": "丙", "relation": "spouse", "away": "prison"},
        ]
    )
    assert [place.name for place in found.counted] == ["甲", "乙"]
    assert [place.name for place in found.receiving] == ["甲"]

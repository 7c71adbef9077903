"""Regions hang together, carry their history, and somebody serves each of them."""

import pytest

from server.core import database
from server.registry import regions

WIDTHS = {0: 6, 1: 6, 2: 6, 3: 6, 4: 9, 5: 12, 6: 14}


@pytest.fixture(autouse=True)
async def loaded(db):
    """The files of the tree, in this process's cache."""
    await regions.reload()


async def _all():
    return await database.fetch("SELECT * FROM regions ORDER BY code")


async def test_codes_are_as_wide_as_their_level_and_lie_in_their_parent():
    for row in await _all():
        assert len(row["code"]) == WIDTHS[row["level"]], row["code"]
        if row["level"] > 3:
            assert row["code"].startswith(row["parent_code"])
        if row["level"]:
            assert regions.of(row["parent_code"]).level == row["level"] - 1


async def test_what_is_invented_says_so_and_is_never_statutory():
    for row in await _all():
        assert not (row["is_invented"] and row["is_statutory"]), row["code"]
        assert row["source"]
        if row["level"] >= 5 or row["code"].startswith("320699"):
            assert row["is_invented"], row["code"]


async def test_no_two_neighbours_share_a_name():
    for row in await _all():
        names = [child.name for child in regions.children_of(row["code"])]
        assert len(names) == len(set(names))


def test_nantong_has_its_seven_areas_the_demo_county_and_the_zone():
    found = {region.code for region in regions.children_of("320600")}
    statutory = {"320612", "320613", "320614", "320623", "320681", "320682", "320685"}
    assert found == statutory | {"320671", "320699"}
    assert not regions.of("320671").is_statutory


def test_a_chain_leads_from_the_door_to_the_nation():
    assert regions.chain_of("32069910020101") == (
        "32069910020101",
        "320699100201",
        "320699100",
        "320699",
        "320600",
        "320000",
        "100000",
    )
    assert regions.chain_of("100000") == ("100000",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("320602", "320613"),
        ("320611", "320613"),
        ("320684", "320614"),
        ("320683", "320612"),
        ("320621", "320685"),
    ],
)
async def test_a_merged_district_leads_to_its_heir_and_is_no_longer_offered(old, new):
    assert regions.of(old).code == new
    assert regions.chain_of(old) == regions.chain_of(new)
    assert old not in {region.code for region in regions.children_of("320600")}
    (row,) = await database.fetch("SELECT effective_to FROM regions WHERE code = $1", old)
    assert row["effective_to"]


@pytest.mark.parametrize("code", ["", "999999", "32069", "320699100201x", "320699999"])
def test_an_unknown_code_is_refused(code):
    with pytest.raises(regions.RegionUnknown):
        regions.of(code)


def test_a_place_is_named_from_the_city_down():
    assert regions.path_name("320699100201") == "南通市示范县望江镇向阳村"


def test_within_counts_the_place_itself_and_what_it_lies_in():
    assert regions.is_within("320699100201", "320699100")
    assert regions.is_within("320699100", "320699100")
    assert not regions.is_within("320699100", "320699101")
    assert not regions.is_within("320699", "320699100")


def test_the_area_of_a_level_is_found():
    assert regions.ancestor("32069910020101", 4).name == "望江镇"
    assert regions.ancestor("320699", 4) is None


async def test_somebody_serves_every_place():
    for row in await _all():
        assert regions.office_for(row["code"]).phone
    assert regions.office_for("320699100201").region_code == "320699100"
    assert regions.office_for("320623").region_code == "320600"
    with pytest.raises(regions.RegionUnknown):
        regions.office_for("320699", service="nothing-of-the-kind")


def test_children_come_by_pinyin():
    names = [region.name for region in regions.children_of("320699")]
    assert names == ["城中街道", "柳桥镇", "望江镇"]
    assert regions.children_of("32069910020101") == []


async def test_loading_again_changes_nothing(db):
    before = await _all()
    await regions.load_files()
    assert await _all() == before

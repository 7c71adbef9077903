"""Definitions: what loads, what does not, and that the message says where and why."""

from datetime import date

import pytest

from server.catalogue import items
from server.catalogue.items.service import FILES

ON = date(2026, 11, 24)
GOOD = (FILES / "temporary-relief.toml").read_text(encoding="utf-8")


def test_the_shipped_definition_loads():
    item = items.parse(GOOD, name="temporary-relief.toml")
    assert item.lane().code == "expenditure"
    assert item.facts_from("medical-insurance") == ("medical.own_payment_12m",)
    assert set(item.required_facts(item.lane())) < set(item.asked_facts(item.lane()))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('rule = "income_below"', 'rule = "income_low"', "no such eligibility rule"),
        (
            'amount = { rule = "expenditure_bands" }',
            'amount = { rule = "x" }',
            "no such amount rule",
        ),
        (
            'stages = ["checking", "surveying", "publicity"]',
            'stages = ["voting", "publicity"]',
            "no such stage",
        ),
        (
            'stages = ["checking", "surveying", "publicity"]',
            'stages = ["checking"]',
            "publicity needs both",
        ),
        ('fact = "expense.kind"', 'fact = "expense.sort"', "no such fact"),
        (
            'from = ["register:medical-insurance", "declared", "pledge", "survey", "upload"]',
            'from = ["upload"]',
            "asks for a paper that medical-insurance already supplies",
        ),
        (
            'from = ["register:banks", "declared", "survey"]',
            'from = ["declared", "register:banks"]',
            "best first",
        ),
        ('after_submission = ["medical-insurance", ', "after_submission = [", "no consent names"),
        ('facts = ["residence.basis", ', 'facts = ["marriage.status", ', "without a question"),
        ('code = "home"', 'code = "money"', "stands twice"),
        ('title = "临时救助"', 'titel = "临时救助"', "titel"),
        ("effective_from = 2026-01-01", 'effective_from = "soon"', "effective_from"),
    ],
)
def test_a_wrong_definition_says_where_and_why(old, new, why):
    assert old in GOOD
    with pytest.raises(items.BadDefinition, match="broken.toml") as refused:
        items.parse(GOOD.replace(old, new, 1), name="broken.toml")
    assert why in str(refused.value)


async def test_the_same_content_is_the_same_version(catalogue, db):
    first = await items.import_text(GOOD, name="a")
    assert (await items.import_text(GOOD, name="b")).version == first.version
    changed = await items.import_text(GOOD.replace("支出型", "支出型救助"), name="c")
    assert changed.version == first.version + 1


async def test_a_future_version_waits_for_its_day(catalogue, db):
    await items.import_text(
        GOOD.replace("effective_from = 2026-01-01", "effective_from = 2027-01-01"), name="next"
    )
    await items.reload()
    assert items.current("temporary-relief", ON).effective_from == date(2026, 1, 1)
    assert items.current("temporary-relief", date(2027, 1, 1)).effective_from == date(2027, 1, 1)


def test_an_unknown_item_is_not_found():
    with pytest.raises(items.ItemUnknown):
        items.current("no-such-item", ON)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.toml")))
def test_every_shipped_definition_is_complete(name):
    item = items.parse((FILES / name).read_text(encoding="utf-8"), name=name)
    assert name == f"{item.code}.toml"
    assert item.colloquial
    assert item.who
    assert item.other_help
    assert any(refusal.code == "R20_VOLUNTARY" for refusal in item.refusals)
    for lane in item.lanes:
        assert lane.check
        assert set(lane.check) <= set(item.asked_facts(lane))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('may_publish = ["', 'may_publish = ["id_no", "', "may never be published"),
        ('summary = "', 'group = "child"\nsummary = "', "a child's benefit is never published"),
        ('summary = "', 'group = "pets"\nsummary = "', "no such life situation"),
    ],
)
def test_what_must_not_be_posted_does_not_load(old, new, why):
    with pytest.raises(items.BadDefinition) as refused:
        items.parse(GOOD.replace(old, new, 1), name="broken.toml")
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("低保", "subsistence-allowance"),
        ("我想吃低保怎么办", "subsistence-allowance"),
        ("底保", "subsistence-allowance"),
        ("边缘户", "low-income-margin"),
        ("看病花光了", "rigid-expenditure"),
        ("救急钱", "temporary-relief"),
    ],
)
def test_an_item_is_found_by_what_people_call_it(rules, said, code):
    assert items.search(said, items.listed(ON))[0].code == code


@pytest.mark.parametrize("said", ["", "  ", "？？", "飞机票"])
def test_what_nobody_offers_is_not_found(rules, said):
    assert items.search(said, items.listed(ON)) == []

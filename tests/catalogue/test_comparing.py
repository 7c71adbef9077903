"""Two definitions side by side: what differs, and what is given out is what was taken in."""

from datetime import date

from server import loading
from server.catalogue import items
from server.catalogue.items.service import FILES

TEXT = (FILES / "temporary-relief.toml").read_text(encoding="utf-8")
ON = date(2026, 11, 24)


def changed(old, new):
    assert old in TEXT
    before = items.parse(TEXT, name="before")
    return items.diff(before, items.parse(TEXT.replace(old, new), name="after"))


def test_the_same_definition_does_not_differ():
    assert items.diff(items.parse(TEXT, name="a", number=1), items.parse(TEXT, name="b")) == []


def test_a_changed_limit_is_named_by_its_place():
    assert changed("otherwise = 15", "otherwise = 20") == [
        "lane.expenditure.decide_within.otherwise: 15 -> 20"
    ]


def test_a_rule_that_is_gone_is_named():
    (line,) = changed('  { rule = "property_within" },\n', "")
    assert line.startswith("lane.expenditure.eligibility.property_within: ")
    assert line.endswith("-> (none)")


def test_another_order_of_rules_is_a_difference():
    first, second = '  { rule = "lives_here" },\n', '  { rule = "income_below" },\n'
    assert changed(first + second, second + first) == [
        "lane.expenditure.eligibility: another order"
    ]


async def test_what_is_given_out_is_what_was_taken_in(catalogue, db):
    assert await loading.item_text("temporary-relief") == TEXT


async def test_a_definition_is_compared_with_the_one_in_force(catalogue, db):
    item = items.parse(TEXT.replace("otherwise = 15", "otherwise = 20"), name="next")
    (line,) = await loading.item_changes(item)
    assert "15 -> 20" in line

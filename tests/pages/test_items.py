"""Every item's page: in the menu, found by its names, checked in a minute, in both languages."""

import pytest

from server.catalogue import items, vocabulary
from server.catalogue.items.service import FILES
from server.web.pages.answers import read


def unsure(code):
    """ "Cannot tell" to every question of the check."""
    item = items.parse((FILES / f"{code}.toml").read_text(encoding="utf-8"), name=code)
    facts = [vocabulary.of(key) for key in item.lane().check]
    return {
        fact.key.replace(".", "__")
        + ("" if fact.choices or fact.type == "bool" else "___unsure"): (
            "unknown" if fact.choices or fact.type == "bool" else "1"
        )
        for fact in facts
    }


CODES = sorted(path.stem for path in FILES.glob("*.toml"))


async def test_everything_there_is_stands_by_life_situation(visitor):
    page = await visitor.open("/all")

    assert {f"/items/{code}" for code in CODES} <= set(page.links)
    assert {"/all#income", "/all#child"} <= set((await visitor.open("/")).links)


async def test_an_item_is_found_by_its_everyday_name(visitor):
    page = await visitor.open("/all?q=老人钱")

    assert "您说的可能是" in page.words
    assert page.links.index("/items/old-age-allowance") < page.links.index(
        "/items/temporary-relief"
    )


async def test_what_is_not_found_leads_on(visitor):
    page = await visitor.open("/all?q=<script>")

    assert "没有找到这样的事" in page.words
    assert "<script>" not in page.html.split("<main", 1)[1].split("</main>", 1)[0]
    assert "/help" in page.links


@pytest.mark.parametrize("code", CODES)
async def test_every_item_can_be_read_and_checked(visitor, code):
    place = f"/items/{code}"
    page = await visitor.open(place)
    assert page.status == 200
    assert f"/apply/{code}" in " ".join(page.links)

    page = await visitor.press(page, place, region="320699", **unsure(code))

    assert page.status == 200
    assert "说不准" in page.words
    assert "您都可以申请" in page.words


@pytest.mark.parametrize("code", CODES)
async def test_every_item_is_read_in_care_mode_and_in_english(visitor, code):
    await visitor.press(await visitor.open("/"), "/care", care="1")
    await visitor.press(await visitor.open("/"), "/language", language="en")

    page = await visitor.open(f"/items/{code}")

    assert page.status == 200
    assert 'lang="en"' in page.html


@pytest.mark.parametrize(
    "typed", ["1946-11-22", "1946年11月22日", "19461122", "1946.11.22", "１９４６/１１/２２"]
)
def test_a_day_may_be_written_in_any_way(typed):
    fact = vocabulary.of("person.birth_on")

    assert read({fact.key: typed}, [fact]).values == {fact.key: "1946-11-22"}


@pytest.mark.parametrize("typed", ["去年", "1946", "11-22"])
def test_what_is_no_day_is_left_as_typed(typed):
    fact = vocabulary.of("person.birth_on")

    assert read({fact.key: typed}, [fact]).values == {fact.key: typed}

"""Pages for everybody: menu, item, one-minute check, how one likes to read, signing in."""

import pytest

from tests.pages.visitor import code_for, person_of

ITEM = "/items/temporary-relief"
GOOD = {
    "region": "320699",
    "residence__basis": "hukou",
    "cause__same_cause_aid": "no",
    "expense__own_payment": "40000",
    "expense__other_aid": "3000",
    "household__size": "2",
    "household__income_12m": "36000",
    "household__property": "9000",
}


async def test_the_menu_speaks_of_life_not_of_programmes(visitor):
    page = await visitor.open("/")

    assert "突然花了一大笔" in page.words
    assert "临时救助" not in page.words
    assert ITEM in page.links


async def test_the_check_says_likely_with_its_sum_and_sources(visitor):
    page = await visitor.press(await visitor.open(ITEM), ITEM, **GOOD)

    assert "照您说的，多半可以" in page.words
    assert "8,200" in page.words
    assert "示范县" in page.words
    assert page.answer.url.query == b""


async def test_an_unlikely_answer_still_leads_to_applying(visitor):
    poor = GOOD | {"household__income_12m": "900000"}

    page = await visitor.press(await visitor.open(ITEM), ITEM, **poor)

    assert "多半不够" in page.words
    assert "照样可以交" in page.words
    assert "/apply/temporary-relief" in page.links


async def test_a_wrong_figure_keeps_every_field_as_typed(visitor):
    typed = GOOD | {"expense__own_payment": "很多"}

    page = await visitor.press(await visitor.open(ITEM), ITEM, **typed)

    assert page.status == 422
    assert "写数字就行" in page.words
    fields = page.form(ITEM)["fields"]
    assert fields["expense.own_payment"] == "很多"
    assert fields["household.income_12m"] == "36000"


async def test_not_sure_is_an_answer(visitor):
    unsure = GOOD | {"household__income_12m": "", "household__income_12m___unsure": "1"}

    page = await visitor.press(await visitor.open(ITEM), ITEM, **unsure)

    assert "说不准，值得申请" in page.words


async def test_an_unknown_place_is_no_fault_of_ours(visitor):
    page = await visitor.press(await visitor.open(ITEM), ITEM, **(GOOD | {"region": "999999"}))

    assert page.status < 500


async def test_a_page_that_is_not_there_has_a_way_on(visitor):
    page = await visitor.open("/nowhere")

    assert page.status == 404
    assert {"/", "/cases", "/help"} <= set(page.links)


async def test_care_mode_stays_until_it_is_switched_off(visitor):
    page = await visitor.press(await visitor.open("/"), "/care", care="1")
    assert "data-care" in page.html
    assert "data-care" in (await visitor.open(ITEM)).html

    page = await visitor.press(page, "/care", care="0")
    assert "data-care" not in page.html


async def test_english_is_one_press_away_and_leaves_no_chinese_text(visitor):
    await visitor.press(await visitor.open("/"), "/language", language="en")

    page = await visitor.open(ITEM)

    assert 'lang="en"' in page.html
    assert "A sudden large cost" in page.words
    assert "适合谁" not in page.words


async def test_no_page_holds_inline_script_or_style(visitor):
    for path in ("/", ITEM, "/sign-in", "/help"):
        html = (await visitor.open(path)).html
        assert " style=" not in html
        assert "<style" not in html
        assert "<script>" not in html


async def test_sending_a_form_from_elsewhere_is_refused(visitor):
    answer = await visitor.http.post("/care", data={"care": "1"})

    assert answer.status_code == 403


async def test_whoever_must_sign_in_comes_back_to_where_they_were(visitor, sandbox):
    person = await person_of(sandbox, "li-xiuying")

    page = await visitor.open("/messages")
    assert page.path == "/sign-in"
    page = await visitor.press(page, "/sign-in", phone=person["phone"])
    page = await visitor.press(page, "/sign-in/code", code=await code_for(sandbox, person))

    assert page.path == "/messages"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example"])
async def test_signing_in_never_leads_to_another_site(visitor, back):
    page = await visitor.open(f"/sign-in?back={back}")

    assert page.form("/sign-in")["fields"]["back"] == "/"


async def test_a_wrong_code_says_what_to_do(visitor, sandbox):
    person = await person_of(sandbox, "li-xiuying")
    page = await visitor.press(await visitor.open("/sign-in"), "/sign-in", phone=person["phone"])

    page = await visitor.press(page, "/sign-in/code", code="000000")

    assert page.status == 422
    assert page.form("/sign-in/code")["fields"]["phone"] == person["phone"]


async def test_a_wrong_phone_is_kept_and_explained(visitor):
    page = await visitor.press(await visitor.open("/sign-in"), "/sign-in", phone="123")

    assert page.status == 422
    assert "11 位" in page.words
    assert page.form("/sign-in")["fields"]["phone"] == "123"

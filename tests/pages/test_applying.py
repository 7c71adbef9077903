"""An application without scripts: from the real name to the receipt."""

import asyncio

from server.casework import cases
from server.registry import people
from tests.pages.visitor import filled_in, person_of, sent_in


async def test_applying_first_asks_who_one_is(visitor, sandbox):
    await visitor.sign_in(sandbox, await person_of(sandbox, "li-xiuying"))

    page = await visitor.open("/apply/temporary-relief")

    assert page.path == "/real-name"


async def test_a_wrong_number_is_named_and_the_name_kept(visitor, sandbox):
    await visitor.sign_in(sandbox, await person_of(sandbox, "li-xiuying"))
    page = await visitor.open("/real-name")

    page = await visitor.press(page, "/real-name", name="李秀英", id_no="123")

    assert page.status == 422
    assert page.form("/real-name")["fields"]["name"] == "李秀英"
    assert "123" not in page.words


async def test_when_the_register_is_away_the_real_name_waits_in_words(visitor, sandbox):
    person = await person_of(sandbox, "li-xiuying")
    await visitor.sign_in(sandbox, person)
    fault = {"path": "/exchange/", "mode": "down", "times": 50}
    await sandbox.http.post("/_ctl/fault", json=fault)

    page = await visitor.say_who(person)

    assert page.status in (200, 503)
    if page.status == 503:
        assert page.form("/real-name")["fields"]["name"] == person["name"]
    await sandbox.http.delete("/_ctl/fault")


async def test_a_draft_is_found_again_where_it_was_left(visitor, li):
    page = await visitor.begin()
    page = await visitor.press(
        page, page.path, hardship__description="住院", expense__kind="medical"
    )
    assert "/form/spending" in page.path

    page = await visitor.begin()

    assert "/form/spending" in page.path
    back = await visitor.open(page.path.replace("spending", "trouble"))
    assert back.form(back.path)["fields"]["hardship.description"] == "住院"


async def test_what_is_wrong_stays_and_what_is_right_is_kept(visitor, li):
    page = await visitor.begin()
    page = await visitor.press(
        page, page.path, hardship__description="住院", expense__kind="medical"
    )

    page = await visitor.press(
        page, page.path, expense__own_payment="约四万", expense__other_aid="3000"
    )

    assert page.status == 422
    assert page.form(page.path)["fields"]["expense.own_payment"] == "约四万"
    again = await visitor.open(page.path)
    assert again.form(again.path)["fields"]["expense.other_aid"] == "3000"


async def test_the_register_is_named_beside_whom_it_knows(visitor, li):
    page = await visitor.begin()

    page = await visitor.open(page.path.replace("trouble", "home"))

    assert "季帆" in page.words
    assert "公安" in page.words
    assert page.form(page.path)["fields"]["household.size"] == "2"


async def test_care_mode_asks_one_question_a_page(visitor, li):
    page = await visitor.begin()
    visitor.http.cookies.set("care", "1")

    page = await visitor.open(page.path)
    page = await visitor.press(page, page.path, hardship__description="住院")

    assert page.answer.url.query == b"q=expense.kind"


async def test_the_review_names_what_is_open(visitor, li):
    page = await visitor.begin()

    page = await visitor.open(page.path.split("/form")[0] + "/review")
    page = await visitor.press(page, page.path.replace("review", "submit"), signature=li["name"])

    assert page.status == 422
    assert "还有 11 题没答" in page.words


async def test_another_name_is_no_signature(visitor, li):
    page = await filled_in(visitor, await visitor.begin())

    page = await visitor.press(page, page.path.replace("review", "submit"), signature="张三")

    assert page.status == 422
    assert "和申请人的姓名不一样" in page.words


async def test_the_registers_are_listed_by_when_they_are_asked(visitor, li):
    page = await filled_in(visitor, await visitor.begin())

    before, after = page.words.split("您签名以后才查的")
    assert "公安（户口、身份）" in before
    assert "银行（存款、理财）" in after


async def test_a_receipt_has_number_and_day_even_when_all_registers_are_down(visitor, sandbox, li):
    page = await filled_in(visitor, await visitor.begin())
    fault = {"path": "/exchange/", "mode": "down", "times": 999}
    await sandbox.http.post("/_ctl/fault", json=fault)

    page = await visitor.press(page, page.path.replace("review", "submit"), signature=li["name"])

    assert page.path.endswith("/receipt")
    assert page.path.split("/")[2] in page.words
    assert "告诉您收不收" in page.words


async def test_two_taps_send_one_application(visitor, li):
    page = await filled_in(visitor, await visitor.begin())
    send = page.path.replace("review", "submit")

    first, second = await asyncio.gather(
        visitor.press(page, send, signature=li["name"]),
        visitor.press(page, send, signature=li["name"]),
    )

    assert {first.status, second.status} == {200}
    assert await cases.Case.all().count() == 1
    again = await visitor.press(page, send, signature=li["name"])
    assert again.path.endswith("/receipt")


async def test_the_list_names_no_programme_and_no_sum(visitor, li):
    await sent_in(visitor, li)

    for path in ("/cases", "/", "/messages"):
        page = await visitor.open(path)
        assert "临时救助" not in page.words + page.title
        assert "8,200" not in page.words


async def test_signing_out_leaves_nothing(visitor, li):
    page = await visitor.open("/me")
    assert "李*英" in page.words

    page = await visitor.press(page, "/sign-out")

    assert "clear-site-data" in page.answer.history[0].headers
    assert (await visitor.open("/cases")).path == "/sign-in"


async def test_care_mode_follows_to_another_phone(visitor, sandbox, li):
    await visitor.press(await visitor.open("/me"), "/care", care="1")
    account = await people.account_for_phone(li["phone"])

    assert account.care_mode

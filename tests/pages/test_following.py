"""After sending: where it is, answering, signing, withdrawing; and what others may not see."""

import io

from PIL import Image

from server.casework import cases, corrections
from server.casework.corrections import Point
from server.core.actors import Role
from server.registry import files
from tests.factories.registry import a_staff_member
from tests.pages.visitor import Visitor, person_of, sent_in


async def asked(case_no: str, *points: Point) -> None:
    clerk = await a_staff_member("张伟", role=Role.CLERK)
    await corrections.ask(case_no, points, clerk)


def case_of(page) -> str:
    return page.path.split("/")[2]


def a_photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(kept, "JPEG")
    return kept.getvalue()


SAVINGS = Point("household.property", "您写的存款是 1.2 万元。还有别的账户吗？")
RENT = Point("hardship.description", "请说一下住院的日子。")


async def test_the_case_page_answers_the_four_questions(visitor, li):
    case_no = case_of(await sent_in(visitor, li))

    page = await visitor.open(f"/cases/{case_no}")

    for words in ("现在", "下一步", "谁在办", "最晚", "望江镇便民服务中心"):
        assert words in page.words
    assert "临时救助" not in page.title


async def test_an_answer_in_words_stands_beside_what_was_asked(visitor, li):
    case_no = case_of(await sent_in(visitor, li))
    await asked(case_no, SAVINGS)
    page = await visitor.open(f"/cases/{case_no}")
    assert SAVINGS.words in page.words

    told = {"way": "told", "text-told": "就这一个账户。", "household__property": "15000"}
    page = await visitor.press(page, f"/cases/{case_no}/points/", files={"file": b""}, **told)

    assert (await cases.of(case_no)).stage == "submitted"
    assert "您答过的话" in page.words


async def test_an_empty_answer_is_named_and_a_wrong_number_keeps_the_words(visitor, li):
    case_no = case_of(await sent_in(visitor, li))
    await asked(case_no, SAVINGS)
    page = await visitor.open(f"/cases/{case_no}")
    points = f"/cases/{case_no}/points/"

    page = await visitor.press(page, points, files={"file": b""}, way="told")
    assert page.status == 422

    wrong = {"way": "told", "text-told": "只有一点。", "household__property": "一点点"}
    page = await visitor.press(page, points, files={"file": b""}, **wrong)
    assert page.status == 422
    assert page.form(points)["fields"]["text-told"] == "只有一点。"


async def test_a_photo_and_cannot_are_answers(visitor, li):
    case_no = case_of(await sent_in(visitor, li))
    await asked(case_no, SAVINGS, RENT)
    points = f"/cases/{case_no}/points/"
    page = await visitor.open(f"/cases/{case_no}")

    photo = {"file": ("回执.jpg", a_photo(), "image/jpeg")}
    page = await visitor.press(page, points, files=photo, way="photo")
    assert "已经答了" in page.words
    page = await visitor.press(page, points, files={"file": b""}, way="cannot")

    assert (await cases.of(case_no)).stage == "submitted"


async def test_a_file_that_is_no_picture_is_refused_at_once(visitor, li):
    case_no = case_of(await sent_in(visitor, li))
    await asked(case_no, SAVINGS)
    page = await visitor.open(f"/cases/{case_no}")

    bad = {"file": ("存折.jpg", b"MZ" * 200, "image/jpeg")}
    told = {"way": "photo", "text-pledge": "写了一半的保证"}
    points = f"/cases/{case_no}/points/"
    page = await visitor.press(page, points, files=bad, **told)

    assert page.status == 422
    assert "存折.jpg：只收照片" in page.words
    assert page.form(points)["fields"]["way"] == "photo"
    assert page.form(points)["fields"]["text-pledge"] == "写了一半的保证"
    assert (await cases.of(case_no)).stage == "correction"


async def test_a_file_that_is_too_large_is_named_and_the_words_stay(visitor, li):
    case_no = case_of(await sent_in(visitor, li))
    await asked(case_no, SAVINGS)
    points = f"/cases/{case_no}/points/"
    page = await visitor.open(f"/cases/{case_no}")

    large = {"file": ("大照片.jpg", a_photo() + b"x" * 11_000_000, "image/jpeg")}
    told = {"way": "photo", "text-pledge": "写了一半的保证"}
    page = await visitor.press(page, points, files=large, **told)

    assert page.status == 413
    assert "大照片.jpg：一个文件最多 10 MB" in page.words
    assert page.form(points)["fields"]["text-pledge"] == "写了一半的保证"


async def test_what_was_sent_is_seen_again_and_a_repeated_sending_is_no_second(visitor, li):
    case_no = case_of(await sent_in(visitor, li))
    await asked(case_no, SAVINGS)
    points = f"/cases/{case_no}/points/"
    before = await visitor.open(f"/cases/{case_no}")
    photo = {"file": ("回执.jpg", a_photo(), "image/jpeg")}

    page = await visitor.press(before, points, files=photo, way="photo")
    again = await visitor.press(before, points, files=photo, way="photo")

    assert (page.status, again.status) == (200, 200)
    (kept,) = await files.of_case(case_no)
    assert f"/cases/{case_no}/files/{kept.id}" in again.links
    whole = await visitor.open(f"/cases/{case_no}/files/{kept.id}")
    assert whole.answer.headers["content-type"] == "image/jpeg"
    small = await visitor.open(f"/cases/{case_no}/files/{kept.id}/small")
    assert small.status == 200


async def test_withdrawing_asks_first(visitor, li):
    case_no = case_of(await sent_in(visitor, li))
    page = await visitor.open(f"/cases/{case_no}/withdraw")
    assert (await cases.of(case_no)).stage == "submitted"

    page = await visitor.press(page, f"/cases/{case_no}/withdraw")

    assert (await cases.of(case_no)).stage == "withdrawn"
    assert "您撤回了" in page.words


async def test_another_adult_signs_and_sees_nothing_else(app_server, visitor, sandbox, li):
    case_no = case_of(await sent_in(visitor, li))
    son, other = await person_of(sandbox, "li-xiuying", 1), Visitor(app_server.url)
    await other.sign_in(sandbox, son)
    await other.say_who(son)

    page = await other.open(f"/cases/{case_no}")
    assert "住院" not in page.words
    assert "临时救助" not in page.words
    assert (await other.open(f"/cases/{case_no}/receipt")).path == f"/cases/{case_no}"
    page = await other.press(page, f"/cases/{case_no}/sign", signature=son["name"])

    assert "您签好了" in page.words
    await other.http.aclose()


async def test_a_stranger_learns_nothing(app_server, visitor, sandbox, li):
    case_no = case_of(await sent_in(visitor, li))
    stranger, other = await person_of(sandbox, "he-qiuju"), Visitor(app_server.url)
    await other.sign_in(sandbox, stranger)
    await other.say_who(stranger)

    for path in ("", "/form", "/review", "/receipt", "/withdraw", "/form/trouble"):
        assert (await other.open(f"/cases/{case_no}{path}")).status == 404
    await other.http.aclose()


async def test_a_consent_can_be_taken_back(visitor, li):
    await sent_in(visitor, li)
    page = await visitor.open("/me")

    page = await visitor.press(page, "/me/consents/")

    assert "撤回了，不再查" in page.words

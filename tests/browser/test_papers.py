"""A photo in a real Chromium: what is wrong is said when it is chosen; a broken sending is repeated."""

import os

import pytest

from server.casework import cases, corrections
from server.casework.corrections import Point
from server.core.actors import Role
from server.registry import files
from tests.browser import checks
from tests.browser.test_residents import chromium, phone, signed_in  # noqa: F401
from tests.factories.registry import a_staff_member
from tests.journeys.people import ANSWERS
from tests.journeys.test_papers import PDF, a_photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not checks.has_browser() and os.environ.get("CI") != "true",
        reason="no Chromium here: browser tests are skipped",
    ),
]


@pytest.fixture
async def asked(phone, app_server):  # noqa: F811
    """A case page on which a photo is asked for; its case number."""
    by = await signed_in(phone, app_server)
    case = await cases.start("temporary-relief", "320699100201", by)
    await cases.save(case.case_no, ANSWERS, by)
    await cases.submit(case.case_no, by, signature="李秀英")
    clerk = await a_staff_member("张伟", role=Role.CLERK)
    await corrections.ask(case.case_no, [Point("household.property", "请拍存折")], clerk)
    await phone.goto(f"/cases/{case.case_no}")
    await phone.get_by_text("拍张照片").click()
    return case.case_no


def chosen(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00" * 50, "只收照片"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, "HEIC"),
        (a_photo()[:200], "是坏的"),
        (PDF[:20], "是坏的"),
        (b"\xff\xd8\xff" + b"x" * 10_500_000, "最多 10 MB"),
    ],
)
async def test_a_wrong_file_is_named_as_soon_as_it_is_chosen(phone, asked, content, words):  # noqa: F811
    field = phone.locator("input[type=file]")
    await field.set_input_files(chosen("存折.jpg", content))

    said = phone.locator("[id$='-f-says']")
    await said.wait_for(state="visible")
    assert (await said.inner_text()).startswith("存折.jpg：")
    assert words in await said.inner_text()
    assert await field.evaluate("one => one.files.length") == 0
    assert await checks.problems(phone, is_care=False) == []
    assert await checks.axe(phone) == []

    await field.set_input_files(chosen("存折.jpg", a_photo()))
    await phone.locator("[id$='-f-chosen']").wait_for(state="visible")
    assert await said.is_hidden()


async def test_a_sending_that_breaks_off_leaves_the_form_and_is_repeated(phone, asked):  # noqa: F811
    await phone.locator("input[type=file]").set_input_files(chosen("存折.jpg", a_photo()))
    broken = []

    async def breaks(route):
        broken.append(route.request.url)
        await route.abort("connectionreset")

    await phone.route("**/points/*", breaks)
    button = phone.get_by_role("button", name="把回答交上去")
    await button.click()
    await phone.locator("#net", has_text="没有传成").wait_for()
    assert len(broken) == 1
    assert await phone.locator("input[type=file]").evaluate("one => one.files.length") == 1

    await phone.unroute("**/points/*")
    await button.click()
    await phone.wait_for_url("**?answered=1")

    assert (await cases.of(asked)).stage == "submitted"
    assert len(await files.of_case(asked)) == 1


async def test_an_answer_lost_on_its_way_is_no_second_one(phone, asked):  # noqa: F811
    await phone.locator("input[type=file]").set_input_files(chosen("存折.jpg", a_photo()))

    async def loses(route):
        await route.fetch()
        await route.abort("connectionreset")

    await phone.route("**/points/*", loses)
    await phone.get_by_role("button", name="把回答交上去").click()
    await phone.locator("#net", has_text="没有传成").wait_for()
    await phone.unroute("**/points/*")
    await phone.get_by_role("button", name="把回答交上去").click()
    await phone.wait_for_url("**?answered=1")

    assert (await cases.of(asked)).stage == "submitted"
    assert len(await files.of_case(asked)) == 1

"""The queue as a clerk without scripts uses it: by links and forms."""

import csv
import io
from datetime import timedelta

from openpyxl import load_workbook

from server.casework import cases
from server.core.actors import Role
from tests.factories.desk import a_case
from tests.factories.registry import OTHER_TOWNSHIP, a_staff_member


async def test_the_list_says_what_to_do_first(at_desk):
    await a_case("李乙", due_in=timedelta(days=-4))
    await a_case("李甲", due_in=timedelta(days=40))

    page = await at_desk.open("/console/queue")

    assert page.words.index("超期 1 件") < page.words.index("李乙") < page.words.index("李甲")
    assert page.html.count("is-here") == 1
    assert "1 件超期" in page.words


async def test_the_same_count_stands_in_title_view_and_navigation(at_desk):
    for _ in range(3):
        await a_case()

    page = await at_desk.open("/console/queue")

    assert "<h1>我的和待认领 3</h1>" in page.html
    assert "<span>我的和待认领</span><b>3</b>" in page.html
    assert "待办 <span>3</span>" in page.html


async def test_conditions_are_chips_that_can_be_dropped(at_desk):
    await a_case("李甲", region="320699100202")
    await a_case("李乙")

    page = await at_desk.open("/console/queue?view=all&village=320699100202")
    assert "李甲" in page.words
    assert "李乙" not in page.words
    chip = next(link for link in page.links if link == "/console/queue?view=all")
    assert "李乙" in (await at_desk.open(chip)).words


async def test_a_filter_is_kept_and_dropped_by_forms(at_desk):
    await a_case("李甲", region="320699100202")
    page = await at_desk.open("/console/queue?view=all&village=320699100202")

    page = await at_desk.press(page, "/console/views", name="石桥村·本月")
    assert "<h1>石桥村·本月 1</h1>" in page.html
    assert "<span>石桥村·本月</span><b>1</b>" in page.html

    page = await at_desk.press(page, "/console/views/")
    assert "石桥村·本月" not in page.words


async def test_a_batch_names_what_was_not_done(at_desk):
    other = await a_staff_member("周敏")
    free, taken = await a_case("李甲"), await a_case("李乙", handler=other)
    page = await at_desk.open("/console/queue?view=all")

    page = await at_desk.press(
        page, "/console/batches", act="claim", case=[free.case_no, taken.case_no]
    )

    assert "办了 1 件" in page.words
    assert "1 件没办" in page.words
    assert page.words.index("李乙") < page.words.index("有人在办了") < page.words.index("李甲")


async def test_a_whole_filter_is_handed_to_a_colleague(at_desk, clerk):
    colleague = await a_staff_member("周敏")
    made = [await a_case(handler=clerk) for _ in range(55)]
    page = await at_desk.open("/console/queue?view=mine")

    page = await at_desk.press(
        page, "/console/batches", act="assign", to=str(colleague.staff_id), all="1"
    )

    assert "办了 55 件" in page.words
    assert (await cases.of(made[-1].case_no)).handler_id == colleague.staff_id


async def test_claiming_from_the_list_stays_in_the_list(at_desk, clerk):
    case = await a_case("李甲")
    page = await at_desk.open("/console/queue?view=unclaimed")

    sent = next(form["fields"] for form in page.forms if "back" in form["fields"])
    answer = await at_desk.http.post(f"/console/cases/{case.case_no}/claim", data=sent)

    assert str(answer.url.query.decode()) == "view=unclaimed&told=claim"
    assert (await cases.of(case.case_no)).handler_id == clerk.staff_id


async def test_an_export_is_masked_and_holds_no_numbers(at_desk):
    case = await a_case("李秀英")
    await a_case("王小明", region="320699100202")
    page = await at_desk.open("/console/queue?view=all&village=320699100201")
    fields = page.form("/console/queue/export")["fields"]

    answer = await at_desk.http.post("/console/queue/export", data=fields | {"as": "csv"})
    book = await at_desk.http.post("/console/queue/export", data=fields | {"as": "xlsx"})

    heads, line = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert line[:3] == [case.case_no, "李*英", "临时救助"]
    (_, same) = load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True)
    assert list(same) == line
    assert "attachment" in answer.headers["content-disposition"]
    assert len(heads) == len(line)


async def test_an_empty_list_has_a_way_out(at_desk):
    page = await at_desk.open("/console/queue?view=overdue")

    assert "没有超期的办件" in page.words
    assert "/console/queue" in page.links


async def test_the_preview_is_a_page_too_and_closed_to_strangers(console, at_desk):
    case = await a_case("李秀英")

    assert "打开整件" in (await at_desk.open(f"/console/cases/{case.case_no}/preview")).words
    part = await at_desk.http.get(
        f"/console/cases/{case.case_no}/preview", headers={"hx-request": "true"}
    )
    assert "<html" not in part.text
    assert "李秀英" in part.text
    async with console(await a_staff_member(region=OTHER_TOWNSHIP)) as stranger:
        answer = await stranger.http.get(f"/console/cases/{case.case_no}/preview")
        assert answer.status_code == 404


async def test_the_county_has_its_own_views_and_no_batches(console):
    await a_case("李甲")
    async with console(await a_staff_member(role=Role.COUNTY_APPROVER, region="320699")) as desk:
        page = await desk.open("/console/queue?view=all")

    assert "等县级审批" in page.words
    assert "望江镇" in page.words
    assert not [form for form in page.forms if form["action"] == "/console/batches"]


async def test_a_wrong_address_is_the_first_view(at_desk):
    page = await at_desk.open("/console/queue?view=nonsense&after=x&saved=y&due=z&handler='")

    assert page.status == 200

"""The list of cases over the API: filters, kept filters, batches, notes, exports, the board."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from server.casework import cases, desk
from server.core import database, ids
from server.core.actors import Role
from tests.factories.desk import a_case
from tests.factories.registry import OTHER_TOWNSHIP, a_session, a_staff_member
from tests.journeys.people import Visitor

VILLAGE_2 = "320699100202"


async def signed_in(served, by):
    token, _ = await a_session(by)
    return Visitor(served.http, token)


@pytest.fixture
async def clerk(app_server):
    return await a_staff_member("张伟")


@pytest.fixture
async def api(app_server, clerk):
    """张伟, over the API."""
    return await signed_in(app_server, clerk)


def named(queue):
    return [row["name"] for row in queue["rows"]]


async def test_the_list_is_narrowed_by_every_condition_and_counted(api, clerk):
    colleague = await a_staff_member("王芳")
    await a_case("李甲", due_in=timedelta(days=-3), handler=clerk)
    await a_case("李乙", region=VILLAGE_2, handler=colleague)
    await a_case("李丙", stage="submitted", lane="quick")

    late = await api.call("GET", "/staff/queue?due=over")
    assert named(late) == ["李甲"]
    assert late["tally"] == {"over": 1, "today": 0, "soon": 0, "later": 0}
    assert named(await api.call("GET", f"/staff/queue?village={VILLAGE_2}")) == ["李乙"]
    assert named(await api.call("GET", f"/staff/queue?handler={colleague.staff_id}")) == ["李乙"]
    assert named(await api.call("GET", "/staff/queue?handler=none&stage=submitted")) == ["李丙"]
    assert named(await api.call("GET", "/staff/queue?item=temporary-relief&lane=quick")) == ["李丙"]
    assert named(await api.call("GET", "/staff/queue?find=liyi")) == ["李乙"]
    everything = await api.call("GET", "/staff/queue?view=all")
    assert sorted(named(everything)) == sorted(["李甲", "李乙", "李丙"])
    assert (everything["counts"]["all"], everything["tally"]) == (3, None)
    assert named(await api.call("GET", "/staff/queue")) == ["李甲", "李丙"]


async def test_the_next_page_begins_where_the_first_ended(api):
    for hours in range(52):
        await a_case(due_in=timedelta(hours=hours + 1))

    first = await api.call("GET", "/staff/queue?view=all")
    place = first["next_after"].replace("+", "%2B")
    rest = await api.call("GET", f"/staff/queue?view=all&after={place}")

    assert (len(first["rows"]), len(rest["rows"]), rest["next_after"]) == (50, 2, None)
    assert not {row["case_no"] for row in first["rows"]} & {row["case_no"] for row in rest["rows"]}


@pytest.mark.parametrize(
    "query",
    [
        "view=nonsense",
        "due=never",
        "handler='",
        "village=1",
        "after=x",
        "after=0001-01-01T00:00:00%2B23:00~00000000-0000-0000-0000-000000000000",
        f"find={'李' * 41}",
    ],
)
async def test_a_condition_that_is_none_is_named(api, query):
    field = query.partition("=")[0]
    refused = await api.call("GET", f"/staff/queue?{query}", status=422)
    assert list(refused["fields"]) == [field]
    for kind in ("csv", "xlsx"):
        await api.call("GET", f"/staff/queue/export.{kind}?{query}", status=422)


async def test_an_export_has_no_pages(api):
    after = "2026-01-01T00:00:00%2B00:00~00000000-0000-0000-0000-000000000000"
    refused = await api.call("GET", f"/staff/queue/export.csv?after={after}", status=422)

    assert refused["fields"]["after"]["code"] == "field.unknown"


async def test_a_filter_is_kept_without_the_name_looked_for(app_server, api):
    await a_case("李甲", due_in=timedelta(days=-3))
    wanted = {"view": "all", "due": "over", "find": "李甲"}

    made = await api.call("POST", "/staff/views", {"name": "超期的", "wanted": wanted}, status=201)

    (kept,) = made["views"]
    assert (kept["name"], kept["count"]) == ("超期的", 1)
    assert {name: value for name, value in kept["wanted"].items() if value} == {
        "view": "all",
        "due": "over",
    }
    assert await api.call("GET", "/staff/views") == made
    colleague = await signed_in(app_server, await a_staff_member())
    assert await colleague.call("GET", "/staff/views") == {"views": []}
    gone = await colleague.call("DELETE", f"/staff/views/{kept['id']}", status=404)
    assert gone["code"] == "desk.view_unknown"
    assert await api.call("DELETE", f"/staff/views/{kept['id']}") == {"views": []}


async def test_a_batch_names_each_refusal_and_is_done_once(app_server, api, clerk):
    free, taken = await a_case(stage="submitted"), await a_case(handler=await a_staff_member())
    address = f"/staff/batches/{ids.new()}"
    asked = {"act": "claim", "cases": [free.case_no, taken.case_no]}

    done = await api.call("PUT", address, asked)

    assert done["is_done"]
    first, second = done["outcomes"]
    assert first == {"case_no": free.case_no, "refused": None}
    assert second["refused"]["code"] == "desk.already_claimed"
    assert second["refused"]["next"]
    await desk.release(free.case_no, clerk)
    assert await api.call("PUT", address, asked) == done
    assert await api.call("GET", address) == done
    assert (await cases.of(free.case_no)).handler_id is None
    colleague = await signed_in(app_server, await a_staff_member())
    await colleague.call("GET", address, status=404)


async def test_all_a_filter_finds_is_handed_to_a_colleague(api, clerk):
    colleague = await a_staff_member("王芳")
    mine = [await a_case(handler=clerk, due_in=timedelta(days=-n - 1)) for n in range(3)]
    later = await a_case(handler=clerk)
    offered = (await api.call("GET", "/staff/colleagues"))["colleagues"]
    assert {"id": str(colleague.staff_id), "name": "王芳"} in offered

    asked = {"act": "assign", "wanted": {"due": "over"}, "to": str(colleague.staff_id)}
    done = await api.call("PUT", f"/staff/batches/{ids.new()}", asked)

    assert {one["case_no"] for one in done["outcomes"]} == {case.case_no for case in mine}
    assert (await cases.of(mine[0].case_no)).handler_id == colleague.staff_id
    assert (await cases.of(later.case_no)).handler_id == clerk.staff_id


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "claim"},
        {"act": "claim", "cases": []},
        {"act": "claim", "cases": ["XZ-1"], "wanted": {}},
        {"act": "claim", "cases": ["XZ-1"], "to": str(ids.new())},
        {"act": "assign", "cases": ["XZ-1"]},
        {"act": "grant", "cases": ["XZ-1"]},
        {"act": "claim", "cases": [f"XZ-{n}" for n in range(501)]},
    ],
)
async def test_a_batch_that_is_none_is_refused(api, asked):
    await api.call("PUT", f"/staff/batches/{ids.new()}", asked, status=422)

    assert await database.fetch("SELECT 1 FROM desk_batches") == []


async def test_notes_are_for_who_may_open_the_case(app_server, api, clerk):
    case = await a_case(handler=clerk)
    await api.call("POST", f"/staff/cases/{case.case_no}/notes", {"words": "要大声"}, status=204)

    (note,) = (await api.call("GET", f"/staff/cases/{case.case_no}/notes"))["notes"]

    assert (note["words"], note["author"]) == ("要大声", "张伟")
    colleague = await signed_in(app_server, await a_staff_member())
    closed = await colleague.call("GET", f"/staff/cases/{case.case_no}/notes", status=403)
    assert closed["code"] == "desk.reason_needed"
    blank = {"words": "  "}
    await api.call("POST", f"/staff/cases/{case.case_no}/notes", blank, status=422)


async def test_the_same_note_sent_twice_with_a_key_is_written_once(api, clerk):
    case = await a_case(handler=clerk)
    address = f"/staff/cases/{case.case_no}/notes"
    for _ in range(2):
        await api.call("POST", address, {"words": "要大声"}, status=204, key="once")

    assert len((await api.call("GET", address))["notes"]) == 1


async def test_an_export_is_what_is_filtered_masked_and_runs_nothing(app_server, api, clerk):
    handler = await a_staff_member('=HYPERLINK("http://x","y")')
    case = await a_case("李秀英", handler=handler)
    await a_case("王小明", region=VILLAGE_2)
    headers = {"authorization": f"Bearer {api.token}"}
    address = f"/api/v1/staff/queue/export.{{}}?handler={handler.staff_id}"

    text = await app_server.http.get(address.format("csv"), headers=headers)
    book = await app_server.http.get(address.format("xlsx"), headers=headers)

    _, line = csv.reader(io.StringIO(text.content.decode("utf-8-sig")))
    (_, cells) = load_workbook(io.BytesIO(book.content)).active.iter_rows()
    assert [cell.value for cell in cells] == line
    assert {cell.data_type for cell in cells} == {"s"}
    assert line[:2] == [case.case_no, "李*英"]
    assert line[-1].startswith("'=HYPERLINK")
    number = (await desk.case_for_staff(case.case_no, handler)).applicant.id_no
    assert number not in text.text
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in book.headers["content-disposition"]
    (row,) = await database.fetch("SELECT count(*) AS n FROM audit_rows WHERE action = 'export'")
    assert row["n"] == 2


async def test_the_board_has_the_lists_own_numbers(app_server, api, clerk):
    await a_case(due_in=timedelta(days=-3), handler=clerk)
    await a_case(stage="submitted")
    await a_case(region="320699101201")
    county = await signed_in(
        app_server, await a_staff_member(role=Role.COUNTY_APPROVER, region="320699")
    )

    board = await county.call("GET", "/staff/board")

    towns = {town["place"]: (town["open"], town["over"]) for town in board["towns"]}
    assert towns == {"320699100": (2, 1), OTHER_TOWNSHIP: (1, 0)}
    assert [hands["open"] for hands in board["hands"] if hands["name"] == "张伟"] == [1]
    listed = await county.call("GET", "/staff/queue?view=all&town=320699100")
    assert len(listed["rows"]) == 2
    await api.call("GET", "/staff/board", status=403)


async def test_a_character_no_database_takes_is_refused(api):
    searched = await api.call("GET", "/staff/queue?find=%00", status=422)
    nul = {"name": "\u0000", "wanted": {}}
    kept = await api.call("POST", "/staff/views", nul, status=422)

    assert {searched["code"], kept["code"]} == {"web.unreadable_text"}

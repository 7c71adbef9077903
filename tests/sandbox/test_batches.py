"""A batch is taken whole, or refused whole with the line named."""

import csv
import io

import pytest

from server.core.privacy import sm3

HEADER = "query_no,name,id_no,facts,as_of,consent_no,consent_digest"


def digest(body):
    return "sm3:" + sm3(body).hex()


async def put(outside, number, body, given=None):
    headers = {"X-Exchange-Digest": given or digest(body)}
    return await outside.signed("PUT", f"/exchange/v1/batches/{number}", body, **headers)


async def look(outside, number):
    return (await outside.signed("GET", f"/exchange/v1/batches/{number}")).json()


def line(number, person, facts="bank.deposits;bank.securities", consent="C1,sm3:1"):
    return f"{number},{person['name']},{person['id_no']},{facts},2026-11-24,{consent}\n"


def file_of(*lines):
    return (HEADER + "\n" + "".join(lines)).encode()


@pytest.fixture
async def two(outside):
    """Two people of the stories."""
    return await outside.story("li-xiuying"), await outside.story("zhang-jianguo")


async def test_banks_answer_a_batch_after_two_working_days(outside, two):
    stranger = {"name": "无此人", "id_no": two[0]["id_no"]}
    body = file_of(
        line("B1", two[0]),
        line("B2", two[1]),
        line("B3", stranger),
        line("B4", two[0], consent=","),
    )

    taken = await put(outside, "N1", body)
    assert taken.status_code == 202
    assert (await look(outside, "N1"))["state"] == "waiting"
    await outside.ctl("/clock", advance=4 * 86_400 + 1)
    done = await look(outside, "N1")

    assert done["state"] == "done"
    assert done["result_digest"] == digest(done["result_csv"].encode())
    told = list(csv.DictReader(io.StringIO(done["result_csv"])))
    assert [row["query_no"] for row in told] == ["B1", "B2"]
    assert '"bank.deposits"' in told[0]["facts"]
    assert done["error_csv"] == "query_no,line,error\nB3,4,unknown_subject\nB4,5,consent_refused\n"


async def test_the_same_file_again_is_the_same_batch(outside, two):
    body = file_of(line("B1", two[0]))

    first, again = await put(outside, "N1", body), await put(outside, "N1", body)

    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("number", "status", "why"), [("N1", 409, "batch_no"), ("N2", 409, "query_no")]
)
async def test_numbers_are_used_once(outside, two, number, status, why):
    await put(outside, "N1", file_of(line("B1", two[0])))

    answer = await put(outside, number, file_of(line("B0", two[0]), line("B1", two[1])))

    assert (answer.status_code, answer.json()["error"]) == (status, why)


async def test_a_repeated_file_under_another_number_is_refused(outside, two):
    body = file_of(line("B1", two[0]))
    await put(outside, "N1", body)

    answer = await put(outside, "N2", body)

    assert (answer.status_code, answer.json()["error"]) == (409, "repeated")


async def test_bad_files_name_their_line_and_leave_nothing(outside, two):
    good = line("B1", two[0])
    cases = [
        (b"a,b\n", 1, "header"),
        (file_of(good, good), 3, "query_no"),
        (file_of(good, "B2,half\n"), 3, "columns"),
        (file_of(good, line("B2", two[1]))[:-9], 3, "half a file"),
        (file_of(good, line("B2", two[1], facts="bank.deposits;pension.monthly")), 3, "facts"),
        (file_of(good) + b"B2,\xff\n", 3, "encoding"),
    ]
    for body, number, why in cases:
        answer = await put(outside, "N1", body)
        assert answer.status_code == 422, why
        assert answer.json() == {"error": why, "line": number}

    assert (await put(outside, "N1", file_of(good), given="sm3:0")).json()["error"] == "digest"
    assert await look(outside, "N1") == {"error": "batch_no"}
    assert (await put(outside, "N1", file_of(good))).status_code == 202


async def test_result_files_may_come_half_written(outside, two):
    await outside.ctl("/register", register="batches", half=True)
    await outside.ctl("/register", register="banks", delay=0)
    await put(outside, "N1", file_of(line("B1", two[0])))

    done = await look(outside, "N1")

    assert done["result_digest"] != digest(done["result_csv"].encode())

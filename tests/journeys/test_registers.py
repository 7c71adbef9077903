"""Every way in which registers answer, as the product really uses them; the sandbox's warnings fail."""

from datetime import timedelta

import pytest

from server.connectors import build_world
from server.core import clock, clock_offset, config, database
from server.worker import Worker
from tests.journeys.people import a_draft, a_resident, a_submitted_case, an_official


@pytest.fixture
async def worker(app_server, sandbox):
    world = build_world(config.settings())
    await sandbox.http.post(
        "/_ctl/addresses", json={"callback_url": f"{app_server.url}/callbacks/registers"}
    )
    yield Worker(world)
    await clock_offset.reset()
    await world.close()


@pytest.fixture(autouse=True)
async def no_warnings(sandbox):
    """What a careful partner would complain about fails the test."""
    yield
    assert (await sandbox.http.get("/_ctl/warnings")).json() == []


async def program(sandbox, register, **mode):
    await sandbox.http.post("/_ctl/register", json={"register": register, **mode})


async def pass_time(sandbox, worker, **span):
    await clock_offset.advance(timedelta(**span))
    seconds = int(clock.offset().total_seconds())
    await sandbox.http.post("/_ctl/clock", json={"offset_seconds": seconds})
    await worker.drain()


async def query(case_no, register):
    (row,) = await database.fetch(
        "SELECT query_no, state, batch_no, last_error FROM register_queries"
        " WHERE case_no = $1 AND register = $2",
        case_no,
        register,
    )
    return row


async def fact(case_no, key):
    rows = await database.fetch(
        "SELECT coverage, query_no FROM facts WHERE case_no = $1 AND key = $2"
        " AND superseded_at IS NULL AND source LIKE 'register:%'",
        case_no,
        key,
    )
    return [(row["coverage"], row["query_no"]) for row in rows]


async def test_nothing_is_asked_of_money_or_health_before_submission(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_draft(li)
    await li.call("GET", f"/cases/{case_no}/review")
    await worker.drain()

    asked = await database.fetch("SELECT 1 FROM register_queries")
    seen = (await sandbox.http.get("/_ctl/requests")).json()
    assert asked == []
    assert {one["path"] for one in seen if "/exchange" in one["path"]} == {"/exchange/v1/queries"}


async def test_at_once_by_looking_again_and_by_file(http, sandbox, worker):
    case_no = await a_submitted_case(await a_resident(http, sandbox, "gu-xiuying"))
    await worker.drain()
    assert (await query(case_no, "vehicles"))["state"] == "answered"
    assert (await query(case_no, "real-estate"))["state"] == "asked"
    bank = await query(case_no, "banks")
    assert (bank["state"], bank["batch_no"] is not None) == ("asked", True)

    await pass_time(sandbox, worker, minutes=1)
    assert (await query(case_no, "real-estate"))["state"] == "answered"
    assert await fact(case_no, "bank.deposits") == []

    await pass_time(sandbox, worker, days=4)
    assert await fact(case_no, "bank.deposits") == [("covered", bank["query_no"])]
    (batch,) = await database.fetch("SELECT state, file_enc FROM register_batches")
    assert (batch["state"], batch["file_enc"]) == ("done", None)


async def pushed(sandbox, *numbers):
    """Wait until the sandbox has called back for these."""
    import asyncio

    for _ in range(100):
        told = [p for p in (await sandbox.http.get("/_ctl/pushes")).json() if p.get("status")]
        if len([p for p in told if p["query_no"] in numbers]) >= len(numbers):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the sandbox did not call back")


async def test_called_back_twice_before_we_look_it_is_stored_once(http, sandbox, worker):
    await program(sandbox, "tax", delay=3600, callback="twice")
    case_no = await a_submitted_case(await a_resident(http, sandbox))
    await worker.drain()
    asked = await query(case_no, "tax")
    # The exchange is on time; our worker sleeps.
    await sandbox.http.post("/_ctl/clock", json={"offset_seconds": 3700})
    await pushed(sandbox, asked["query_no"], asked["query_no"])
    clock.set_offset(timedelta())

    assert await fact(case_no, "tax.wage_income_12m") == [("covered", asked["query_no"])]
    told = await database.fetch(
        "SELECT 1 FROM outbox_events WHERE event = 'RegisterAnswered' AND payload->>'query_no' = $1",
        asked["query_no"],
    )
    assert len(told) == 1
    await pass_time(sandbox, worker, hours=2)
    assert len(await fact(case_no, "tax.wage_income_12m")) == 1


async def test_a_correction_takes_the_place_of_what_was_told_once(http, sandbox, worker):
    case_no = await a_submitted_case(await a_resident(http, sandbox, "gu-xiuying"))
    await worker.drain()
    asked = await query(case_no, "vehicles")
    wrong = {"query_no": asked["query_no"], "values": {"vehicles.owned": []}}
    corrected = (await sandbox.http.post("/_ctl/supersede", json=wrong)).json()["query_no"]

    assert await fact(case_no, "vehicles.owned") == [("covered", corrected)]


async def test_not_covered_is_kept_apart_from_none(http, sandbox, worker):
    await program(sandbox, "vehicles", coverage="not_covered")
    await program(sandbox, "market", empty=True)
    case_no = await a_submitted_case(await a_resident(http, sandbox))
    await worker.drain()
    clerk = await an_official(http, "clerk")
    seen = await clerk.call("GET", f"/staff/cases/{case_no}")

    states = {line["fact"]: (line["state"], line["found"]) for line in seen["facts"]}
    assert states["vehicles.owned"] == ("not_covered", "")
    assert states["market.interests"] == ("covered", "[]")


async def test_half_a_result_file_is_refused_whole_and_fetched_again(http, sandbox, worker):
    case_no = await a_submitted_case(await a_resident(http, sandbox))
    await worker.drain()
    await program(sandbox, "batches", half=True)
    await pass_time(sandbox, worker, days=4)
    (batch,) = await database.fetch("SELECT state, last_error FROM register_batches")
    assert (batch["state"], batch["last_error"]) == ("sent", "connectors.batch_broken")
    assert await fact(case_no, "bank.deposits") == []

    await program(sandbox, "batches", half=False)
    await pass_time(sandbox, worker, hours=2)
    assert len(await fact(case_no, "bank.deposits")) == 1


async def test_what_a_file_could_not_answer_stays_a_gap(http, sandbox, worker):
    case_no = await a_submitted_case(await a_resident(http, sandbox))
    (consent,) = await database.fetch("SELECT consent_no FROM consents")
    await sandbox.http.post("/_ctl/withdrawn", json=consent)
    await worker.drain()
    await pass_time(sandbox, worker, days=4)

    bank = await query(case_no, "banks")
    assert (bank["state"], bank["last_error"]) == ("refused", "consent_refused")
    assert await fact(case_no, "bank.deposits") == []


async def test_a_file_handed_in_twice_after_a_crash_is_one_batch(http, sandbox, worker):
    await a_submitted_case(await a_resident(http, sandbox))
    await worker.drain()
    # As if the worker had died between handing it in and noting so.
    from server.casework.checks import batches
    from server.core.privacy import encrypt

    (row,) = await database.fetch("SELECT batch_no FROM register_batches")
    rows = await database.fetch(
        "SELECT q.query_no, q.person_id, q.facts, q.as_of, q.consent_no, c.digest"
        " FROM register_queries q JOIN consents c USING (consent_no) WHERE q.batch_no = $1",
        row["batch_no"],
    )
    content = encrypt(await batches._file(rows), "register_batches.file")
    await database.execute(
        "UPDATE register_batches SET state = 'made', file_enc = $1, due_at = $2",
        content,
        clock.now(),
    )
    await worker.drain()

    (again,) = await database.fetch("SELECT state, last_error FROM register_batches")
    assert (again["state"], again["last_error"]) == ("sent", None)


async def test_nothing_is_asked_again_while_the_answer_holds(http, sandbox, worker):
    case_no = await a_submitted_case(await a_resident(http, sandbox))
    await worker.drain()
    await pass_time(sandbox, worker, days=4)
    from server.casework import checks

    before = await database.fetch("SELECT query_no FROM register_queries ORDER BY 1")
    await checks.plan_for_case(case_no)
    await worker.drain()

    assert await database.fetch("SELECT query_no FROM register_queries ORDER BY 1") == before


async def test_a_register_outside_the_signed_consent_is_not_asked(http, sandbox, worker):
    case_no = await a_submitted_case(await a_resident(http, sandbox))
    await database.execute(
        "UPDATE consents SET registers = array_remove(registers, 'vehicles') WHERE case_no = $1",
        case_no,
    )
    await worker.drain()

    asked = await database.fetch("SELECT DISTINCT register FROM register_queries")
    assert "vehicles" not in {row["register"] for row in asked}
    assert "market" in {row["register"] for row in asked}

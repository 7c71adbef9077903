"""A whole case later, no ID or phone number stands in a log line or, unsealed, in any table."""

import logging

import pytest

from server.connectors import build_world
from server.core import config, database
from server.core.text.log import JsonLines
from server.worker import Worker
from tests.journeys.people import a_resident, a_submitted_case, an_official


@pytest.fixture
async def lived(app_server, sandbox, caplog):
    """A case with everything that makes systems talkative: faults, a refusal, a wrong answer."""
    caplog.set_level(logging.INFO)
    http, world = app_server.http, build_world(config.settings())
    worker = Worker(world)
    home = (await sandbox.http.get("/_ctl/people", params={"story": "li-xiuying"})).json()
    li = await a_resident(http, sandbox)
    wrong = {"name": li.name, "id_no": li.id_no[:-1] + "0"}
    await http.post("/api/v1/me/real-name", json=wrong, headers=_bearer(li))
    await http.get(f"/api/v1/cases/{li.id_no}", headers=_bearer(li))
    case_no = await a_submitted_case(li)
    await sandbox.http.post(
        "/_ctl/fault", json={"path": "/exchange", "mode": "http:503", "times": 4}
    )
    await worker.drain()
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/claim")
    await clerk.call("GET", f"/staff/queue?find={li.id_no}")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    yield [person for people in home.values() for person in people]
    await world.close()


def _bearer(visitor):
    return {"authorization": f"Bearer {visitor.token}"}


def numbers_of(people):
    return {person[key] for person in people for key in ("id_no", "phone") if person.get(key)}


def found_in(texts, numbers):
    return [text[:160] for text in texts if any(number in text for number in numbers)]


async def every_row():
    tables = await database.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    )
    for table in (row["tablename"] for row in tables):
        for row in await database.fetch(f'SELECT t::text AS row FROM "{table}" t'):
            yield f"{table}: {row['row']}"


async def test_no_number_in_a_log_line(lived, caplog):
    ours = [
        record
        for record in caplog.get_records("setup")
        if record.name.startswith(("server", "sanic"))
    ]
    lines = [JsonLines().format(record) for record in ours]
    assert any("/api/v1/cases" in line for line in lines)
    assert found_in(lines, numbers_of(lived)) == []


async def test_no_number_stands_unsealed_in_the_database(lived):
    rows = [row async for row in every_row()]
    numbers = numbers_of(lived)
    in_bytes = {number.encode().hex() for number in numbers}
    assert any(row.startswith("people: ") for row in rows)
    assert found_in(rows, numbers | in_bytes) == []


async def test_a_number_left_lying_about_is_caught(lived):
    number = next(iter(numbers_of(lived)))
    assert found_in([f"notices: ({number})"], {number})

"""A visit at home over HTTP: planned, told, filled in without a network, sent once whatever the order."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from server.connectors import build_world
from server.core import clock, config, database
from server.core.actors import Role
from server.registry import sessions
from server.worker import Worker
from tests.journeys.people import a_resident, a_submitted_case, an_official

LINE = [[[1, 1], [5, 9], [9, 3], [12, 8]]]


@pytest.fixture
async def worker(app_server):
    world = build_world(config.settings())
    yield Worker(world)
    await world.close()


class Desk:
    """A clerk at the console, by cookie as a browser would."""

    def __init__(self, http, token):
        self.http, self.token = http, token

    async def start(self):
        self.csrf = (await sessions.of(self.token)).csrf
        return self

    async def get(self, path, **more):
        headers = {"cookie": f"otc={self.token}", "accept": "text/html"} | more
        return await self.http.get(f"/console{path}", headers=headers)

    async def post(self, path, **fields):
        headers = {"cookie": f"otc={self.token}", "accept": "text/html"}
        data = {"csrf": self.csrf, **fields}
        return await self.http.post(f"/console{path}", data=data, headers=headers)

    async def send(self, path, body):
        headers = {"cookie": f"otc={self.token}", "x-csrf-token": self.csrf}
        return await self.http.post(f"/console{path}", json=body, headers=headers)


@pytest.fixture
async def visit(http, sandbox, worker):
    """A case that is being checked, and its planned visit by a clerk and a village helper."""
    gu = await a_resident(http, sandbox, "gu-xiuying")
    case_no = await a_submitted_case(gu)
    shown = await gu.call("GET", f"/cases/{case_no}/review")
    husband = await a_resident(http, sandbox, "gu-xiuying", 1)
    signed = {"signature": husband.name, "consent_version": shown["consent_version"]}
    await husband.call("POST", f"/cases/{case_no}/consent", signed)
    await worker.drain()
    api = await an_official(http, "clerk")
    await api.call("POST", f"/staff/cases/{case_no}/claim")
    await api.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    helper = await an_official(http, "helper", Role.VILLAGE_HELPER, "320699100202")
    desk = await Desk(http, api.token).start()
    ids = {row["login"]: row["id"] for row in await database.fetch("SELECT login, id FROM staff")}
    at = clock.local(clock.now() + timedelta(days=2))
    planned = await desk.post(
        f"/cases/{case_no}/plan-survey",
        first=str(ids["clerk"]),
        second=str(ids["helper"]),
        appointment=f"{at:%Y-%m-%dT15:00}",
    )
    assert planned.status_code in {302, 303}, planned.text
    (row,) = await database.fetch("SELECT id FROM surveys")
    desk.case_no, desk.survey, desk.api, desk.resident = case_no, row["id"], api, gu
    desk.device = str(uuid4())
    desk.helper = helper
    return desk


async def a_record(visit, **changes):
    from server.casework import cases, surveys

    asked = await surveys.questions(await cases.of(visit.case_no))
    first = {"value": "same", "things": "none"}
    answers = {q.fact.key: {"outcome": first[q.kind], "value": None, "note": ""} for q in asked}
    record = {
        "answers": answers,
        "observations": "院里有一间偏房",
        "first": {"how": "glass", "strokes": LINE},
        "second": {"how": "glass", "strokes": LINE},
        "household": {"outcome": "signed", "strokes": LINE, "note": ""},
    }
    answers |= changes.pop("answers", {})
    return record | changes


async def sending(visit, *, revision=1, send_id="phone-0001", **changes):
    return {
        "send_id": send_id,
        "revision": revision,
        "visited_at": clock.now().isoformat(),
        "device_id": visit.device,
        "record": await a_record(visit, **changes),
    }


async def enrolled(visit):
    answer = await visit.send("/surveys/devices", {"device_id": visit.device})
    assert answer.status_code == 200, answer.text


async def stage_of(visit):
    return (await visit.resident.call("GET", f"/cases/{visit.case_no}"))["stage"]


async def test_the_household_is_told_when_and_the_sheet_is_filled_in(visit, worker):
    await worker.drain()
    told = (await visit.resident.call("GET", "/notices"))["notices"]
    assert told[0]["title"] == "有人上门来看看"
    assert await stage_of(visit) == "surveying"

    sheet = (await visit.get(f"/surveys/{visit.survey}")).text
    assert "小型轿车，2015 年登记" in sheet
    assert "申报：2" in sheet
    printed = (await visit.get(f"/surveys/{visit.survey}/print")).text
    assert "入户调查表" in printed
    assert "小型轿车" in printed


async def test_what_was_seen_stands_beside_what_was_declared_and_found(visit, worker):
    await enrolled(visit)
    differs = {"household.size": {"outcome": "differs", "value": 4, "note": "孙子也在"}}
    body = await sending(visit, answers=differs)
    sent = await visit.send(f"/surveys/{visit.survey}/sent", body)
    assert sent.json() == {"stored": True}

    assert await stage_of(visit) == "checking"
    shown = (await visit.get(f"/cases/{visit.case_no}")).text
    assert "入户看到的" in shown
    assert "没有看到" in shown
    rows = await database.fetch(
        "SELECT key, coverage FROM facts WHERE source = 'survey' AND superseded_at IS NULL"
    )
    assert {"household.size", "vehicles.owned"} <= {row["key"] for row in rows}
    sealed = await database.fetch("SELECT record_enc FROM surveys")
    assert "偏房".encode() not in bytes(sealed[0]["record_enc"])


async def test_twice_late_and_out_of_order_is_one_survey(visit, worker):
    await enrolled(visit)
    path = f"/surveys/{visit.survey}/sent"
    early = await sending(visit, revision=3)
    later = await sending(visit, revision=7, observations="改过一个字")

    answers = [await visit.send(path, body) for body in (later, early, later, early)]

    assert [one.json()["stored"] for one in answers] == [True, False, False, False]
    (row,) = await database.fetch("SELECT count(*) AS n, max(revision) AS kept FROM surveys")
    assert (row["n"], row["kept"]) == (1, 7)
    done = await database.fetch("SELECT 1 FROM outbox_events WHERE event = 'SurveyDone'")
    assert len(done) == 1
    other = await sending(visit, send_id="another-phone", revision=9)
    refused = await visit.send(path, other)
    assert (refused.status_code, refused.json()["code"]) == (409, "surveys.sent_already")


@pytest.mark.parametrize("order", [("clerk", "helper"), ("helper", "clerk")])
async def test_either_visitor_sends_from_a_phone_of_their_own_and_one_stands(visit, order):
    """Both filled it in; whoever has a network first is kept, the other one is told so."""
    tokens = {"clerk": visit.token, "helper": visit.helper.token}
    answers = []
    for who in order:
        desk = await Desk(visit.http, tokens[who]).start()
        device = str(uuid4())
        await desk.send("/surveys/devices", {"device_id": device})
        body = await sending(visit, send_id=f"phone-of-{who}") | {"device_id": device}
        answers += [await desk.send(f"/surveys/{visit.survey}/sent", body) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200, 409, 409]
    assert [one.json()["stored"] for one in answers[:2]] == [True, False]
    assert answers[2].json()["code"] == "surveys.sent_already"
    assert await stage_of(visit) == "checking"
    (kept,) = await database.fetch("SELECT send_id, state FROM surveys")
    assert (kept["send_id"], kept["state"]) == (f"phone-of-{order[0]}", "done")
    stated = await database.fetch("SELECT DISTINCT stated_by FROM facts WHERE source = 'survey'")
    assert len(stated) == 1
    done = await database.fetch("SELECT 1 FROM outbox_events WHERE event = 'SurveyDone'")
    assert len(done) == 1


async def test_both_at_the_same_moment_is_one_survey(visit):
    helper = await Desk(visit.http, visit.helper.token).start()
    bodies = []
    for number, desk in enumerate((visit, helper)):
        device = str(uuid4())
        await desk.send("/surveys/devices", {"device_id": device})
        bodies.append(await sending(visit, send_id=f"phone-{number:04}") | {"device_id": device})

    path = f"/surveys/{visit.survey}/sent"
    told = await asyncio.gather(visit.send(path, bodies[0]), helper.send(path, bodies[1]))

    assert sorted(one.status_code for one in told) == [200, 409]
    assert await stage_of(visit) == "checking"


async def test_after_the_visit_its_sheet_is_closed(visit):
    await enrolled(visit)
    await visit.send(f"/surveys/{visit.survey}/sent", await sending(visit))

    for part in ("", "/sheet", "/print"):
        assert (await visit.get(f"/surveys/{visit.survey}{part}")).status_code == 409


async def test_a_late_visit_to_a_withdrawn_case_is_kept_and_moves_nothing(visit):
    await enrolled(visit)
    await visit.resident.call("POST", f"/cases/{visit.case_no}/withdraw")

    sent = await visit.send(f"/surveys/{visit.survey}/sent", await sending(visit))

    assert sent.json() == {"stored": True}
    assert await stage_of(visit) == "withdrawn"


async def test_a_lost_phone_gets_no_key_and_can_send_nothing(visit):
    await enrolled(visit)
    await visit.post(f"/surveys/devices/{visit.device}/revoke")

    asked = await visit.get(f"/surveys/devices/{visit.device}", accept="application/json")
    sent = await visit.send(f"/surveys/{visit.survey}/sent", await sending(visit))

    assert (asked.status_code, asked.json()["code"]) == (403, "surveys.device_revoked")
    assert (sent.status_code, sent.json()["code"]) == (403, "surveys.device_revoked")
    again = await visit.send("/surveys/devices", {"device_id": visit.device})
    assert again.status_code == 403


async def test_signatures_and_every_answer_are_needed_or_a_reason(visit):
    await enrolled(visit)
    path = f"/surveys/{visit.survey}/sent"
    unsigned = await sending(visit, second={"how": "glass", "strokes": []})
    silent = await sending(visit, household={"outcome": "refused", "strokes": [], "note": ""})
    reasoned = await sending(
        visit, household={"outcome": "refused", "strokes": [], "note": "说等儿子回来"}
    )
    unasked = await sending(visit)
    del unasked["record"]["answers"]["household.size"]

    assert "second" in (await visit.send(path, unsigned)).json()["fields"]
    assert "household" in (await visit.send(path, silent)).json()["fields"]
    assert "answers.household.size" in (await visit.send(path, unasked)).json()["fields"]
    assert (await visit.send(path, reasoned)).json() == {"stored": True}


async def test_photographs_and_positions_cannot_be_sent(visit):
    await enrolled(visit)
    body = await sending(visit)
    body["record"]["position"] = [32.0, 120.9]

    refused = await visit.send(f"/surveys/{visit.survey}/sent", body)

    assert refused.status_code == 422
    assert await stage_of(visit) == "surveying"


async def test_without_scripts_the_page_itself_is_sent(visit):
    record = await a_record(visit)
    fields = {f"{key}:outcome": seen["outcome"] for key, seen in record["answers"].items()}
    missing = await visit.post(f"/surveys/{visit.survey}", send_id="page-0001", household="paper")
    assert missing.status_code == 422
    assert "还差几样" in missing.text

    sent = await visit.post(
        f"/surveys/{visit.survey}", send_id="page-0001", household="paper", **fields
    )
    assert sent.status_code in {302, 303}
    assert await stage_of(visit) == "checking"


async def test_a_visit_belongs_to_its_visitors_only(http, visit):
    other = await an_official(http, "other")
    stranger = await Desk(http, other.token).start()

    for part in ("", "/sheet", "/print"):
        assert (await stranger.get(f"/surveys/{visit.survey}{part}")).status_code == 404
    assert (await stranger.get(f"/surveys/{uuid4()}")).status_code == 404
    body = await sending(visit)
    assert (await stranger.send(f"/surveys/{visit.survey}/sent", body)).status_code == 404


async def test_two_different_people_go_and_a_visit_can_be_called_off(visit):
    off = await visit.post(f"/cases/{visit.case_no}/cancel-survey", note="老人住院了")
    assert off.status_code in {302, 303}
    (clerk,) = await database.fetch("SELECT id FROM staff WHERE login = 'clerk'")
    same = {"first": str(clerk["id"]), "second": str(clerk["id"])}
    refused = await visit.post(
        f"/cases/{visit.case_no}/plan-survey", appointment="2099-01-01T15:00", **same
    )
    assert refused.status_code == 422
    assert isinstance(visit.survey, UUID)

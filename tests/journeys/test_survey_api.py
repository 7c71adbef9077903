"""A visit over the API alone: planned, taken along, sent by either visitor, a phone reported lost."""

from uuid import uuid4

from server.core import database
from tests.journeys.test_survey import a_record, sending, stage_of, visit, worker  # noqa: F401


async def test_a_visit_is_called_off_and_planned_again(visit):  # noqa: F811
    path = f"/staff/cases/{visit.case_no}"
    await visit.api.call("POST", f"{path}/survey/cancellation", {"note": "老人住院了"}, status=204)
    assert await visit.api.call("GET", "/staff/surveys") == {"visits": []}
    await visit.api.call("GET", f"/staff/surveys/{visit.survey}", status=409)

    offered = (await visit.api.call("GET", f"{path}/visitors"))["visitors"]
    assert [one["role"] for one in offered] == ["clerk", "village_helper"]
    first, second = (one["id"] for one in offered)
    wanted = {"first": first, "second": second, "appointment_at": "2099-01-01T07:00:00Z"}
    wrong = wanted | {"second": first}
    refused = await visit.api.call("POST", f"{path}/survey", wrong, status=422)
    assert refused["fields"]["second"]["code"] == "field.not_a_choice"
    planned = await visit.api.call("POST", f"{path}/survey", wanted, status=201)

    (shown,) = (await visit.helper.call("GET", "/staff/surveys"))["visits"]
    assert shown["id"] == planned["survey_id"]
    assert shown["appointment_at"] == "2099-01-01T07:00:00Z"


async def test_a_helper_takes_it_along_and_sends_it(visit):  # noqa: F811
    helper = visit.helper
    (listed,) = (await helper.call("GET", "/staff/surveys"))["visits"]
    packet = await helper.call("GET", f"/staff/surveys/{listed['id']}")
    assert packet["visit"] == listed
    asked = {one["fact"]: one for one in packet["questions"]}
    assert asked["household.size"]["declared"] == 2
    assert asked["vehicles.owned"]["kind"] == "things"
    opened = await database.fetch("SELECT 1 FROM audit_rows WHERE action = 'open-survey'")
    assert len(opened) == 1

    key = await helper.call("POST", "/staff/survey-devices", {"device_id": visit.device})
    assert await helper.call("GET", f"/staff/survey-devices/{visit.device}") == key
    body = await sending(visit)
    path = f"/staff/surveys/{listed['id']}/sheet"
    incomplete = body | {"record": body["record"] | {"answers": {}}}
    refused = await helper.call("POST", path, incomplete, status=422)
    assert set(refused["fields"]) == {f"answers.{fact}" for fact in asked}
    assert await helper.call("POST", path, body) == {"stored": True}
    assert await helper.call("POST", path, body) == {"stored": False}
    assert await stage_of(visit) == "checking"
    late = body | {"send_id": "another-page"}
    refused = await helper.call("POST", path, late, status=409)
    assert refused["code"] == "surveys.sent_already"


async def test_a_lost_phone_gets_no_key_and_sends_nothing(visit):  # noqa: F811
    device = f"/staff/survey-devices/{visit.device}"
    await visit.helper.call("POST", "/staff/survey-devices", {"device_id": visit.device})
    await visit.api.call("POST", f"{device}/revoke", status=403)
    await visit.helper.call("POST", f"{device}/revoke", status=204)

    (shown,) = (await visit.helper.call("GET", "/staff/survey-devices"))["devices"]
    assert shown["revoked_at"] is not None
    refused = await visit.helper.call("GET", device, status=403)
    assert refused["code"] == "surveys.device_revoked"
    body = await sending(visit)
    path = f"/staff/surveys/{visit.survey}/sheet"
    await visit.helper.call("POST", path, body, status=403)
    assert await stage_of(visit) == "surveying"


async def test_a_position_cannot_be_sent(visit):  # noqa: F811
    record = await a_record(visit) | {"position": [32.0, 120.9]}
    body = await sending(visit) | {"record": record, "device_id": str(uuid4())}

    await visit.api.call("POST", f"/staff/surveys/{visit.survey}/sheet", body, status=422)

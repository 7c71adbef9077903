"""Requests that made-up tests once found a fault behind; each is answered in words now."""

from tests.journeys.people import a_resident, a_submitted_case, an_official


async def test_an_answer_to_nothing_asked_is_refused(http, sandbox):
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    told = await li.call(
        "POST", f"/cases/{case_no}/corrections/answers", {"answers": []}, status=409
    )
    assert told["code"] == "workflow.step_not_open"


async def test_an_empty_answer_is_empty_when_repeated_too(http, sandbox):
    case_no = await a_submitted_case(await a_resident(http, sandbox))
    clerk = await an_official(http, "clerk")
    for _ in range(2):
        path, words = f"/staff/cases/{case_no}/recusal", {"relation": "表姐"}
        assert await clerk.call("POST", path, words, status=204, key="once") is None


async def test_a_place_that_is_none_is_not_found(http):
    assert (await http.get("/api/v1/regions/0")).status_code == 404


async def test_a_code_for_another_program_is_refused_without_asking_wechat(http):
    asked = {"code": "0abc", "appid": "wx-of-somebody-else"}
    assert (await http.post("/api/v1/sessions/wechat", json=asked)).status_code == 422


async def test_a_character_that_no_text_has_is_refused(http):
    asked = {"login": "a\0b", "password": "Something-2026"}
    assert (await http.post("/api/v1/staff/sessions", json=asked)).status_code == 422

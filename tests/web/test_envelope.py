"""What wraps every request: id, headers, one line in the log, never a personal value."""

import json
import logging

import pytest

from server.core.config import load
from server.core.text.log import JsonLines
from server.web.envelope import security_headers


async def test_every_answer_is_wrapped_errors_included(probe):
    for answer in (await probe.get("/healthz"), await probe.get("/nowhere")):
        assert len(answer.headers["x-request-id"]) >= 8
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


async def test_a_sound_request_id_is_kept_and_a_strange_one_replaced(probe):
    kept = await probe.get("/healthz", headers={"x-request-id": "abcd-1234"})
    strange = await probe.get("/healthz", headers={"x-request-id": "<script>alert</script>"})

    assert kept.headers["x-request-id"] == "abcd-1234"
    assert "<" not in strange.headers["x-request-id"]


async def test_one_line_a_request_names_the_route_and_no_values(probe, caplog):
    caplog.set_level(logging.INFO, logger="server.access")

    await probe.get("/static/320699199001010015.css?phone=13800138000")

    lines = [JsonLines().format(record) for record in caplog.records]
    assert len([one for one in lines if json.loads(one)["where"] == "server.access"]) == 1
    assert json.loads(lines[-1])["say"].startswith("GET /static/<name:path>")
    assert not any("13800138000" in line or "320699199001010015" in line for line in lines)


async def test_a_fault_of_ours_is_logged_scrubbed_and_answered_without_trace(probe, caplog):
    answer = await probe.get("/api/probe/broken")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "RuntimeError" not in answer.text
    error = next(record for record in caplog.records if record.levelname == "ERROR")
    line = JsonLines().format(error)
    assert "RuntimeError" in line
    assert "320699199001010015" not in line


async def test_people_get_a_page_and_programs_a_problem(probe):
    page = await probe.get("/nowhere", headers={"accept": "text/html"})
    problem = await probe.get("/nowhere", headers={"accept": "application/json"})

    assert page.status_code == problem.status_code == 404
    assert "<h1" in page.text
    assert problem.json()["code"] == "core.not_found"


async def test_words_follow_the_readers_language(probe):
    english = await probe.get("/api/nowhere", headers={"accept-language": "en-GB,en;q=0.9"})

    assert english.json()["title"] == "Not found"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"content": b"{"}, 400, "web.malformed_json"),
        ({"content": b"{}"}, 415, "web.wrong_content_type"),
        ({"content": b"x" * 1_100_000}, 413, "web.too_large"),
        ({"json": {}}, 422, "web.fields_invalid"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(probe, sent, status, code):
    headers = {"content-type": "application/json"} if sent.get("content") != b"{}" else {}

    answer = await probe.post("/api/probe/echo", **sent, headers=headers)

    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert answer.json()["next"]


async def test_a_wrong_method_names_the_right_ones(probe):
    answer = await probe.delete("/api/probe/echo")

    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


def test_production_asks_for_https_and_chooses_who_may_frame():
    chosen = load({"ONETRIP_FRAME_ANCESTORS": "https://example.gov.cn"})

    assert "strict-transport-security" not in security_headers(chosen)
    assert "frame-ancestors https://example.gov.cn" in str(security_headers(chosen))

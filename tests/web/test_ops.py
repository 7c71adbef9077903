"""Operators' doors."""

import re
from datetime import timedelta

import pytest

from server.core import clock, config, database, ids
from tests.factories.registry import an_account


async def test_alive_and_ready(probe):
    ready = await probe.get("/readyz")

    assert (await probe.get("/healthz")).json() == {"alive": True}
    assert ready.status_code == 200
    assert ready.json()["database"] == "there"
    assert ready.json()["migrations"] == "applied"


async def test_a_missing_migration_is_not_ready(probe):
    await database.execute("DELETE FROM tortoise_migrations WHERE name LIKE '0005%'")

    answer = await probe.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["migrations"] == "missing"


async def test_without_redis_slower_but_ready(probe, monkeypatch):
    monkeypatch.setenv("ONETRIP_REDIS_URL", "")
    config.reload()
    try:
        answer = await probe.get("/readyz")
    finally:
        monkeypatch.undo()
        config.reload()

    assert answer.status_code == 200
    assert answer.json()["redis"] == "not_set"


async def test_figures_count_requests_by_route(probe):
    await probe.get("/healthz")

    text = (await probe.get("/metrics")).text

    assert 'onetrip_request_seconds_count{method="GET",route="/healthz",status="200"}' in text
    assert "onetrip_outbox_stuck_jobs 0.0" in text


@pytest.mark.parametrize("headers", [{"x-forwarded-for": "8.8.8.8"}, {"x-real-ip": "8.8.8.8"}])
async def test_figures_are_not_for_the_internet(probe, headers):
    assert (await probe.get("/metrics", headers=headers)).status_code == 403


async def test_figures_behind_a_token(probe, monkeypatch):
    monkeypatch.setenv("ONETRIP_METRICS_TOKEN", "hush")
    config.reload()
    try:
        closed = await probe.get("/metrics")
        opened = await probe.get("/metrics", headers={"authorization": "Bearer hush"})
    finally:
        monkeypatch.undo()
        config.reload()

    assert closed.status_code == 403
    assert opened.status_code == 200


async def test_what_is_created_but_not_sent_shows_its_age(probe):
    created = clock.now() - timedelta(minutes=5)
    account = await an_account()
    await database.execute(
        "INSERT INTO notices (id, account_id, kind, once_key, params, created_at)"
        " VALUES ($1, $2, 'case-submitted', 'once', '{}', $3)",
        account.id,
        account.id,
        created,
    )
    send = (
        "INSERT INTO notice_sends (id, notice_id, channel, state, attempts, due_at)"
        " VALUES ($1, $2, $3, 'waiting', 0, $4)"
    )
    tonight = clock.now() + timedelta(hours=8)
    await database.execute(send, ids.new(), account.id, "sms", created)
    await database.execute(send, ids.new(), account.id, "wechat", tonight)

    text = (await probe.get("/metrics")).text

    ages = dict(re.findall(r"(?m)^(onetrip_\w+_seconds) ([0-9.]+)$", text))
    assert 300 <= float(ages["onetrip_sms_unsent_seconds"]) < 360
    # What waits for the morning is not late.
    assert float(ages["onetrip_wechat_unsent_seconds"]) == 0

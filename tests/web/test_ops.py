"""Operators' doors."""

import pytest

from server.core import config, database


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

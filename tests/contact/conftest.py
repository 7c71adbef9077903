"""Noon on a working day, a sandbox outside, and real connectors."""

from datetime import UTC, datetime

import pytest

from server.connectors import build_world
from server.core import clock, config, database
from tests.sandbox.conftest import Outside

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TEMPLATE = "sandboxtemplate0000000000000000000000000001"


@pytest.fixture
async def played(fresh_db, sandbox, monkeypatch):
    """The sandbox, with a template of ours, and a database of one's own."""
    monkeypatch.setenv("ONETRIP_WECHAT_TEMPLATE_PROGRESS", TEMPLATE)
    config.reload()
    yield Outside(sandbox)
    monkeypatch.undo()
    config.reload()


@pytest.fixture
async def world(played):
    """Real connectors."""
    made = build_world(config.settings())
    yield made
    await made.close()


@pytest.fixture
def noon():
    """The clock stands at noon."""
    with clock.stopped_at(NOON) as moment:
        yield moment


@pytest.fixture
def sends():
    """`await sends()` gives each send's channel and state, in order of creation."""

    async def listed():
        rows = await database.fetch(
            "SELECT s.channel, s.state FROM notice_sends s JOIN notices n ON n.id = s.notice_id"
            " ORDER BY n.created_at, s.channel DESC"
        )
        return [(row["channel"], row["state"]) for row in rows]

    return listed

"""A few walks of the machine over a case's life; `make prove` takes hundreds."""

import pytest

from tests.journeys.test_first_filing import worker
from tests.prove.test_lifecycle import prove

__all__ = ["worker"]


@pytest.mark.timeout(300)
async def test_only_allowed_moves_happen(app_server, worker):
    assert "steps taken" in await prove(app_server, worker, walks=15, steps=40)

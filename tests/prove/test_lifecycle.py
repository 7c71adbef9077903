"""A thousand random lives of a case with all roles: only allowed moves happen, each leaves traces."""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.test_first_filing import worker
from tests.prove.lifecycle import Town, machine

__all__ = ["worker"]
WALKS, STEPS = 300, 40
# Where the full walk must have been, or it has proved nothing.
PLACES = {"submitted", "correction", "accepted", "checking", "publicity", "reviewing",
          "county_review", "approved", "refused", "not_accepted", "withdrawn"}  # fmt: skip


async def prove(app_server, worker, walks, steps):
    """The whole proof at a size; returns a line for the table."""
    town = await Town(app_server, worker, asyncio.get_running_loop()).staff()
    chosen = settings(
        max_examples=walks,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],  # a life is told whole; making it shorter takes long
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, machine(town), settings=chosen)
    refused = sum(count for status, count in town.answers.items() if status >= 400)
    told = f"{walks} lives, {town.answers.total()} attempts, {refused} refused"
    assert {"submitted", "accepted"} <= set(town.reached)
    assert walks < WALKS or set(town.reached) >= PLACES, PLACES - set(town.reached)
    return f"{told}, {town.reached.total()} steps taken, {len(town.reached)} stages reached"


@pytest.mark.prove
@pytest.mark.timeout(3600)
async def test_only_allowed_moves_happen(app_server, worker):
    print("| lifecycle machine | " + await prove(app_server, worker, WALKS, STEPS) + " |")

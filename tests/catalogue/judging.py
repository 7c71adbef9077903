"""Asking the estimate as a caller does: an item, facts with what is changed, a place, a day."""

from datetime import date

from server.catalogue import estimates, items, parameters
from server.catalogue.rules import Verdict

ON = date(2026, 11, 24)
DEMO, NANTONG = "320699100201", "320613001"
ORDER = list(Verdict)


def with_changes(facts, changes):
    """Facts with some changed; `__` stands for the dot, None takes one away."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return {key: value for key, value in (facts | named).items() if value is not None}


def judged(code, facts, *, lane=None, region=DEMO, on=ON, what_if=None, **changes):
    """The estimate of an item."""
    asked = estimates.EstimateRequest(
        region=region,
        on=on,
        lane=lane,
        facts=with_changes(facts, changes),
        parameters=what_if or {},
    )
    return estimates.for_request(code, asked)


def judged_by(code, facts, given, *, lane=None, **changes):
    """The same with parameters of any kind, or none: `None` takes one away."""
    known = parameters.current(DEMO, ON)
    known = known.with_values({k: v for k, v in given.items() if v is not None})
    gone = {key for key, value in given.items() if value is None}
    kept = {key: value for key, value in known.values.items() if key not in gone}
    known = parameters.ParameterSet(known.region_code, known.on, kept, known.digest)
    item = items.current(code, ON)
    return estimates.estimate(
        item, item.lane(lane), facts=with_changes(facts, changes), known=known
    )


def reason_of(found, rule):
    """One reason of an estimate by its rule."""
    return next(reason for reason in found.reasons if reason.rule == rule)


def adds_up(found):
    """Whether the lines that add come to the amount."""
    added = sum(step.result_fen for step in found.steps if step.adds)
    return found.amount_fen is None or found.amount_fen == added

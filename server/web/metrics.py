"""Figures for operators: requests by route and time taken, shared by all web processes."""

from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_REQUESTS = Histogram(
    "onetrip_request_seconds",
    "Requests by route and answer, and how long they took.",
    ("method", "route", "status"),
    buckets=_BUCKETS,
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Looking a labelled child up costs more than counting; routes are few, so children are kept.
_children: dict[tuple[str, str, int], Histogram] = {}


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Note one answered request under its route's pattern."""
    known = method if method in _METHODS else "OTHER"
    key = (known, route, status)
    child = _children.get(key)
    if child is None:
        child = _children[key] = _REQUESTS.labels(known, route, str(status))
    child.observe(seconds)


def text(ages: dict[str, tuple[str, float]]) -> bytes:
    """Everything in Prometheus's text format; `ages` are gauges as name -> (help, value)."""
    registry = CollectorRegistry()
    try:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    except ValueError:  # one process: no shared directory is set
        counted = generate_latest(REGISTRY)
    return counted + generate_latest(_Gauges(ages))


class _Gauges(CollectorRegistry):
    """A registry of values worked out for this one answer."""

    def __init__(self, ages: dict[str, tuple[str, float]]) -> None:
        super().__init__()
        self._ages = ages

    def collect(self) -> list[GaugeMetricFamily]:
        """One family a value."""
        return [
            GaugeMetricFamily(name, help_text, value=value)
            for name, (help_text, value) in self._ages.items()
        ]

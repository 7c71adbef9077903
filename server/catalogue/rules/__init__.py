"""Rules: named pure functions over facts and parameters. Three answers, each with its reasons."""

from server.catalogue.rules import (  # noqa: F401 - register their rules by name
    children,
    destitute,
    disability,
    elders,
    funerals,
    means,
    recognition,
    relief,
    subsistence,
    urgent,
)
from server.catalogue.rules.base import (
    AMOUNTS,
    ELIGIBILITY,
    Amount,
    Given,
    Reason,
    Step,
    Verdict,
    overall,
)
from server.catalogue.rules.combining import (
    Combination,
    combination,
    not_simply_both,
    settled,
)
from server.catalogue.rules.derived import derive

__all__ = [
    "AMOUNTS",
    "ELIGIBILITY",
    "Amount",
    "Combination",
    "Given",
    "Reason",
    "Step",
    "Verdict",
    "combination",
    "derive",
    "not_simply_both",
    "overall",
    "settled",
]

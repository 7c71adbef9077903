"""Measuring: our own set, anybody's labels, and another library on the same splits."""

from bots.evaluate.anybody import Predict, Report, fit, measure
from bots.evaluate.compare import Compared, compare, sets
from bots.evaluate.own import report

__all__ = ["Compared", "Predict", "Report", "compare", "fit", "measure", "report", "sets"]

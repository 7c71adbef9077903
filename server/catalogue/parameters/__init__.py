"""Parameters: amounts and limits by region and date, each with its source and review date."""

from server.catalogue.parameters.importing import BadParameters, import_files
from server.catalogue.parameters.service import (
    CHANNEL,
    Parameter,
    ParameterSet,
    current,
    may_hold,
    reload,
)

__all__ = [
    "CHANNEL",
    "BadParameters",
    "Parameter",
    "ParameterSet",
    "current",
    "import_files",
    "may_hold",
    "reload",
]

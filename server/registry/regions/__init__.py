"""Regions: official codes on five levels with their history, and who serves which."""

from server.registry.regions.loading import load_files
from server.registry.regions.service import (
    CHANNEL,
    Office,
    Region,
    RegionUnknown,
    ancestor,
    chain_of,
    children_of,
    is_within,
    of,
    office_for,
    path_name,
    reload,
)

__all__ = [
    "CHANNEL",
    "Office",
    "Region",
    "RegionUnknown",
    "ancestor",
    "chain_of",
    "children_of",
    "is_within",
    "load_files",
    "of",
    "office_for",
    "path_name",
    "reload",
]

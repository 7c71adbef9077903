"""Service items: what can be asked for, each one TOML file; rows by version are the truth."""

from server.catalogue.items.comparing import diff
from server.catalogue.items.definition import (
    GROUPS,
    Item,
    Lane,
    Limit,
    Need,
    Refusal,
    Section,
)
from server.catalogue.items.finding import search
from server.catalogue.items.reading import BadDefinition, parse
from server.catalogue.items.service import (
    ItemUnknown,
    current,
    import_files,
    import_text,
    listed,
    reload,
    text_of,
    version,
)

__all__ = [
    "GROUPS",
    "BadDefinition",
    "Item",
    "ItemUnknown",
    "Lane",
    "Limit",
    "Need",
    "Refusal",
    "Section",
    "current",
    "diff",
    "import_files",
    "import_text",
    "listed",
    "parse",
    "reload",
    "search",
    "text_of",
    "version",
]

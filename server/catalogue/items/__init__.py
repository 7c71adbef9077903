"""Service items: what can be asked for, each one TOML file; rows by version are the truth."""

from server.catalogue.items.definition import (
    BadDefinition,
    Item,
    Lane,
    Limit,
    Need,
    Refusal,
    Section,
    parse,
)
from server.catalogue.items.service import (
    ItemUnknown,
    current,
    import_files,
    import_text,
    listed,
    reload,
    version,
)

__all__ = [
    "BadDefinition",
    "Item",
    "ItemUnknown",
    "Lane",
    "Limit",
    "Need",
    "Refusal",
    "Section",
    "current",
    "import_files",
    "import_text",
    "listed",
    "parse",
    "reload",
    "version",
]

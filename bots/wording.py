"""The assistant's words, by language; Chinese where a language has none."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DIALOGUES = Path(__file__).parent / "dialogues"


@cache
def words_of(language: str) -> dict[str, Any]:
    """All words of a language."""
    path = DIALOGUES / f"{language}.toml"
    if not path.is_file() or path.parent != DIALOGUES:
        path = DIALOGUES / "zh_CN.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))

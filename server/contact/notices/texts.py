"""The wording of notices by kind and language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec


@dataclass(frozen=True)
class Text:
    """One notice in words."""

    title: str
    body: str


@cache
def _kinds() -> dict[str, Any]:
    path = Path(__file__).with_name("texts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def text_of(kind: str, language: str, params: Mapping[str, str]) -> Text:
    """A kind in a language, filled in."""
    words = _kinds()[kind].get(language) or _kinds()[kind]["zh_CN"]
    return Text(words["title"], words["body"].format_map(params))


def sms_template(kind: str) -> str:
    """Which SMS tells of this kind."""
    return str(_kinds()[kind].get("sms", "progress"))


def is_urgent(kind: str) -> bool:
    """Whether it may ring at night."""
    return bool(_kinds()[kind]["urgent"])


def is_called(kind: str) -> bool:
    """Whether somebody calls where no message arrived."""
    return bool(_kinds()[kind].get("call", True))


def params_of(raw: Any) -> dict[str, str]:
    """Parameters as a raw row gives them."""
    return msgspec.json.decode(raw, type=dict[str, str]) if isinstance(raw, str) else raw


def kinds() -> tuple[str, ...]:
    """Every kind of notice."""
    return tuple(_kinds())

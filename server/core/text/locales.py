"""Wording by language: gettext catalogues for pages, and error texts by code.

`locales/<lang>/LC_MESSAGES/onetrip.po` holds page text (zh_CN is the source language, so its
messages are the keys). `locales/<lang>/errors.toml` words every error code: title, detail, next.
"""

import gettext
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[3] / "locales"
LANGUAGES = ("zh_CN", "en")
SOURCE = "zh_CN"


@dataclass(frozen=True)
class Wording:
    """How a refusal is said: what it is, why, and what to do next."""

    title: str
    detail: str
    next: str


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The page texts of a language; the source language answers with its own keys."""
    folder = LOCALES / language / "LC_MESSAGES"
    source = folder / "onetrip.po"
    if language == SOURCE or not source.is_file():
        return gettext.NullTranslations()
    compiled = folder / "onetrip.mo"
    with source.open("rb") as po:
        catalogue = read_po(po, locale=language)
    with compiled.open("wb") as mo:
        write_mo(mo, catalogue)
    with compiled.open("rb") as mo:
        return gettext.GNUTranslations(mo)


@cache
def error_wordings(language: str) -> dict[str, Wording]:
    """Every error code's wording in a language."""
    path = LOCALES / language / "errors.toml"
    with path.open("rb") as file:
        raw = tomllib.load(file)
    return {code: Wording(**words) for code, words in raw.items()}


def error_text(code: str, language: str, details: dict[str, object] | None = None) -> Wording:
    """The wording of a code with its details filled in; an unworded code falls back politely."""
    words = error_wordings(language).get(code) or error_wordings(language)["core.refusal"]
    known = _Blank(details or {})
    return Wording(
        words.title.format_map(known), words.detail.format_map(known), words.next.format_map(known)
    )


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def best_language(accepted: str) -> str:
    """The language to answer in, from an Accept-Language header."""
    for part in accepted.split(","):
        tag = part.split(";", 1)[0].strip().lower()
        if tag.startswith("zh"):
            return "zh_CN"
        if tag.startswith("en"):
            return "en"
    return SOURCE

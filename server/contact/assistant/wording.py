"""Words by language, and whose language a message is in."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = {
    "the", "how", "what", "is", "are", "my", "i", "do", "does", "can", "where", "when", "much",
    "need", "apply", "for", "help", "a", "to", "of", "you", "person", "please", "me", "have",
    "get", "which", "who", "am", "thanks", "hello", "he", "she", "it", "in", "on", "not", "hour",
}  # fmt: skip
_SURELY = 2


@cache
def words(language: str) -> dict[str, str]:
    """The assistant's words in a language; Chinese where there are none."""
    read = _read("words.toml")
    found: dict[str, str] = read.get(language, read["zh_CN"])
    return found


@cache
def known() -> dict[str, dict[str, Any]]:
    """What is known of each item."""
    return _read("known.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


def language_of(text: str, preferred: str) -> str:
    """Chinese is answered in Chinese and plain English in English, whatever the page is in."""
    if _CHINESE.search(text):
        return "zh_CN"
    spoken = set(re.findall(r"[a-z]+", text.lower()))
    return "en" if len(spoken & _ENGLISH) >= _SURELY else preferred

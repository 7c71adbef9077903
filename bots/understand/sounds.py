"""How a text sounds: what is mistyped by ear, misheard by a recorder or typed in pinyin is one.

Syllables are without tones, and with the pairs merged that speakers around Nantong do not part
(zh and z, n and l at the beginning, ng and n at the end).
"""

import re
from functools import cache

from bots.understand.normalise import LEXICON

_RUN = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
_LONGEST = 6


def syllables(text: str) -> list[str]:
    """The syllables of a tidy text, letters that spell pinyin included."""
    table = _of_character()
    heard: list[str] = []
    for run in _RUN.findall(text):
        if run[0] < "\u4e00":
            heard += spelled(run)
        elif run in table:
            heard.append(table[run])
    return heard


@cache
def spelled(letters: str) -> tuple[str, ...]:
    """Letters read as pinyin, longest syllables first; nothing when they are not pinyin."""
    found: list[str] = []
    place = 0
    known = _known()
    while place < len(letters):
        for length in range(min(_LONGEST, len(letters) - place), 0, -1):
            part = letters[place : place + length]
            if part in known:
                found.append(known[part])
                place += length
                break
        else:
            return ()
    return tuple(found)


def blurred(syllable: str) -> str:
    """One sound for syllables that are easily taken for each other."""
    if syllable[:2] in {"zh", "ch", "sh"}:
        syllable = syllable[0] + syllable[2:]
    if syllable[0] == "n" and len(syllable) > 1:
        syllable = "l" + syllable[1:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


@cache
def _lines() -> list[tuple[str, str]]:
    lines = (LEXICON / "syllables.txt").read_text(encoding="utf-8").splitlines()[1:]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


@cache
def _known() -> dict[str, str]:
    return {syllable: blurred(syllable) for syllable, _ in _lines()}


@cache
def _of_character() -> dict[str, str]:
    return {mark: blurred(syllable) for syllable, marks in _lines() for mark in marks}

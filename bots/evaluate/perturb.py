"""What happens to a sentence on its way: each change is the same for the same sentence."""

import random
import re
from collections.abc import Callable
from functools import cache

from bots.understand.normalise import LEXICON

Change = Callable[[str], str]
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _places(text: str) -> tuple[random.Random, list[int]]:
    draw = random.Random(text)  # noqa: S311 - a repeatable slip, not a secret
    return draw, [place for place, mark in enumerate(text) if _CHINESE.match(mark)]


def typo(text: str) -> str:
    """Two neighbours change places, or one is left out."""
    draw, places = _places(text)
    if len(places) < 4:  # noqa: PLR2004 - too short to be read with a slip in it
        return text
    place = draw.choice(places[:-1])
    if draw.random() < 0.5:  # noqa: PLR2004
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


def homophone(text: str) -> str:
    """One in five characters is another one of the same sound."""
    draw, places = _places(text)
    marks = list(text)
    for place in draw.sample(places, max(1, len(places) // 5)) if places else ():
        alike = _alike().get(marks[place], marks[place])
        marks[place] = draw.choice(alike[:6])
    return "".join(marks)


def pinyin(text: str) -> str:
    """Two characters in a row are typed as letters."""
    draw, places = _places(text)
    if len(places) < 3:  # noqa: PLR2004
        return text
    start = draw.choice(places[:-1])
    spelled = "".join(_spelling().get(mark, mark) for mark in text[start : start + 2])
    return text[:start] + spelled + text[start + 2 :]


def traditional(text: str) -> str:
    """Written in traditional characters."""
    table = _to_traditional()
    return "".join(table.get(mark, mark) for mark in text)


def filler(text: str) -> str:
    """With the words people begin with."""
    draw, _ = _places(text)
    return (
        draw.choice(["嗯那个", "你好，请问一下，", "就是说，", "啊，我想问一下，", "喂，"]) + text
    )


def bare(text: str) -> str:
    """Without any punctuation."""
    return re.sub(r"[，。！？、,.!?；：\s]", "", text)


def voice(text: str) -> str:
    """As a recorder writes it: no marks, a hesitation, one sound misheard."""
    draw, _ = _places(text)
    heard = bare(text)
    place = draw.randrange(len(heard) + 1)
    return homophone("嗯" + heard[:place] + "呃" + heard[place:])


@cache
def _lines() -> list[tuple[str, str]]:
    lines = (LEXICON / "syllables.txt").read_text(encoding="utf-8").splitlines()[1:]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


@cache
def _alike() -> dict[str, str]:
    return {mark: marks for _, marks in _lines() for mark in marks}


@cache
def _spelling() -> dict[str, str]:
    return {mark: syllable for syllable, marks in _lines() for mark in marks}


@cache
def _to_traditional() -> dict[str, str]:
    lines = (LEXICON / "traditional.txt").read_text(encoding="utf-8").splitlines()[1:]
    return {
        new: old
        for olds, news in zip(lines[::2], lines[1::2], strict=True)
        for old, new in zip(olds, news, strict=True)
    }


PERTURBATIONS: dict[str, Change] = {
    "typo": typo,
    "homophone": homophone,
    "pinyin": pinyin,
    "traditional": traditional,
    "filler": filler,
    "no punctuation": bare,
    "voice": voice,
}

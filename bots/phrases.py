"""Our own phrases, read from `training/` and spelled out: every line with its label."""

import hashlib
import itertools
import random
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TRAINING = Path(__file__).parent / "training"
DANGERS = ("suicide", "violence", "child", "medical", "fire", "missing", "elder")
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_TOLD_OF = ("income", "people", "services")
_DANGER = (
    "crisis.toml",
    "spoken/danger.toml",
    "spoken/told_danger.toml",
    "spoken/heard_danger.toml",
    "spoken/calm.toml",
)
_STORY = range(8, 22)
_MOST_SPELLINGS = 4
_FRAMES_PER_ITEM = 5


@dataclass(frozen=True, slots=True)
class Phrase:
    """One utterance and what it is; an item is a code, `dept:` and a department, or nothing."""

    text: str
    intent: str
    item: str
    danger: str = "none"


def digest() -> str:
    """The state of all phrases in sixteen letters."""
    total = hashlib.sha256()
    for path in sorted(TRAINING.rglob("*.toml")):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


@cache
def all_phrases() -> tuple[Phrase, ...]:
    """Everything, in one order."""
    return tuple(
        itertools.chain(
            _of_items(),
            _framed(),
            _english(),
            _unnamed(),
            _of_departments(),
            _of_danger(),
            _amid_stories(),
        )
    )


@cache
def item_names() -> dict[str, tuple[str, ...]]:
    """What each item is called, the official name first."""
    return {code: tuple(said["names"].split()) for code, said in _items().items()}


@cache
def departments() -> tuple[str, ...]:
    """Whose business out-of-scope questions are."""
    return tuple(_read("departments.toml"))


def spelled_out(line: str) -> list[str]:
    """The readings of a line with alternatives, a few of them."""
    parts = _CHOICE.split(line)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    readings = ["".join(chosen) for chosen in itertools.product(*choices)]
    return readings[:: max(1, len(readings) // _MOST_SPELLINGS)][:_MOST_SPELLINGS]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((TRAINING / name).read_text(encoding="utf-8"))


def _all_of(*names: str) -> Iterator[tuple[str, str]]:
    """The blocks of several files, one after the other."""
    for name in names:
        yield from _read(name).items()


@cache
def _items() -> dict[str, dict[str, str]]:
    return {
        code: said
        for path in sorted((TRAINING / "items").glob("*.toml"))
        for code, said in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def _lines(block: str) -> Iterator[str]:
    for line in block.strip().splitlines():
        yield from spelled_out(line.strip())


def _of_items() -> Iterable[Phrase]:
    told = [_read(f"spoken/{one}.toml") for one in _TOLD_OF]
    for code, said in itertools.chain(_items().items(), *(one.items() for one in told)):
        for intent, block in said.items():
            if intent != "names":
                yield from (Phrase(line, intent, code) for line in _lines(block))


def _framed() -> Iterable[Phrase]:
    """Names in every way of asking; a fixed draw, each item meets each intent."""
    draw = random.Random(7)  # noqa: S311 - a sample of phrases, not a secret
    frames = [
        (intent, list(_lines(block)))
        for name in ("frames.toml", "spoken/frames.toml")
        for intent, block in _read(name)["with_name"].items()
    ]
    for code, names in item_names().items():
        for intent, lines in frames:
            for line in draw.sample(lines, min(_FRAMES_PER_ITEM, len(lines))):
                yield Phrase(line.replace("{it}", draw.choice(names)), intent, code)
        for name in names:
            yield Phrase(name, "ask_general", code)


def _english() -> Iterable[Phrase]:
    frames = {
        intent: list(_lines(block)) for intent, block in _read("frames.toml")["english"].items()
    }
    for code, names in _read("english.toml").items():
        for name in names.split(";"):
            for intent, lines in frames.items():
                named = [line for line in lines if "{it}" in line]
                yield from (Phrase(line.replace("{it}", name), intent, code) for line in named)
    for intent, lines in frames.items():
        yield from (Phrase(line, intent, "none") for line in lines if "{it}" not in line)


def _unnamed() -> Iterable[Phrase]:
    unnamed = _read("frames.toml")["without_name"].items()
    more = _all_of("spoken/anyway.toml", "spoken/in_passing.toml")
    for intent, block in itertools.chain(unnamed, more):
        yield from (Phrase(line, intent, "none") for line in _lines(block))


def _of_departments() -> Iterable[Phrase]:
    for code, block in _all_of(
        "departments.toml", "spoken/elsewhere.toml", "spoken/other_offices.toml"
    ):
        yield from (Phrase(line, "out_of_scope", f"dept:{code}") for line in _lines(block))


def _of_danger() -> Iterable[Phrase]:
    for danger, block in _all_of(*_DANGER):
        for line in _lines(block):
            intent = "crisis" if danger in DANGERS else "unsaid"
            yield Phrase(line, intent, "none" if danger in DANGERS else "unsaid", danger)


def _amid_stories() -> Iterable[Phrase]:
    """Danger told in the middle of an ordinary story is danger still; a fixed draw."""
    draw = random.Random(11)  # noqa: S311 - a sample of phrases, not a secret
    stories = [one.text for one in _of_items() if len(one.text) in _STORY and "?" not in one.text]
    for told in _of_danger():
        if told.danger == "none":
            text = f"{draw.choice(stories)}，{told.text}"
        else:
            before, after = draw.sample(stories, 2)
            text = draw.choice((f"{before}，{told.text}", f"{told.text}，{after}"))
        yield Phrase(text, "unsaid", "unsaid", told.danger)

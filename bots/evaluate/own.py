"""Our own domain set: written apart from the training, read only here, shown only on request."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bots.evaluate.perturb import PERTURBATIONS
from bots.understand import Context, understand

FOLDER = Path("tests/bots/evaluation")
_TODAY = date(2026, 11, 25)
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson interval at 95 %."""
        if not self.of:
            return 0.0, 1.0
        share, zz = self.right / self.of, _Z * _Z
        centre = (share + zz / (2 * self.of)) / (1 + zz / self.of)
        half = (
            _Z
            * (share * (1 - share) / self.of + zz / (4 * self.of * self.of)) ** 0.5
            / (1 + zz / self.of)
        )
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        low, high = self.interval
        share = self.right / self.of if self.of else 0.0
        return f"{share:6.1%}  ({low:.1%} to {high:.1%}, {self.right} of {self.of})"


def read(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Every line of the set; nothing where it is not there."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def judge(lines: list[dict[str, Any]], way: str = "") -> tuple[dict[str, Share], Counter[str]]:
    """The shares that are right, and the confusions by label."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    change = PERTURBATIONS.get(way, str)
    for line in lines:
        heard = understand(change(line["text"]), Context(_TODAY))
        said = {
            "item": heard.item,
            "intent": heard.intent,
            "scope": "out" if heard.department or heard.intent == "out_of_scope" else "in",
        }
        alarmed = heard.crisis is not None
        wanted = bool(line.get("crisis"))
        measure = "crisis recall" if wanted else "calm kept calm"
        of[measure] += 1
        right[measure] += alarmed == wanted
        if alarmed != wanted:
            wrong[f"{measure}: {line.get('crisis') or line.get('item')}"] += 1
        if wanted:
            continue
        for name, answer in said.items():
            if line.get(name) is None and name != "item":
                continue
            truth = _scope(line["scope"]) if name == "scope" else line.get(name)
            of[name] += 1
            right[name] += answer == truth
            if answer != truth:
                wrong[f"{name}: {truth} taken for {answer}"] += 1
    return {name: Share(right[name], of[name]) for name in of}, wrong


def _scope(said: object) -> str:
    return "out" if str(said) in {"out", "out_of_scope", "False"} else "in"


def report(folder: Path = FOLDER, *, perturbed: bool = True) -> Iterator[str]:
    """The whole report, line by line."""
    lines = read(folder)
    if not lines:
        yield f"no evaluation set in {folder}"
        return
    shares, wrong = judge(lines)
    for name, share in shares.items():
        yield f"{name:16}{share}"
    for label, count in wrong.most_common(40):
        yield f"  {count:4} {label}"
    for way in PERTURBATIONS if perturbed else ():
        changed, _ = judge(lines, way)
        yield f"{way:16}" + "  ".join(
            f"{name} {share.right / share.of:.1%}" for name, share in changed.items()
        )

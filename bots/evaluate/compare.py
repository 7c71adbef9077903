"""Ours beside TF-IDF and a linear support vector machine, on the same seeded splits.

Needs scikit-learn, which is a development dependency; the assistant itself never loads it.
"""

import importlib
import random
import statistics
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bots import phrases
from bots.evaluate.anybody import Pair, fit, macro_f1, quantile, timed

SETS = Path(__file__).parent / "sets"
_TRAINED_SHARE = 0.7
_FEWEST = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """Two classifiers on one set: mean macro F1, standard error of the difference, speed, size.

    The times are medians of one text at a time, the sizes those of the models alone.
    """

    name: str
    ours: float
    theirs: float
    error: float
    ours_us: float
    theirs_us: float
    ours_kb: float
    theirs_kb: float

    @property
    def above(self) -> bool:
        """Whether ours is better on average."""
        return self.ours > self.theirs

    @property
    def not_below(self) -> bool:
        """Whether ours is at least not worse by more than one standard error."""
        return self.ours >= self.theirs - self.error


def sets() -> dict[str, list[Pair]]:
    """Five sets of different kinds: intents, items, departments, opinions, English tickets."""
    own = phrases.all_phrases()
    spoken = [phrase for phrase in own if phrase.intent != "unsaid" and phrase.text.isprintable()]
    found = {
        "intents": [(one.text, one.intent) for one in spoken],
        "items": [(one.text, one.item) for one in spoken if one.item in phrases.item_names()],
        "departments": [(one.text, one.item) for one in spoken if one.item.startswith("dept:")],
    }
    for path in sorted(SETS.glob("*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = [
            (line, label) for label, block in read.items() for line in block.strip().splitlines()
        ]
    return {name: _enough(list(dict.fromkeys(pairs))) for name, pairs in found.items()}


def _enough(pairs: list[Pair]) -> list[Pair]:
    labels = [label for _, label in pairs]
    return [pair for pair in pairs if labels.count(pair[1]) >= _FEWEST]


def compare(name: str, pairs: Sequence[Pair], splits: int = 20) -> Compared:
    """Both on every split of one set."""
    ours: list[float] = []
    theirs: list[float] = []
    speed: dict[str, list[float]] = {"ours": [], "theirs": []}
    size: dict[str, list[float]] = {"ours": [], "theirs": []}
    for seed in range(splits):
        train, test = split(pairs, seed)
        truth = [label for _, label in test]
        for who, learn, scores in (("ours", fit, ours), ("theirs", Reference, theirs)):
            model = learn(train)
            answers, times = timed(model, [text for text, _ in test])
            scores.append(macro_f1(truth, answers))
            speed[who].append(quantile(times, 0.5) * 1e6)
            size[who].append(model.size / 1024)
    apart = [one - other for one, other in zip(ours, theirs, strict=True)]
    return Compared(
        name,
        statistics.mean(ours),
        statistics.mean(theirs),
        statistics.stdev(apart) / len(apart) ** 0.5 if len(apart) > 1 else 0.0,
        statistics.median(speed["ours"]),
        statistics.median(speed["theirs"]),
        statistics.mean(size["ours"]),
        statistics.mean(size["theirs"]),
    )


def split(pairs: Sequence[Pair], seed: int, most: int = 1500) -> tuple[list[Pair], list[Pair]]:
    """Seventy of a hundred to learn from, the rest to be asked about."""
    drawn = list(pairs)
    random.Random(seed).shuffle(drawn)  # noqa: S311 - a split, not a secret
    drawn = drawn[:most]
    cut = int(len(drawn) * _TRAINED_SHARE)
    return drawn[:cut], drawn[cut:]


class Reference:
    """TF-IDF of one to three characters and LinearSVC, as people usually set them up."""

    def __init__(self, train: Sequence[Pair]) -> None:
        text: Any = importlib.import_module("sklearn.feature_extraction.text")
        svm: Any = importlib.import_module("sklearn.svm")
        self._words = text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
        self._machine = svm.LinearSVC()
        rows = self._words.fit_transform([line for line, _ in train])
        self._machine.fit(rows, [label for _, label in train])

    def __call__(self, line: str) -> str:
        """The label it gives."""
        return str(self._machine.predict(self._words.transform([line]))[0])

    @property
    def size(self) -> int:
        """Bytes of weights and of the table of words."""
        known = self._words.vocabulary_
        spelled = sum(map(sys.getsizeof, known)) + sum(map(sys.getsizeof, known.values()))
        return int(self._machine.coef_.nbytes) + sys.getsizeof(known) + spelled

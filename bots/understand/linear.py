"""A linear classifier in plain Python: trained in seconds, a few megabytes, microseconds a text.

The weights a feature has for all labels stand side by side in the lanes of one big integer. A
text is then scored by adding integers, and a training step is one addition for each feature of
the text: the interpreter's own long arithmetic does what a matrix library would be loaded for.

The loss is the softmax's over TF-IDF weighted features; steps
shrink over the passes, and the weights of the later passes are averaged. The order is drawn with
a fixed seed: the same phrases give the same model.
"""

import math
import random
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

Analyser = Callable[[str], Iterable[str]]

UNIT = 1 << 14  # a weight of one, in a lane
ZERO = 1 << 31  # a lane's nought once it is written without a sign
LANE_BITS = 32
SEED = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how hard to learn; the defaults suit short texts of any kind."""

    passes: int = 20
    rate: float = 0.5
    certain: float = 0.98
    kept: int = 60_000
    seen: int = 1  # in how many texts a feature must occur
    heavy: str = ""  # features beginning with this sign count for more
    weight: int = 6


@dataclass(frozen=True, slots=True)
class Ranked:
    """Labels with their probabilities, likeliest first."""

    labels: tuple[str, ...]
    chances: tuple[float, ...]

    @property
    def best(self) -> str:
        """The likeliest label."""
        return self.labels[0]

    def chance_of(self, label: str) -> float:
        """The probability of one label, nought for an unknown one."""
        return dict(zip(self.labels, self.chances, strict=True)).get(label, 0.0)


class Linear:
    """A trained model: features to packed rows, whose last lane is the feature's squared size."""

    __slots__ = ("heat", "labels", "rows")

    def __init__(self, labels: Sequence[str], rows: dict[str, int], *, heat: float = 1.0) -> None:
        self.labels = tuple(labels)
        self.rows = rows
        self.heat = heat


class Joint:
    """Several models read at once: their rows side by side, one addition for all."""

    def __init__(self, models: dict[str, Linear]) -> None:
        self._models = models
        self._table: dict[str, int] = {}
        self._lanes = 0
        for model in models.values():
            shift = self._lanes * LANE_BITS
            for feature, row in model.rows.items():
                self._table[feature] = self._table.get(feature, 0) + (row << shift)
            self._lanes += len(model.labels) + 1

    def rank(self, features: Iterable[str], most: int = 12) -> dict[str, Ranked]:
        """For each model its likeliest labels with calibrated probabilities."""
        total = sum(filter(None, map(self._table.get, features)))
        lanes = unpacked(total, self._lanes)
        ranked = {}
        place = 0
        for name, model in self._models.items():
            end = place + len(model.labels)
            ranked[name] = _ranked(model, lanes[place:end], lanes[end] - ZERO, most)
            place = end + 1
        return ranked


def _ranked(model: Linear, lanes: "array[int]", size: int, most: int) -> Ranked:
    scale = model.heat / (UNIT * math.sqrt(max(size, 1)))
    chances = softmax([(lane - ZERO) * scale for lane in lanes])
    order = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)[:most]
    return Ranked(tuple(model.labels[one] for one in order), tuple(chances[one] for one in order))


def unpacked(total: int, lanes: int) -> "array[int]":
    """The lanes of a sum, each lifted by ZERO."""
    return array("I", (total + middle(lanes)).to_bytes(lanes * LANE_BITS // 8, "little"))


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities that add up to one."""
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


@cache
def middle(labels: int) -> int:
    """The number that lifts every lane above nought, so that it can be read without a sign."""
    return sum(ZERO << (LANE_BITS * lane) for lane in range(labels))


def train(
    pairs: Iterable[tuple[str, str]], *, analyse: Analyser, settings: Settings | None = None
) -> Linear:
    """Learn from (text, label) pairs."""
    given = list(pairs)
    return _Training(
        [list(dict.fromkeys(analyse(text))) for text, _ in given],
        [label for _, label in given],
        settings or Settings(),
    ).run()


class _Training:
    """The state of one run: features as numbers, their step sizes, and the growing rows."""

    def __init__(self, texts: list[list[str]], labels: list[str], settings: Settings) -> None:
        self.settings = settings
        self.labels = sorted(set(labels))
        place = {label: number for number, label in enumerate(self.labels)}
        self.targets = [place[label] for label in labels]
        self.middle = middle(len(self.labels))
        self.size = len(self.labels) * LANE_BITS // 8
        counts = Counter(feature for text in texts for feature in text)
        counts = Counter({one: count for one, count in counts.items() if count >= settings.seen})
        self.features = list(counts)
        number = {feature: place for place, feature in enumerate(self.features)}
        self.steps = self._squared(_squared_idf(counts.values(), len(texts)))
        self.texts = [[number[one] for one in text if one in number] for text in texts]
        self.rows = [0] * len(self.features)
        self.summed = [0] * len(self.features)

    def _squared(self, steps: list[int]) -> list[int]:
        heavy, weight = self.settings.heavy, self.settings.weight
        if not heavy:
            return steps
        return [
            step * weight if feature.startswith(heavy) else step
            for feature, step in zip(self.features, steps, strict=True)
        ]

    def run(self) -> Linear:
        """All passes; the second half of them is averaged."""
        shuffle = random.Random(SEED).shuffle  # noqa: S311 - an order of examples, not a secret
        norms = [math.sqrt(sum(map(self.steps.__getitem__, text)) or 1) for text in self.texts]
        grouped = [self._by_step(text) for text in self.texts]
        order = list(range(len(self.texts)))
        passes = self.settings.passes
        averaged = 0
        for turn in range(passes):
            shuffle(order)
            rate = self.settings.rate * (1 - 0.9 * turn / passes)
            for place in order:
                self._learn(place, grouped[place], norms[place], rate)
            if 2 * turn >= passes:
                averaged += 1
                self.summed = list(map(int.__add__, self.summed, self.rows))
        return Linear(self.labels, self._finished(averaged))

    def _by_step(self, text: list[int]) -> list[tuple[int, list[int]]]:
        groups: dict[int, list[int]] = {}
        for feature in text:
            groups.setdefault(self.steps[feature], []).append(feature)
        return list(groups.items())

    def _learn(
        self, place: int, groups: list[tuple[int, list[int]]], norm: float, rate: float
    ) -> None:
        total = sum(map(self.rows.__getitem__, self.texts[place]))
        lanes = array("I", (total + self.middle).to_bytes(self.size, "little"))
        scale = 1.0 / (UNIT * norm)
        scores = [(lane - ZERO) * scale for lane in lanes]
        target = self.targets[place]
        pulls = _by_chance(scores, target)
        if 1 - self.settings.certain > max(pulls):
            return
        reach = rate * UNIT / norm
        pushed = [ZERO + int(pull * reach) for pull in pulls]
        push = int.from_bytes(array("I", pushed).tobytes(), "little") - self.middle
        rows = self.rows
        for step, features in groups:
            stride = push * step
            for feature in features:
                rows[feature] += stride

    def _finished(self, averaged: int) -> dict[str, int]:
        """Averaged rows of the features that matter most, each with its size in a last lane."""
        found = []
        lanes = len(self.labels)
        last = lanes * LANE_BITS
        for feature, total, step in zip(self.features, self.summed, self.steps, strict=True):
            values = [(lane - ZERO) // averaged + ZERO for lane in unpacked(total, lanes)]
            row = int.from_bytes(array("I", values).tobytes(), "little") - self.middle
            found.append((max(values) - min(values), feature, row + (step << last)))
        found.sort(reverse=True)
        kept = found[: self.settings.kept]
        return {feature: row for spread, feature, row in kept if spread}


def _by_chance(scores: Sequence[float], target: int) -> list[float]:
    """Where the softmax would have each score go."""
    pulls = [-chance for chance in softmax(scores)]
    pulls[target] += 1
    return pulls


def _squared_idf(counts: Iterable[int], texts: int) -> list[int]:
    """Squared inverse document frequency in sixteen steps: how far a feature may move at once."""
    weights = [math.log((1 + texts) / (1 + count)) + 1 for count in counts]
    top = max(weights, default=1.0)
    return [max(1, round(16 * (weight / top) ** 2)) for weight in weights]


__all__ = ["Analyser", "Joint", "Linear", "Ranked", "Settings", "softmax", "train"]

"""A linear classifier for anybody's texts: one string of bytes, a few microseconds a text.

Features are hashed into buckets; a bucket's weights for all labels are one byte each, side by
side. A text is scored by taking its buckets' rows, reading them as one big number and folding it
in half until one row is left: the interpreter's own long arithmetic adds all labels at once.

The weights are those of a support vector machine with a squared hinge for each label, found by
dual coordinate descent (Hsieh and others, 2008). Rare labels count for more, by the root of how
rare they are. The order of examples is drawn with a fixed seed: the same pairs, the same model.
"""

import math
import random
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bots.understand.linear import ZERO, middle, unpacked

Buckets = Callable[[str, int], set[int]]

_UNIT = 1 << 17  # a weight of one while learning
_SEED = 20
_FOLDED_AT_ONCE = 256  # so many bytes add up in a lane of sixteen bits
_NOUGHT = 128
_STEPS = 64
_OWN = 10  # what every text has weighs so many times less than all the rest
_SOFT = 0.5  # half of one by the cost of an error
_STILL = 1e-3
_LEARNT_AT_MOST = 1_200_000  # examples seen over all passes
_BUCKETS_EACH = 8  # buckets for every feature seen, so that few of them share one
_SHARE = 0.09  # of what a matrix of doubles and a table of words would take
_WORD = 190  # bytes that such a table takes for a feature
_ROOM = 1_500_000  # bytes that nobody misses


@dataclass(frozen=True, slots=True)
class Light:
    """Labels, the row of each bucket, and a table of rows.

    Row 0 weighs nothing; the bucket after the last is every text's own.
    """

    labels: tuple[str, ...]
    places: "array[int]"
    table: bytes
    analyse: Buckets

    def __call__(self, text: str) -> str:
        """The likeliest label."""
        scores = self.scores(text)
        return self.labels[scores.index(max(scores))]

    def scores(self, text: str) -> list[int]:
        """One for each label, in no unit: only their order means something."""
        width = _even(len(self.labels))
        buckets = len(self.places) - 1
        places = [self.places[one] for one in self.analyse(text, buckets)]
        places.append(self.places[buckets])
        rows = [self.table[place * width : place * width + width] for place in places if place]
        total = [0] * width
        for start in range(0, len(rows), _FOLDED_AT_ONCE):
            part = _folded(rows[start : start + _FOLDED_AT_ONCE], width)
            total = [one + other for one, other in zip(total, part, strict=True)]
        return total[: len(self.labels)]

    @property
    def size(self) -> int:
        """Bytes it keeps in memory, all but the labels' names."""
        return len(self.table) + len(self.places) * self.places.itemsize


def _even(lanes: int) -> int:
    return lanes + lanes % 2


def _folded(rows: list[bytes], width: int) -> list[int]:
    """The sums of each column of an even number of columns, above nought or below."""
    size = 1 << (len(rows) - 1).bit_length()
    joined = int.from_bytes(b"".join(rows), "little")
    bits = size * width * 8
    mask = _evens(size * width)
    even, odd = joined & mask, (joined >> 8) & mask
    while size > 1:
        size //= 2
        bits //= 2
        low = _ones(bits)
        even = (even & low) + (even >> bits)
        odd = (odd & low) + (odd >> bits)
    sums = [0] * width
    sums[::2] = array("H", even.to_bytes(width, "little"))
    sums[1::2] = array("H", odd.to_bytes(width, "little"))
    lifted = _NOUGHT * len(rows)
    return [one - lifted for one in sums]


@lru_cache(maxsize=64)
def _evens(size: int) -> int:
    return int.from_bytes(b"\xff\x00" * (size // 2), "little")


@lru_cache(maxsize=64)
def _ones(bits: int) -> int:
    return (1 << bits) - 1


def train(pairs: Iterable[tuple[str, str]], *, analyse: Buckets) -> Light:
    """Learn from (text, label) pairs."""
    given = list(pairs)
    labels = sorted({label for _, label in given})
    seen = len(set().union(*(analyse(text, 1 << 61) for text, _ in given)))
    room = _room((text for text, _ in given), len(labels) if len(labels) > 2 else 1)  # noqa: PLR2004
    buckets = min(_BUCKETS_EACH * seen, room // 4) | 1
    texts = [array("I", sorted(analyse(text, buckets))) for text, _ in given]
    rows = _Learning(texts, [label for _, label in given], labels, buckets).run()
    places, table = _packed(rows, len(labels), (room - 2 * buckets) // _even(len(labels)))
    return Light(tuple(labels), places, table, analyse)


def _room(texts: Iterable[str], labels: int) -> int:
    """Bytes to be had: a small part of what a table of each text's characters would take."""
    plain = {
        text[at : at + size] for text in texts for size in (1, 2, 3) for at in range(len(text))
    }
    return max(_ROOM, int(_SHARE * len(plain) * (8 * labels + _WORD)))


def _packed(rows: list[int], lanes: int, kept: int) -> tuple["array[int]", bytes]:
    """The weights that matter most in a byte each, and where each bucket's are."""
    spread = {
        bucket: [lane - ZERO for lane in unpacked(row, lanes)]
        for bucket, row in enumerate(rows)
        if row
    }
    order = sorted(spread, key=lambda one: (min(spread[one]) - max(spread[one]), one))[:kept]
    most = max((max(map(abs, spread[one])) for one in order), default=1)
    places = array("H" if len(order) < 1 << 16 else "I")
    places.extend([0] * len(rows))
    spare = [0] * (lanes % 2)
    table = [bytes([_NOUGHT] * _even(lanes))]
    for place, bucket in enumerate(order, 1):
        places[bucket] = place
        table.append(bytes(_NOUGHT + round(127 * lane / most) for lane in spread[bucket] + spare))
    return places, b"".join(table)


class _Learning:
    """The state of one run: growing rows, and how hard each example has pushed each label."""

    def __init__(
        self, texts: list["array[int]"], labels: list[str], known: list[str], buckets: int
    ) -> None:
        place = {label: number for number, label in enumerate(known)}
        self.texts = texts
        self.targets = [place[label] for label in labels]
        self.lanes = len(known)
        self.steps = _squared_weights(texts, buckets)
        self.norms = [math.sqrt(sum(map(self.steps.__getitem__, text))) or 1.0 for text in texts]
        self.steps[buckets] = (
            round(sum(norm * norm for norm in self.norms) / (_OWN * len(texts))) or 1
        )
        self.rows = [0] * (buckets + 1)
        self.pushed: list[list[float]] = [[0.0] * self.lanes for _ in texts]
        counts = Counter(self.targets)
        self.soft = [
            _SOFT / math.sqrt(len(texts) / (self.lanes * counts[lane]))
            for lane in range(self.lanes)
        ]

    def run(self) -> list[int]:
        """All passes; the rows of the buckets, and of what every text has."""
        order = list(range(len(self.texts)))
        shuffle = random.Random(_SEED).shuffle  # noqa: S311 - an order of examples, not a secret
        for _ in range(max(3, min(25, _LEARNT_AT_MOST // max(1, len(order))))):
            shuffle(order)
            if sum(map(self._learn, order)) * 50 < len(order):
                break
        return self.rows

    def _learn(self, place: int) -> bool:
        """One example against all labels; whether it moved any of them."""
        text, norm = self.texts[place], self.norms[place]
        total = sum(map(self.rows.__getitem__, text), self.rows[-1])
        scale = 1.0 / (_UNIT * norm)
        scores = [(lane - ZERO) * scale for lane in unpacked(total, self.lanes)]
        moves = self._moves(place, scores, 1 + self.steps[-1] / (norm * norm))
        if max(moves) < _STILL and min(moves) > -_STILL:
            return False
        reach = _UNIT / norm
        lifted = array("I", [ZERO + round(move * reach) for move in moves])
        push = int.from_bytes(lifted.tobytes(), "little") - middle(self.lanes)
        rows, steps = self.rows, self.steps
        strides = [push * step for step in range(_STEPS + 1)]
        for bucket in text:
            rows[bucket] += strides[steps[bucket]]
        rows[-1] += push * steps[-1]
        return True

    def _moves(self, place: int, scores: Sequence[float], size: float) -> list[float]:
        """How far each label's weights go along this example: exact for one label alone."""
        pushed = self.pushed[place]
        target = self.targets[place]
        soft = self.soft[target]
        moves = []
        for lane, score in enumerate(scores):
            held = pushed[lane]
            if lane == target:
                fresh = max(0.0, held - (score - 1 + soft * held) / (size + soft))
                pushed[lane] = fresh
                moves.append(fresh - held)
            elif held or score > -1:
                fresh = max(0.0, held - (-score - 1 + _SOFT * held) / (size + _SOFT))
                pushed[lane] = fresh
                moves.append(held - fresh)
            else:
                moves.append(0.0)
        return moves


def _squared_weights(texts: list["array[int]"], buckets: int) -> list[int]:
    """Inverse document frequency to the power 1.5: the square of what a bucket weighs."""
    counts = Counter(bucket for text in texts for bucket in text)
    top = math.log(1 + len(texts)) + 1
    weights = [1] * (buckets + 1)
    for bucket, count in counts.items():
        weight = math.log((1 + len(texts)) / (1 + count)) + 1
        weights[bucket] = max(1, round(_STEPS * (weight / top) ** 1.5))
    return weights

"""The same classifier on anybody's labels."""

import resource
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bots.understand import features, light

Predict = Callable[[str], str]
Light = light.Light
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """How well and how fast: shares of one, seconds, microseconds a text, kilobytes."""

    accuracy: float
    micro_f1: float
    macro_f1: float
    trained_s: float
    p50_us: float
    p99_us: float
    model_kb: float
    process_mb: float

    def __str__(self) -> str:
        return (
            f"accuracy {self.accuracy:.4f}  micro F1 {self.micro_f1:.4f}  "
            f"macro F1 {self.macro_f1:.4f}\n"
            f"trained in {self.trained_s:.1f} s  p50 {self.p50_us:.0f} us  "
            f"p99 {self.p99_us:.0f} us  model {self.model_kb:.0f} KB  "
            f"process at most {self.process_mb:.0f} MB"
        )


def fit(pairs: Iterable[Pair]) -> Light:
    """Learn from (text, label) pairs; the same pairs give the same answers."""
    return light.train(pairs, analyse=features.hashed)


def measure(train: Sequence[Pair], test: Sequence[Pair]) -> Report:
    """Train on the one, ask about the other."""
    began = perf_counter()
    predict = fit(train)
    trained = perf_counter() - began
    answers, times = timed(predict, [text for text, _ in test])
    truth = [label for _, label in test]
    right = sum(one == other for one, other in zip(answers, truth, strict=True)) / len(truth)
    return Report(
        accuracy=right,
        micro_f1=right,
        macro_f1=macro_f1(truth, answers),
        trained_s=trained,
        p50_us=quantile(times, 0.5) * 1e6,
        p99_us=quantile(times, 0.99) * 1e6,
        model_kb=predict.size / 1024,
        process_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def timed(predict: Predict, texts: Sequence[str]) -> tuple[list[str], list[float]]:
    """Answers, and the seconds each took."""
    answers, times = [], []
    for text in texts:
        began = perf_counter()
        answers.append(predict(text))
        times.append(perf_counter() - began)
    return answers, times


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of all lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def macro_f1(truth: Sequence[str], answers: Sequence[str]) -> float:
    """The mean over labels of the harmonic mean of precision and recall."""
    right = Counter(one for one, other in zip(truth, answers, strict=True) if one == other)
    true, said = Counter(truth), Counter(answers)
    labels = set(true) | set(said)
    return sum(2 * right[one] / (true[one] + said[one]) for one in labels) / len(labels)

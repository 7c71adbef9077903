"""Intent, item and danger of a message: three models on one set of features.

They are trained from our phrases in seconds and kept in a folder under the digest of what they
were made of: changed phrases or changed code make a new file, an old one is never read.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bots import phrases
from bots.understand import features, linear, sounds
from bots.understand.concepts import ideas
from bots.understand.linear import Joint, Linear, Ranked
from bots.understand.normalise import tidy
from bots.understand.words import Cut, cutter

_EVERY_THIRD = 3
_ABOUT_DANGER = {"crisis", "unsaid"}
_HEATS = {"intent": 1.5, "item": 1.5, "danger": 1.5}
_SETTINGS = linear.Settings(
    passes=10, rate=3.0, certain=0.97, kept=14_000, seen=2, heavy="§", weight=4
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the models make of one text."""

    intent: Ranked
    item: Ranked
    danger: Ranked


class Models:
    """The three models and the segmentation they share."""

    def __init__(self, made: dict[str, Linear], cut: Cut) -> None:
        self._joint = Joint(made)
        self._cut = cut

    def guess(self, text: str, meant: Sequence[str]) -> Guess:
        """All three answers for one tidy text and its ideas."""
        ranked = self._joint.rank(features.rich(text, self._cut, meant))
        return Guess(ranked["intent"], ranked["item"], ranked["danger"])


def load(folder: Path, given: Iterable[phrases.Phrase] | None = None) -> Models:
    """The models from the folder, trained and put there first when they are not."""
    cut = cutter(folder / "words")
    if given is not None:
        return Models(dict(_trained(given, cut)), cut)
    kept = folder / f"models-{_version()}.z"
    if kept.exists():
        return Models(_read(kept), cut)
    made = dict(_trained(phrases.all_phrases(), cut))
    _write(kept, made)
    return Models(made, cut)


def _version() -> str:
    code = hashlib.sha256(phrases.digest().encode())
    for source in (__file__, phrases.__file__, linear.__file__, features.__file__, sounds.__file__):
        code.update(Path(source).read_bytes())
    return code.hexdigest()[:16]


def _trained(given: Iterable[phrases.Phrase], cut: Cut) -> Iterator[tuple[str, Linear]]:
    """Each model from the phrases that say something about it.

    Every third phrase is learned a second time by its sound alone, so that a message written
    wholly by ear is still understood. Danger sees fewer of the ordinary ones, or it would be deaf.
    """
    seen: dict[str, set[str]] = {}
    examples: dict[str, list[tuple[str, str]]] = {"intent": [], "item": [], "danger": []}
    for place, phrase in enumerate(given):
        text = tidy(phrase.text)
        keys = [text]
        seen[text] = features.rich(text, cut, ideas(text))
        if place % _EVERY_THIRD == 0:
            seen["~" + text] = features.heard(text)
            keys.append("~" + text)
        for key in keys:
            if phrase.intent != "unsaid":
                examples["intent"].append((key, phrase.intent))
                examples["item"].append((key, phrase.item))
            if phrase.intent in _ABOUT_DANGER or place % _EVERY_THIRD:
                examples["danger"].append((key, phrase.danger))
    for name, pairs in examples.items():
        model = linear.train(pairs, analyse=lambda key: sorted(seen[key]), settings=_SETTINGS)
        model.heat = _HEATS[name]
        yield name, model


def _write(path: Path, made: dict[str, Linear]) -> None:
    lines = []
    for name, model in made.items():
        lines.append(json.dumps([name, model.labels, model.heat, len(model.rows)]))
        lines += [f"{feature}\t{row:x}" for feature, row in model.rows.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(zlib.compress("\n".join(lines).encode(), 1))
    fresh.replace(path)


def _read(path: Path) -> dict[str, Linear]:
    lines = iter(zlib.decompress(path.read_bytes()).decode().split("\n"))
    made = {}
    for head in lines:
        name, labels, heat, count = json.loads(head)
        rows = {}
        for _ in range(count):
            feature, _, row = next(lines).rpartition("\t")
            rows[feature] = int(row, 16)
        made[name] = Linear(labels, rows, heat=heat)
    return made

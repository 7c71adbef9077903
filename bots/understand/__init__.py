"""Understanding: what somebody wants, about what, for whom, and whether a life is in danger.

`load` once before processes fork; then `understand` answers in well under a millisecond.
"""

import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bots.phrases import DANGERS, departments, item_names
from bots.understand import classify, match
from bots.understand.classify import Guess, Models
from bots.understand.concepts import ideas
from bots.understand.crisis import danger_of, is_alarm
from bots.understand.linear import Ranked
from bots.understand.normalise import mask, tidy
from bots.understand.numbers import number_in
from bots.understand.slots import slots_of

KEPT_IN = Path("var/bots")
ASKS = frozenset(
    {"ask_eligibility", "ask_amount", "ask_materials", "ask_how_where", "ask_time_limit"}
)
_ASKED_BY = {
    "howmuch": "ask_amount",
    "papers": "ask_materials",
    "where": "ask_how_where",
    "howlong": "ask_time_limit",
    "may": "ask_eligibility",
}
_SURE = 0.75


@dataclass(frozen=True, slots=True)
class Context:
    """What a message is heard against: the day, and what was spoken of last."""

    today: date
    item: str | None = None
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means. `item` is a code; `department` is whose business it is if not ours."""

    text: str
    intent: str
    item: str | None
    confidence: float
    slots: dict[str, Any] = field(default_factory=dict)
    crisis: str | None = None
    department: str | None = None
    from_context: bool = False
    others: tuple[tuple[str, float], ...] = ()
    also: tuple[str, ...] = ()
    low: bool = False


class _Loaded:
    models: Models | None = None


def load(folder: Path = KEPT_IN) -> Models:
    """Have the models in memory; trains them first where nobody has. Call before forking."""
    if _Loaded.models is None:
        _Loaded.models = classify.load(folder)
        heard = understand("低保怎么办", Context(date(2026, 1, 5)))
        if heard.item is None:
            raise RuntimeError("the models do not know what they were taught")
        gc.freeze()
    return _Loaded.models


def use(models: Models | None) -> None:
    """Answer with these models: freshly trained ones, or none to load again."""
    _Loaded.models = models


def understand(text: str, context: Context) -> Understanding:
    """What somebody means. Never refuses: an empty message is small talk without certainty."""
    models = _Loaded.models or load()
    clean = tidy(text)
    meant = ideas(clean)
    guess = models.guess(clean, meant)
    danger = danger_of(clean, meant, guess.danger)
    slots = slots_of(clean, context.today, meant)
    if is_alarm(danger):
        return Understanding(clean, "crisis", None, 1.0, slots, crisis=danger)
    item, department, certainty, recalled = _item(clean, guess, context)
    intent = _intent(guess.intent, department, item)
    if danger == "fraud":
        slots["fraud"] = True
    return Understanding(
        text=clean,
        intent=intent,
        item=None if department else item,
        confidence=round(_confidence(guess.intent, intent, certainty), 3),
        slots=slots,
        department=department,
        from_context=recalled,
        others=_others(guess.item),
        also=_also(meant, intent),
        low=danger == "low",
    )


def _item(text: str, guess: Guess, context: Context) -> tuple[str | None, str | None, float, bool]:
    """The item, or the department that has it, how sure, and whether it was left unsaid."""
    best, chance = guess.item.best, guess.item.chances[0]
    unsure = chance < _SURE or best == "none"
    name = (match.named(text) or match.nearly_named(text)) if unsure else None
    if name and name != best and not best.startswith("dept:"):
        best, chance = name, max(guess.item.chance_of(name), 0.6)
    if best.startswith("dept:"):
        return None, best.removeprefix("dept:"), chance, False
    if best != "none":
        return best, None, chance, False
    if context.item and guess.intent.best in ASKS | {"ask_general", "apply", "ask_progress"}:
        return context.item, None, chance, True
    return None, None, chance, False


def _intent(ranked: Ranked, department: str | None, item: str | None) -> str:
    if department:
        return "out_of_scope"
    chosen = next(label for label in ranked.labels if label != "crisis")
    if chosen == "out_of_scope":
        ours = [label for label in ranked.labels if label not in {"crisis", "out_of_scope"}]
        return ours[0] if item else "out_of_scope"
    return chosen


def _confidence(ranked: Ranked, intent: str, certainty: float) -> float:
    if intent == "out_of_scope":
        return certainty
    sure = ranked.chance_of(intent)
    return sure if intent in {"small_talk", "talk_to_person"} else (sure * certainty) ** 0.5


def _others(ranked: Ranked) -> tuple[tuple[str, float], ...]:
    return tuple(zip(ranked.labels[:2], ranked.chances[:2], strict=True))


def _also(meant: Sequence[str], intent: str) -> tuple[str, ...]:
    """Other things asked in the same breath: 要带什么,去哪办."""
    if intent not in ASKS:
        return ()
    asked = [_ASKED_BY[idea] for idea in meant if idea in _ASKED_BY]
    return tuple(dict.fromkeys(one for one in asked if one != intent))


__all__ = [
    "ASKS",
    "DANGERS",
    "KEPT_IN",
    "Context",
    "Understanding",
    "departments",
    "is_alarm",
    "item_names",
    "load",
    "mask",
    "number_in",
    "tidy",
    "understand",
    "use",
]

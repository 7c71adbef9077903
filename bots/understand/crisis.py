"""Danger to somebody's life: heard by signs or by the model, and rather once too often.

Signs are ideas spoken of together; what is told of the past, of a price or of a paper is not a
sign. Hardship without danger is told apart: it gets warmth and the urgent lane, not the alarm.
"""

import re
from collections.abc import Iterable, Sequence

from bots.phrases import DANGERS
from bots.understand.concepts import ideas
from bots.understand.linear import Ranked

KIN = {"father", "mother", "old", "spouse", "child", "neighbour", "someone"}
ALARM_FROM = 0.1
ALONE_FROM = 0.12
LOW_FROM = 0.4

# (ideas any of which, and any of which besides; none: alone is enough) -> danger
_SIGNS: tuple[tuple[str, set[str], set[str]], ...] = (
    ("suicide", {"suicide"}, set()),
    ("suicide", {"burden_note"}, set()),
    ("child", {"sexual", "hit", "locked"}, {"child"}),
    ("elder", {"hit", "locked", "starve"}, {"father", "mother", "old"}),
    ("violence", {"hit", "locked", "threat"}, {"spouse", "neighbour", "now", "someone"}),
    ("violence", {"sexual"}, set()),
    ("medical", {"faint"}, {*KIN, "now"}),
    ("medical", {"ill_now"}, {*KIN, "now"}),
    ("fire", {"fire", "trapped"}, {*KIN, "now"}),
    ("missing", {"lost"}, KIN),
)
_TOLD = {
    "past", "hospital", "costly", "papers", "howmuch", "insurance", "accident", "jail", "gone",
    "allowance", "grading", "wants", "may", "orphaned", "disabled", "grade", "paralysed", "voucher",
}  # fmt: skip
_HARMLESS = re.compile(
    r"跳楼价|跳楼机|不想活(?:动|络|得)|想死(?:你|我|他)|(?:笑|累|热|冷|冻|急|烦|气|忙|饿|吓|开心|高兴|困|渴)死|"
    r"打(?:我|他|她)?(?:的)?(?:电话|手机|车|针|的)|告诫书|保护令|自杀险|反家暴|防走失|(?:证|卡|本|单|钱|手机|申请|补贴)(?:找不到|不见|丢)|"
    r"电视剧|新闻|小说|电影|演练|宣传|讲座|灭火器|理赔|打死我也|活人|死期|死心|死马|要死要活|农药补贴|药费"
)
_STILL = re.compile(r"我也不活|死给你|不想活了|活不下去|救命|救救我|快来|正在|现在|我要(?:跳|死)")


def danger_of(text: str, meant: Sequence[str], guessed: Ranked) -> str | None:
    """The kind of danger a tidy text speaks of, if any; `low` for hardship without danger."""
    harmless = _HARMLESS.search(text) is not None and _STILL.search(text) is None
    chances = dict(zip(guessed.labels, guessed.chances, strict=True))
    alarming = sum(chances.get(kind, 0.0) for kind in DANGERS)
    likeliest = max(DANGERS, key=lambda kind: chances.get(kind, 0.0))
    sign = _sign(ideas(_HARMLESS.sub(" ", text)) if harmless else meant)
    if sign and (alarming > ALONE_FROM or sign == "suicide" or "now" in meant):
        return sign
    if alarming > ALARM_FROM and not harmless:
        return likeliest
    if chances.get("fraud", 0.0) > LOW_FROM:
        return "fraud"
    return "low" if chances.get("low", 0.0) > LOW_FROM else None


def is_alarm(danger: str | None) -> bool:
    """Whether the duty roster is called."""
    return danger in DANGERS


def _sign(meant: Sequence[str]) -> str | None:
    spoken = set(meant)
    told = bool(spoken & _TOLD)
    for danger, signs, besides in _SIGNS:
        if not spoken & signs or (besides and not spoken & besides):
            continue
        if not told or (danger == "suicide" and not spoken & {"past"}):
            return danger
    return None


def kinds() -> Iterable[str]:
    """All dangers, alarms first."""
    return (*DANGERS, "fraud", "low")

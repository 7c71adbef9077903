"""After a death: fees of basic services waived, burials that save land rewarded.

殡葬管理条例（2026年3月30日起施行）; every figure is local, and given once for one person.
"""

from collections.abc import Mapping
from typing import Any

from server.catalogue.rules.base import (
    Amount,
    Given,
    Reason,
    Step,
    Verdict,
    amount,
    eligibility,
)
from server.catalogue.rules.telling import by_choice, clause_of, does_not, meets, took, unclear
from server.core.money import yuan_short

_LAW = "殡葬管理条例（2026年3月30日起施行）"
_HARD = frozenset({"subsistence", "destitute", "orphan", "veteran"})
_HUKOU = {
    "here": (Verdict.MEETS, "去世的人户口在这里"),
    "nameless": (Verdict.MEETS, "无名、无人认领的，由政府办"),
    "elsewhere": (Verdict.UNCLEAR, "户口在别处的，多半向户口所在地申请，我们帮您问"),
}


@eligibility("deceased_of_here")
def deceased_of_here(given: Given, _: Mapping[str, Any]) -> Reason:
    """Registered here, or nobody's; elsewhere is asked for, not refused."""
    return by_choice(given, "deceased.hukou", "deceased_of_here", _LAW, _HUKOU)


@eligibility("once_for_one_person")
def once_for_one_person(given: Given, _: Mapping[str, Any]) -> Reason:
    """Several relatives may ask; it is given once."""
    before = given.fact("funeral.waived_before")
    if before is None:
        return unclear("once_for_one_person", _LAW, "以前有没有减免或者奖补过，我们来查")
    if before:
        text = "为同一位逝者已经减免或者奖补过，不重复"
        return does_not("once_for_one_person", _LAW, text)
    return meets("once_for_one_person", _LAW, "还没有减免或者奖补过")


@eligibility("cremated_here")
def cremated_here(given: Given, _: Mapping[str, Any]) -> Reason:
    """In a local funeral home where the place says so."""
    place, must = given.fact("funeral.place"), given.parameter("funeral.must_be_local")
    clause = clause_of(must, _LAW)
    if place is None:
        return unclear("cremated_here", clause, "在哪里火化还没说清")
    if place == "here":
        return meets("cremated_here", clause, "在本地殡仪馆火化")
    if place == "none":
        return does_not("cremated_here", clause, "没有火化的，没有可以减免的项目")
    if must is None:
        return unclear("cremated_here", clause, "在外地火化给不给，当地还没有核定")
    verdict = given.soften(Verdict.DOES_NOT, must) if must.value else Verdict.MEETS
    return Reason("cremated_here", verdict, clause, "在外地殡仪馆火化")


@amount("funeral_waiver")
def funeral_waiver(given: Given, _: Mapping[str, Any]) -> Amount:
    """What basic services cost, up to the local most; more for those in need."""
    most, fee = given.parameter("funeral.waiver_most"), given.fact("funeral.fee")
    extra, group = given.parameter("funeral.waiver_hardship"), given.fact("deceased.group")
    if most is None or fee is None or group is None or extra is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    cap = most.value + (extra.value if group in _HARD else 0)
    lines = [took("基本项目的费用", fee)]
    if fee > cap:
        said = f"{yuan_short(cap)} − {yuan_short(fee)}"
        lines.append(Step("超过最多能免的，减到这么多", said, cap - fee, adds=True))
    return Amount(min(fee, cap), tuple(lines))


@eligibility("saves_land")
def saves_land(given: Given, _: Mapping[str, Any]) -> Reason:
    """A kind of burial the place rewards."""
    kind, rewards = given.fact("burial.kind"), given.parameter("burial.rewards")
    clause = clause_of(rewards, _LAW)
    if kind is None:
        return unclear("saves_land", clause, "怎么安葬的还没说清")
    if kind == "grave":
        return does_not("saves_land", clause, "普通墓穴不在奖补的范围里")
    if rewards is None:
        return unclear("saves_land", clause, "当地的奖补标准还没有核定")
    if rewards.value.get(kind):
        return meets("saves_land", clause, "这种安葬方式有奖补")
    verdict = given.soften(Verdict.DOES_NOT, rewards)
    return Reason("saves_land", verdict, clause, "当地没有给这种安葬方式奖补")


@eligibility("burial_is_recorded")
def burial_is_recorded(given: Given, _: Mapping[str, Any]) -> Reason:
    """The record of the place of burial; we ask for it ourselves where there is none."""
    recorded = given.fact("burial.recorded")
    if recorded:
        return meets("burial_is_recorded", _LAW, "有安葬记录")
    return unclear("burial_is_recorded", _LAW, "安葬记录由我们向安葬的地方要，不用您去开")


@amount("burial_award")
def burial_award(given: Given, _: Mapping[str, Any]) -> Amount:
    """The local award by kind of burial."""
    rewards, kind = given.parameter("burial.rewards"), given.fact("burial.kind")
    if rewards is None or kind is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    return Amount(int(rewards.value.get(kind, 0)), (took("奖补", int(rewards.value.get(kind, 0))),))

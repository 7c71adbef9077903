"""The two allowances for disabled people: 国发〔2015〕52号. Each judged by itself, both may be had.

Living: households in need, classes by local law. Care: grades 1 and 2, never income or property.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from server.catalogue.parameters import Parameter
from server.catalogue.rules.base import (
    Amount,
    Given,
    Reason,
    Step,
    Verdict,
    amount,
    eligibility,
)
from server.catalogue.rules.telling import (
    MONTHS,
    STANDARD,
    by_choice,
    clause_of,
    does_not,
    meets,
    took,
    unclear,
    whole_yuan,
)
from server.core.money import share, yuan_short

_STATE = "国发〔2015〕52号"
_SEVERE, _MILD = ("1", "2"), ("3", "4")
_MIND = ("intellect", "mental")
# The kinds whose severe grades are helped outside the subsistence allowance (Jiangsu).
_OUTSIDE = ("intellect", "mental", "limb", "sight")
_IN_SUBSISTENCE = "subsistence"
_CARD = {
    "valid": (Verdict.MEETS, "残疾证有效"),
    "expired": (Verdict.UNCLEAR, "残疾证到期了，先申请，证同时去换"),
    "none": (Verdict.DOES_NOT, "还没有残疾证，先问残联办证"),
}


@eligibility("card_is_valid")
def card_is_valid(given: Given, _: Mapping[str, Any]) -> Reason:
    """A disability card that is in force; one that ran out is renewed beside the case."""
    return by_choice(given, "card.valid", "card_is_valid", _STATE, _CARD)


@eligibility("not_excluded")
def not_excluded(given: Given, options: Mapping[str, Any]) -> Reason:
    """What excludes: destitute support and injury care for both, a child's allowance for living."""
    held, other = given.facts.get("household.classification"), given.fact("care.other_benefit")
    clause = f"{_STATE}；民发〔2019〕62号"
    if held == "destitute":
        return does_not("not_excluded", clause, "特困供养已经包含，两项残疾补贴都不能再领")
    if other == "injury":
        text = "领工伤生活护理费的，两项残疾补贴都不能再领"
        return does_not("not_excluded", clause, text)
    if options.get("for") == "living" and given.facts.get("destitute.status") in {
        "orphan",
        "unattended",
    }:
        text = "孤儿、全额的事实无人抚养补贴和生活补贴不能同时领，护理补贴可以"
        return does_not("not_excluded", clause, text)
    if other is None:
        return unclear("not_excluded", clause, "在不在领别的护理的钱还没说清")
    return meets("not_excluded", clause, "没有和这一项冲突的待遇")


def living_class(given: Given) -> str | None:
    """The one class that helps most, `L1` to `L5`; "" for none, None while it cannot be told.

    L1, L2: inside the subsistence allowance, severe or not. L3: outside, severe, no fixed income.
    L4: income within twice the standard, several disabled or kept by old parents. L5: outside,
    grade 3 or 4 of intellect or mind, no fixed income.
    """
    level, kind = given.fact("card.level"), given.fact("card.kind")
    held = given.fact("household.classification")
    if level is None or kind is None or held is None:
        return None
    if level == "none" or kind == "none":
        return ""
    if held == _IN_SUBSISTENCE:
        return "L1" if level in _SEVERE else "L2"
    classes = _outside(given, level, kind)
    found = [name for name, holds in classes.items() if holds]
    if found:
        return max(found, key=lambda name: _ratio(given, name))
    return None if None in classes.values() else ""


def _outside(given: Given, level: str, kind: str) -> dict[str, bool | None]:
    fixed = given.fact("income.fixed")
    free = None if fixed is None else not fixed
    return {
        "L3": free if level in _SEVERE and kind in _OUTSIDE else False,
        "L4": _several(given),
        "L5": free if level in _MILD and kind in _MIND else False,
    }


def _several(given: Given) -> bool | None:
    """Two or more in one home, or kept by old parents, and income within twice the standard."""
    several, old = given.facts.get("card.at_home"), given.facts.get("card.kept_by_old")
    many = type(several) is int and several > 1
    if not many and old is not True:
        return False if several is not None and old is not None else None
    standard, income = given.parameter(STANDARD), given.fact("household.income_12m")
    size, times = given.fact("household.size"), given.parameters.value("disability.l4_multiple", 2)
    if standard is None or income is None or size is None:
        return None
    return bool(income <= share(standard.value * MONTHS * size, Decimal(str(times))))


def _ratios(given: Given) -> Parameter | None:
    return given.parameter("disability.living_ratios")


def _ratio(given: Given, name: str) -> Decimal:
    ratios = _ratios(given)
    return Decimal(str(ratios.value.get(name, 0))) if ratios else Decimal(0)


_CLASSES = {
    "L1": "低保家庭里的重度残疾人",
    "L2": "低保家庭里的残疾人",
    "L3": "没有固定收入的重度残疾人",
    "L4": "一户多残，或者靠年老父母养的残疾人",
    "L5": "没有固定收入的三、四级智力、精神残疾人",
}


@eligibility("living_in_scope")
def living_in_scope(given: Given, _: Mapping[str, Any]) -> Reason:
    """In the subsistence allowance (national), or in a class the place has added."""
    found, ratios = living_class(given), _ratios(given)
    clause = clause_of(ratios, _STATE)
    if found is None:
        return unclear("living_in_scope", clause, "属于哪一类还没说清，由工作人员判断")
    if not found:
        text = "不是低保家庭，也不在当地扩大的范围里；残疾一级、二级的可以申请护理补贴"
        if ratios is None:
            return unclear("living_in_scope", clause, "当地有没有扩大范围还没有核定")
        return Reason("living_in_scope", given.soften(Verdict.DOES_NOT, ratios), clause, text)
    if found in {"L1", "L2"} or (ratios and _ratio(given, found) > 0):
        return meets("living_in_scope", clause, f"属于{_CLASSES[found]}")
    if ratios is None:
        return unclear("living_in_scope", clause, "当地有没有扩大到这一类还没有核定")
    text = "当地还没有扩大到这一类"
    return Reason("living_in_scope", given.soften(Verdict.DOES_NOT, ratios), clause, text)


@amount("living_allowance")
def living_allowance(given: Given, _: Mapping[str, Any]) -> Amount:
    """A share of the standard by class, rounded half up to whole yuan."""
    standard, ratios, found = given.parameter(STANDARD), _ratios(given), living_class(given)
    if standard is None or ratios is None or found is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    if not found:
        return Amount(0, (Step("不在范围里", "0", 0),))
    ratio = _ratio(given, found)
    line = share(standard.value, ratio)
    said = f"{yuan_short(standard.value)} × {ratio:.0%}"
    first = Step(f"低保标准 × 比例（{_CLASSES[found]}）", said, line, adds=True)
    total, rounding = whole_yuan(line)
    return Amount(total, (first, *rounding))


@eligibility("severe_enough")
def severe_enough(given: Given, _: Mapping[str, Any]) -> Reason:
    """Grades 1 and 2 of any kind; a place may add grade 3 of intellect and mind."""
    level, kind = given.fact("card.level"), given.fact("card.kind")
    if level is None or kind is None:
        return unclear("severe_enough", _STATE, "残疾的类别和等级还没说清")
    if level in _SEVERE:
        return meets("severe_enough", _STATE, "一级、二级残疾")
    wider = given.parameter("disability.care_scope")
    if level == "3" and kind in _MIND:
        if wider is None:
            text = "三级智力、精神残疾，当地有没有扩大到还没有核定"
            return unclear("severe_enough", clause_of(None, _STATE), text)
        if kind in wider.value:
            return meets("severe_enough", wider.source, "三级智力、精神残疾，当地已经扩大到")
        verdict = given.soften(Verdict.DOES_NOT, wider)
        return Reason("severe_enough", verdict, wider.source, "当地只给一级、二级残疾")
    return does_not("severe_enough", _STATE, "残疾等级不在范围里")


_CARE = {
    "long": (Verdict.MEETS, "要人长期照顾，满半年了"),
    "short": (Verdict.UNCLEAR, "还不到半年；是不是要长期照顾，由工作人员看"),
    "no": (Verdict.UNCLEAR, "重度残疾一般都要人照顾，由工作人员看过再说"),
}


@eligibility("needs_long_care")
def needs_long_care(given: Given, _: Mapping[str, Any]) -> Reason:
    """Care needed for six months; a severe card is presumed to show it, nobody is refused on it."""
    return by_choice(given, "care.since_months", "needs_long_care", _STATE, _CARE)


@amount("care_allowance")
def care_allowance(given: Given, _: Mapping[str, Any]) -> Amount:
    """The local sum by grade; beside another care benefit only what is higher than that one."""
    sums, level = given.parameter("disability.care_sums"), given.fact("card.level")
    if sums is None or level is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    full = int(sums.value.get(level, 0))
    return the_higher(given, took("护理补贴每月", full), excluding=("injury",))


def the_higher(given: Given, own: Step, *, excluding: tuple[str, ...] = ()) -> Amount:
    """Two care benefits: one of them, the higher; this one pays nothing where the other is."""
    other, sum_of = given.facts.get("care.other_benefit"), given.facts.get("care.other_amount")
    if other in excluding:
        gone = Step("不能同时领", f"−{yuan_short(own.result_fen)}", -own.result_fen, adds=True)
        return Amount(0, (own, gone))
    has_other = other not in {None, "none"} and type(sum_of) is int
    if has_other and isinstance(sum_of, int) and sum_of >= own.result_fen:
        said = f"{yuan_short(sum_of)} ≥ {yuan_short(own.result_fen)}"
        kept = Step("两样只能领一样，另一样更高，留着那一样", said, -own.result_fen, adds=True)
        return Amount(0, (own, kept))
    return Amount(own.result_fen, (own,))

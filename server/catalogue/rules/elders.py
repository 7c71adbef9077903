"""The old: old-age allowance, care allowance, care vouchers. 财社〔2014〕113号 and local law.

The voucher's book is the national system: here it is worked out and helped with, never paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from server.catalogue.rules.ability import MODERATE, NAMES, level_of
from server.catalogue.rules.ages import age_of, birthday_in, next_month
from server.catalogue.rules.base import (
    Amount,
    Given,
    Reason,
    Step,
    Verdict,
    amount,
    eligibility,
)
from server.catalogue.rules.disability import the_higher
from server.catalogue.rules.telling import (
    by_choice,
    clause_of,
    does_not,
    meets,
    took,
    unclear,
)
from server.core.money import yuan_short

_RIGHTS = "老年人权益保障法第三十三条"
_POOR_OLD = "财社〔2014〕113号"
_VOUCHER = "向中度以上失能老年人发放养老服务消费补贴的通知（民政部、财政部2025年7月）"
_OLD = 60
TIERS, START = "elder.tiers", "elder.start_mode"


@eligibility("old_enough")
def old_enough(given: Given, options: Mapping[str, Any]) -> Reason:
    """The least age: of the lowest tier for the allowance, sixty for the rest."""
    tiers, age = (given.parameter(TIERS), age_of(given)) if options.get("tiers") else (None, None)
    if options.get("tiers"):
        if tiers is None or age is None:
            text = "出生日期还没说清" if tiers else "当地从几岁起发还没有核定，由工作人员判断"
            return unclear("old_enough", clause_of(tiers, _RIGHTS), text)
        least = min(int(tier[0]) for tier in tiers.value)
        verdict = Verdict.MEETS if age >= least else given.soften(Verdict.DOES_NOT, tiers)
        relation = "满" if age >= least else "还没满"
        figures = {"age": age, "least": least}
        text = f"今年 {age} 周岁，{relation} {least} 周岁"
        return Reason("old_enough", verdict, tiers.source, text, figures)
    age = age_of(given)
    if age is None:
        return unclear("old_enough", _RIGHTS, "出生日期还没说清")
    if age >= _OLD:
        return meets("old_enough", _RIGHTS, "满 60 周岁")
    return does_not("old_enough", _RIGHTS, "还没满 60 周岁，满了再来，评过的等级可以先存着")


@dataclass(frozen=True)
class Start:
    """The first month paid, and how many months before the one of the application are owed."""

    first: date
    back_months: int


def start_of(
    born: date, *, at_age: int, mode: str, applied: date, approved: date, back_most: int = 0
) -> Start:
    """When the allowance of an age starts, by the four ways places have.

    `birth_month`, `next_month`: with the birthday, whenever applied; `apply_month`: never before
    the application; `approve_next_month`: the month after the approval. What is owed from before
    the application is capped by `back_most` months. Always whole months.
    """
    reached = birthday_in(born, born.year + at_age)
    own = date(reached.year, reached.month, 1)
    asked = date(applied.year, applied.month, 1)
    if mode == "apply_month":
        return Start(max(own, asked), 0)
    if mode == "approve_next_month":
        return Start(max(own, next_month(approved)), 0)
    first = next_month(reached) if mode == "next_month" else own
    late = max(0, (asked.year - first.year) * 12 + asked.month - first.month)
    return Start(first, min(late, back_most))


@amount("old_age_allowance")
def old_age_allowance(given: Given, _: Mapping[str, Any]) -> Amount:
    """The sum of the tier by age; what is owed from before is said beside it."""
    tiers, age, mode = given.parameter(TIERS), age_of(given), given.parameter(START)
    if tiers is None or age is None or mode is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    tier = next((t for t in tiers.value if t[0] <= age and (not t[1] or age < t[1])), None)
    if tier is None:
        return Amount(0, (Step("还没到发的年龄", "0", 0),))
    start = start_of(
        date.fromisoformat(str(given.facts["person.birth_on"])),
        at_age=tier[0],
        mode=mode.value,
        applied=given.on,
        approved=given.on,
        back_most=int(given.parameters.value("elder.backpay_months", 0)),
    )
    fen = int(tier[2])
    lines = [took(f"{tier[0]} 周岁以上，每月", fen)]
    if start.back_months:
        said = f"{yuan_short(fen)} × {start.back_months}"
        lines.append(Step("另外补发以前的月份", said, fen * start.back_months))
    return Amount(fen, tuple(lines))


@eligibility("registered_in_place")
def registered_in_place(given: Given, _: Mapping[str, Any]) -> Reason:
    """The allowance follows the hukou; where one lives does not matter."""
    words = {
        "hukou": (Verdict.MEETS, "户口在这里"),
        "permit": (Verdict.DOES_NOT, "这一项看户口：向户口所在地领，我们可以帮您转过去"),
        "living": (Verdict.DOES_NOT, "这一项看户口：向户口所在地领，我们可以帮您转过去"),
    }
    return by_choice(given, "residence.basis", "registered_in_place", _RIGHTS, words)


_POOR = {
    "subsistence": (Verdict.MEETS, "低保家庭的老人"),
    "margin": (Verdict.UNCLEAR, "低保边缘家庭的老人，看当地有没有扩大到"),
    "rigid": (Verdict.UNCLEAR, "刚性支出困难家庭的老人，看当地有没有扩大到"),
    "none": (Verdict.DOES_NOT, "这一项给经济困难的老人；不看困难的，可以问养老服务消费补贴"),
    "destitute": (Verdict.DOES_NOT, "特困供养已经包含照料护理，不能再领"),
}


@eligibility("poor_household")
def poor_household(given: Given, _: Mapping[str, Any]) -> Reason:
    """Households in need, as far as the place goes."""
    held, wider = given.facts.get("household.classification"), given.parameter("elder.care_classes")
    if wider is not None and held in wider.value:
        return meets("poor_household", wider.source, "家里的困难认定在当地的范围里")
    clause = clause_of(wider, _POOR_OLD)
    return by_choice(given, "household.classification", "poor_household", clause, _POOR)


@eligibility("ability_is_low")
def ability_is_low(given: Given, options: Mapping[str, Any]) -> Reason:
    """Assessed by the national standard as moderate or worse; whoever was not is assessed first."""
    clause = _VOUCHER if options.get("for") == "voucher" else f"{_POOR_OLD}；GB/T 42195-2022"
    if given.facts.get("ability.level") == "none" and "ability.scores" not in given.facts:
        return unclear("ability_is_low", clause, "还没评过：先申请上门评估，不收钱")
    level = level_of(given)
    if level is None:
        return unclear("ability_is_low", clause, "评估等级还没说清；可以申请上门评估")
    text = f"按国家标准评为{NAMES[level]}"
    verdict = Verdict.MEETS if level >= MODERATE else Verdict.DOES_NOT
    return Reason("ability_is_low", verdict, clause, text, {"level": level})


@amount("elder_care")
def elder_care(given: Given, _: Mapping[str, Any]) -> Amount:
    """The local sum by level; beside the care allowance of the disabled only the higher is paid."""
    sums, level = given.parameter("elder.care_sums"), level_of(given)
    if sums is None or level is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    own = took(f"{NAMES[level]}，每月", int(sums.value.get(str(level), 0)))
    return the_higher(given, own, excluding=("institution",))


@eligibility("no_other_elder_care")
def no_other_elder_care(given: Given, _: Mapping[str, Any]) -> Reason:
    """Not beside destitute support or help in an institution."""
    if given.facts.get("household.classification") == "destitute":
        text = "特困供养已经包含照料护理，不能再领"
        return does_not("no_other_elder_care", _VOUCHER, text)
    other = given.fact("care.other_benefit")
    if other is None:
        return unclear("no_other_elder_care", _VOUCHER, "在不在领别的护理的钱还没说清")
    if other == "institution":
        text = "在领失能老人集中照护补助的，不能再领"
        return does_not("no_other_elder_care", _VOUCHER, text)
    return meets("no_other_elder_care", _VOUCHER, "没有和这一项冲突的待遇")


@amount("voucher")
def voucher(given: Given, _: Mapping[str, Any]) -> Amount:
    """A share of what one pays oneself, up to what is left of the month's cap; whole yuan down."""
    ratio, cap = given.parameter("voucher.ratio"), given.parameter("voucher.cap")
    spent, insured = given.fact("voucher.spent"), given.fact("voucher.insured")
    used = given.fact("voucher.used")
    if ratio is None or cap is None or None in (spent, insured, used):
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    base = max(0, spent - insured)
    part = int(Decimal(base) * Decimal(str(ratio.value))) // 100 * 100
    left = max(0, cap.value - used)
    said = f"（{yuan_short(spent)} − {yuan_short(insured)}）× {Decimal(str(ratio.value)):.0%}"
    lines = [Step("自己付的 × 比例", said, part, adds=True)]
    if part > left:
        label = "超过这个月还能抵的，减到这么多"
        lines.append(Step(label, yuan_short(left), left - part, adds=True))
    return Amount(min(part, left), tuple(lines))

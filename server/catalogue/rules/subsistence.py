"""Subsistence allowance: 社会救助暂行办法 第九条至第十三条, 民发〔2021〕57号.

A head's countable income strictly below the standard; the difference, or a class by hardship,
for everybody who receives; extra for the old, the young, the disabled and the ill.
"""

from collections.abc import Mapping
from decimal import Decimal
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
from server.catalogue.rules.means import (
    Countable,
    countable_income,
    income_reason,
    people_of,
    receivers_of,
)
from server.catalogue.rules.telling import (
    MONTHS,
    STANDARD,
    by_choice,
    meets,
    took,
    unclear,
    whole_yuan,
)
from server.core.money import share, yuan_short

_METHOD = "最低生活保障审核确认办法（民发〔2021〕57号）"
_LAW = "社会救助暂行办法（国务院令第649号）第九条"
_REGISTERED = {
    "hukou": (Verdict.MEETS, "您家户口在这里，在这里申请"),
    "permit": (Verdict.UNCLEAR, "您有居住证：这里可以代收，由户口所在地来定"),
    "living": (Verdict.UNCLEAR, "您的户口不在这里，交上来以后我们转给户口所在地"),
}


@eligibility("registered_here")
def registered_here(given: Given, _: Mapping[str, Any]) -> Reason:
    """The place of the hukou decides; another place takes the papers and passes them on."""
    return by_choice(given, "residence.basis", "registered_here", f"{_METHOD}第四条", _REGISTERED)


_HELD = {
    "none": (Verdict.MEETS, "没有和这一项冲突的待遇"),
    "margin": (Verdict.MEETS, "低保边缘可以转过来，材料不用再交"),
    "rigid": (Verdict.MEETS, "刚性支出困难家庭可以转过来，材料不用再交"),
    "subsistence": (Verdict.UNCLEAR, "您家已经在享受低保，有变化由工作人员改，不用再申请"),
    "destitute": (Verdict.DOES_NOT, "特困供养和低保不能同时领，特困供养的待遇更高"),
}


@eligibility("no_other_support")
def no_other_support(given: Given, _: Mapping[str, Any]) -> Reason:
    """Nobody has destitute support and the subsistence allowance at once."""
    clause = "社会救助暂行办法（国务院令第649号）第十四条"
    return by_choice(given, "household.classification", "no_other_support", clause, _HELD)


@eligibility("below_standard")
def below_standard(given: Given, _: Mapping[str, Any]) -> Reason:
    """A head's countable income strictly below the standard."""
    return income_reason(given, "below_standard", Decimal(1), _LAW)


@amount("difference")
def difference(given: Given, _: Mapping[str, Any]) -> Amount:
    """The standard less countable income a head, for each who receives, and the extras."""
    standard, income = given.parameter(STANDARD), countable_income(given)
    if standard is None or income is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    people = people_of(given) or income.people
    receivers = receivers_of(given, people)
    if given.parameters.value("subsistence.calc_mode", "gap") == "tier":
        lines = _by_class(given, income, receivers)
    else:
        lines = _by_gap(given, income, receivers)
    if sum(step.result_fen for step in lines if step.adds) > 0:
        lines += _extras(given, standard.value)
    total, rounding = whole_yuan(sum(step.result_fen for step in lines if step.adds))
    return Amount(total, (*income.steps, *lines, *rounding))


def _by_gap(given: Given, income: Countable, receivers: int) -> tuple[Step, ...]:
    """The gap; where a place sets a least, a gap above zero is never below that share."""
    standard = given.parameters.value(STANDARD)
    whole = standard * receivers
    counted = share(income.year_fen * receivers, Decimal(1) / (MONTHS * income.people))
    said = f"{yuan_short(standard)} × {receivers}"
    if counted >= whole:
        return (Step("能算的收入已经到了低保标准", said, 0),)
    lines = [
        Step("低保标准 × 人数", said, whole, adds=True),
        Step("减去每月能算的收入", f"−{yuan_short(counted)}", -counted, adds=True),
    ]
    least = given.parameters.value("subsistence.least_share")
    floor = share(whole, Decimal(str(least))) if least is not None else 0
    if whole - counted < floor:
        lines.append(took("补到当地最低的补差", floor - (whole - counted)))
    return tuple(lines)


def _by_class(given: Given, income: Countable, receivers: int) -> tuple[Step, ...]:
    """A sum a head by how much of the standard the household has: `[share up to, fen a head]`."""
    standard, classes = given.parameters.value(STANDARD), given.parameter("subsistence.classes")
    line = standard * MONTHS * income.people
    for number, (upto, fen) in enumerate(classes.value if classes else (), 1):
        if income.year_fen < share(line, Decimal(str(upto))):
            label = f"按困难程度第 {number} 档 × 人数"
            said = f"{yuan_short(fen)} × {receivers}"
            return (Step(label, said, fen * receivers, adds=True),)
    return (Step("能算的收入已经到了低保标准", yuan_short(standard), 0),)


_EXTRAS = (
    ("group.elders", "elder", "70 岁以上的老人，多补"),
    ("group.minors", "minor", "未成年的孩子，多补"),
    ("group.disabled", "disabled", "重度残疾的人，多补"),
    ("group.ill", "ill", "重病的人，多补"),
)


def _extras(given: Given, standard: int) -> tuple[Step, ...]:
    """More for those whom the law names, each person counted once; shares are local."""
    shares = given.parameters.value("subsistence.extras", {})
    found = []
    for key, name, label in _EXTRAS:
        heads, part = given.facts.get(key), shares.get(name, 0)
        if type(heads) is int and heads and part:
            each = share(standard, Decimal(str(part)))
            found.append(Step(label, f"{yuan_short(each)} × {heads}", each * heads, adds=True))
    return tuple(found)


_GROUNDS = {
    "disabled": (Verdict.MEETS, "重度残疾、三级智力或精神残疾，可以一个人单独申请"),
    "ill": (Verdict.MEETS, "得了大病、重病，可以一个人单独申请；病种由当地定"),
    "jobless": (Verdict.MEETS, "成年、没有工作、重度残疾，可以参照单人户申请"),
    "religious": (Verdict.UNCLEAR, "宗教教职人员由省里定向哪里申请，我们帮您问"),
    "none": (Verdict.DOES_NOT, "不在可以单独申请的情形里，可以全家一起申请"),
}


@eligibility("may_apply_alone")
def may_apply_alone(given: Given, _: Mapping[str, Any]) -> Reason:
    """Who may ask for themselves alone."""
    clause = f"{_METHOD}；民发〔2022〕83号"
    return by_choice(given, "single.ground", "may_apply_alone", clause, _GROUNDS)


@eligibility("household_near_margin")
def household_near_margin(given: Given, _: Mapping[str, Any]) -> Reason:
    """The household's income below the margin line; the jobless disabled are judged alone."""
    looked_at = given.parameters.value("single.jobless_checks_household")
    if given.facts.get("single.ground") == "jobless" and not looked_at:
        text = "成年无业重残，主要看本人的收入，不看全家"
        return meets("household_near_margin", "民发〔2022〕83号", text)
    multiple = given.parameter("margin.multiple")
    if multiple is None:
        text = "当地的低保边缘线还没有核定，由工作人员判断"
        return unclear("household_near_margin", _METHOD, text)
    found = income_reason(given, "household_near_margin", Decimal(str(multiple.value)), _METHOD)
    # A multiple that nobody has confirmed refuses nobody either.
    return Reason(
        found.rule, given.soften(found.verdict, multiple), found.clause, found.text, found.figures
    )


@eligibility("own_income_below")
def own_income_below(given: Given, _: Mapping[str, Any]) -> Reason:
    """The person's own income strictly below the standard."""
    standard, own = given.parameter(STANDARD), given.fact("person.income_12m")
    if standard is None or own is None:
        return unclear("own_income_below", _METHOD, "本人的收入还没说清，或者当地标准还没有核定")
    below = own < standard.value * MONTHS
    verdict = Verdict.MEETS if below else given.soften(Verdict.DOES_NOT, standard)
    relation = "低于" if below else "不低于"
    text = (
        f"本人每月收入 {yuan_short(own // MONTHS)} 元，"
        f"{relation}当地低保标准 {yuan_short(standard.value)} 元"
    )
    figures = {"income_fen": own, "line_fen": standard.value * MONTHS}
    return Reason("own_income_below", verdict, f"{_METHOD}；{standard.source}", text, figures)


@amount("single_difference")
def single_difference(given: Given, _: Mapping[str, Any]) -> Amount:
    """The standard less one's own income; at least the local share of it where one is set."""
    standard, own = given.parameter(STANDARD), given.fact("person.income_12m")
    if standard is None or own is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    month = share(own, Decimal(1) / MONTHS)
    if month >= standard.value:
        return Amount(0, (Step("本人收入已经到了低保标准", yuan_short(month), 0),))
    lines = [
        took("低保标准", standard.value),
        Step("减去本人每月的收入", f"−{yuan_short(month)}", -month, adds=True),
    ]
    least = given.parameters.value("single.least_share")
    floor = share(standard.value, Decimal(str(least))) if least is not None else 0
    if standard.value - month < floor:
        lines.append(took("补到当地最低的补差", floor - (standard.value - month)))
    total, rounding = whole_yuan(sum(step.result_fen for step in lines))
    return Amount(total, (*lines, *rounding))

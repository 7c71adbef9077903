"""Recognised hardship: low-income margin and rigid expenditure. No money hangs on it by itself.

民发〔2021〕57号, 国办发〔2023〕39号; 刚性支出困难家庭认定办法 (2024-10-24, 文号待核).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from server.catalogue.rules.base import Amount, Given, Reason, Verdict, amount, eligibility
from server.catalogue.rules.means import income_reason, people_of
from server.catalogue.rules.telling import (
    MONTHS,
    STANDARD,
    by_choice,
    clause_of,
    meets,
    unclear,
)
from server.core.money import yuan_short

_MARGIN = "民发〔2021〕57号；民发〔2022〕83号"
_RIGID = "刚性支出困难家庭认定办法（民政部2024年10月24日，文号待核）"


@amount("no_cash")
def no_cash(_given: Given, _: Mapping[str, Any]) -> Amount:
    """A recognition opens doors; it pays nothing by the month."""
    return Amount(0)


_FOR_MARGIN = {
    "none": (Verdict.MEETS, "没有更高的认定"),
    "rigid": (Verdict.MEETS, "刚性支出困难家庭可以改认低保边缘，两个不能同时有"),
    "margin": (Verdict.UNCLEAR, "您家已经是低保边缘；快到期的，续认就行"),
    "subsistence": (Verdict.DOES_NOT, "您家已经是低保，比低保边缘的帮助更多"),
    "destitute": (Verdict.DOES_NOT, "您已经是特困供养，比低保边缘的帮助更多"),
}
_FOR_RIGID = {
    "none": (Verdict.MEETS, "没有别的认定"),
    "rigid": (Verdict.UNCLEAR, "您家已经认定过；满一年要重新申请"),
    "margin": (Verdict.DOES_NOT, "您家已经是低保边缘，帮助一样，不能再认这一项"),
    "subsistence": (Verdict.DOES_NOT, "您家已经是低保，帮助更多，不能再认这一项"),
    "destitute": (Verdict.DOES_NOT, "您已经是特困供养，帮助更多，不能再认这一项"),
}


@eligibility("not_recognised_higher")
def not_recognised_higher(given: Given, options: Mapping[str, Any]) -> Reason:
    """One recognition at a time, the one that helps most; `as` says which is asked for."""
    table, clause = (
        (_FOR_MARGIN, _MARGIN) if options.get("as") == "margin" else (_FOR_RIGID, _RIGID)
    )
    return by_choice(given, "household.classification", "not_recognised_higher", clause, table)


@eligibility("below_margin")
def below_margin(given: Given, _: Mapping[str, Any]) -> Reason:
    """A head's countable income below so many times the standard: 1.5, in Jiangsu often 2."""
    multiple = given.parameter("margin.multiple")
    if multiple is None:
        return unclear("below_margin", _MARGIN, "当地的低保边缘线还没有核定，由工作人员判断")
    found = income_reason(given, "below_margin", Decimal(str(multiple.value)), _MARGIN)
    verdict = given.soften(found.verdict, multiple)
    return Reason(found.rule, verdict, found.clause, found.text, found.figures)


@eligibility("below_disposable")
def below_disposable(given: Given, _: Mapping[str, Any]) -> Reason:
    """A head's yearly income below last year's local disposable income."""
    line = given.parameter("income.disposable_last_year")
    total, people = given.fact("household.income_12m"), people_of(given)
    if line is None or total is None or people is None:
        text = "收入还没说清" if line else "当地的收入线还没有核定，由工作人员判断"
        return unclear("below_disposable", clause_of(line, _RIGID), text)
    below = total < line.value * people
    verdict = Verdict.MEETS if below else given.soften(Verdict.DOES_NOT, line)
    relation = "低于" if below else "不低于"
    text = (
        f"您家每人每年收入 {yuan_short(total // people)} 元，"
        f"{relation}当地线 {yuan_short(line.value)} 元"
    )
    figures = {"income_fen": total, "people": people, "line_fen": line.value}
    return Reason("below_disposable", verdict, f"{_RIGID}；{line.source}", text, figures)


@eligibility("spending_share")
def spending_share(given: Given, _: Mapping[str, Any]) -> Reason:
    """What had to be spent in twelve months, as a share of income, above the local share.

    Whether living counts decides most cases, so the place sets both together or neither.
    """
    least, living = (
        given.parameter("rigid.ratio_threshold"),
        given.parameter("rigid.includes_living"),
    )
    if least is None or living is None:
        text = "当地的支出比例还没有核定，由工作人员判断"
        return unclear("spending_share", clause_of(None, _RIGID), text)
    income, spent = given.fact("household.income_12m"), spending(given, has_living=living.value)
    if income is None or spent is None:
        return unclear("spending_share", least.source, "花了多少、收入多少还没说清")
    if income == 0:
        text = "一年没有收入，先看低保；低保不够的，由工作人员判断"
        return unclear("spending_share", least.source, text)
    ratio, line = Decimal(spent) / Decimal(income), Decimal(str(least.value))
    over = (
        ratio >= line if given.parameters.value("rigid.operator", "gt") == "gte" else ratio > line
    )
    verdict = Verdict.MEETS if over else given.soften(Verdict.DOES_NOT, least, living)
    relation = "超过" if over else "没有超过"
    text = f"必须花的 {yuan_short(spent)} 元，占一年收入的 {ratio:.1%}，{relation}当地线 {line:.0%}"
    figures = {"spent_fen": spent, "income_fen": income, "line_share": str(line)}
    return Reason("spending_share", verdict, f"{_RIGID}；{least.source}", text, figures)


def spending(given: Given, *, has_living: bool) -> int | None:
    """What had to be spent, in fen: treatment, schooling, rehabilitation, and living if it counts.

    Other aid is taken off what was paid for treatment first and never makes it negative.
    """
    own, aid = given.fact("expense.own_payment"), given.fact("expense.other_aid")
    school, rehab = given.fact("expense.education"), given.fact("expense.rehab")
    if None in (own, aid, school, rehab):
        return None
    spent = max(0, int(own + school + rehab - aid))
    if not has_living:
        return spent
    standard, people = given.parameter(STANDARD), people_of(given)
    if standard is None or people is None:
        return None
    return int(spent + standard.value * people * MONTHS)


@eligibility("spent_on_something")
def spent_on_something(given: Given, _: Mapping[str, Any]) -> Reason:
    """At least one cost besides living: a household that only lives is not this programme's."""
    costs = [given.fact(f"expense.{kind}") for kind in ("own_payment", "education", "rehab")]
    if any(cost for cost in costs):
        return meets("spent_on_something", _RIGID, "有看病、上学或康复必须花的钱")
    if None in costs:
        return unclear("spent_on_something", _RIGID, "花了多少还没说清")
    text = "没有看病、上学、康复的花费；只是日子紧，先看低保和低保边缘"
    return Reason("spent_on_something", Verdict.DOES_NOT, _RIGID, text)

"""Temporary relief, expenditure type (支出型): 国发〔2014〕47号, 民发〔2018〕23号, 2026年1月意见.

Numbers are local; where none is set the answer is `unclear`, never a refusal.
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
from server.core.money import share, yuan_short

_EXEMPT = {
    "subsistence": "低保",
    "margin": "低保边缘",
    "rigid": "刚性支出困难",
    "destitute": "特困",
}
_NATIONAL = "国发〔2014〕47号"
_OPINION_2026 = "2026年1月临时救助意见（文号待核）"
INCOME = "income.disposable_last_year"
STANDARD = "subsistence.standard"


def _clause(parameter: Parameter | None, otherwise: str = _NATIONAL) -> str:
    return parameter.source if parameter else f"{otherwise}；当地标准待核定"


def _exempt(given: Given) -> str:
    """What the household is already recognised as, which stands for income and property."""
    known = given.facts.get("household.classification")
    return _EXEMPT.get(known, "") if isinstance(known, str) else ""


@eligibility("lives_here")
def lives_here(given: Given, _: Mapping[str, Any]) -> Reason:
    """Registered here or holding a residence permit; for others the offices agree who acts."""
    basis = given.fact("residence.basis")
    words = {
        "hukou": (Verdict.MEETS, "您家户口在这里，在这里申请"),
        "permit": (Verdict.MEETS, "您有这里的居住证，可以在这里申请"),
        "living": (Verdict.UNCLEAR, "您住在这里但没有居住证，交上来以后我们和户口所在地商量由谁办"),
    }
    verdict, text = words.get(basis, (Verdict.UNCLEAR, "还不知道您的户口或居住证在不在这里"))
    return Reason("lives_here", verdict, f"{_NATIONAL}第二部分", text)


@eligibility("income_below")
def income_below(given: Given, _: Mapping[str, Any]) -> Reason:
    """Income a head in twelve months strictly below last year's local disposable income."""
    exempt = _exempt(given)
    if exempt:
        text = f"已经认定为{exempt}，收入不用再查"
        return Reason("income_below", Verdict.MEETS, _OPINION_2026, text)
    line = given.parameter(INCOME)
    total, size = given.fact("household.income_12m"), given.fact("household.size")
    if total is None or size is None or line is None:
        text = "收入还没说清" if line else "当地的收入线还没有核定，由工作人员判断"
        return Reason("income_below", Verdict.UNCLEAR, _clause(line), text)
    # Compared as totals: no rounding of a share can move anybody over the line.
    below = total < line.value * size
    verdict = Verdict.MEETS if below else given.soften(Verdict.DOES_NOT, line)
    relation = "低于" if below else "不低于"
    text = (
        f"您家每人每年收入 {yuan_short(total // size)} 元，"
        f"{relation}当地线 {yuan_short(line.value)} 元"
    )
    figures = {"income_fen": total, "people": size, "line_fen": line.value}
    return Reason("income_below", verdict, _clause(line), text, figures)


@eligibility("property_within")
def property_within(given: Given, _: Mapping[str, Any]) -> Reason:
    """Savings for each person not above so many months of the subsistence standard."""
    exempt = _exempt(given)
    if exempt:
        text = f"已经认定为{exempt}，财产不用再查"
        return Reason("property_within", Verdict.MEETS, _OPINION_2026, text)
    months, standard = given.parameter("relief.property_months"), given.parameter(STANDARD)
    total, size = given.fact("household.property"), given.fact("household.size")
    if total is None or size is None or months is None or standard is None:
        known = months and standard
        text = "存款等还没说清" if known else "当地的财产线还没有核定，由工作人员判断"
        return Reason("property_within", Verdict.UNCLEAR, _clause(months), text)
    line = months.value * standard.value
    within = total <= line * size
    verdict = Verdict.MEETS if within else given.soften(Verdict.DOES_NOT, months, standard)
    relation = "没有超过" if within else "超过"
    text = f"您家每人存款等 {yuan_short(total // size)} 元，{relation}当地线 {yuan_short(line)} 元"
    figures = {"property_fen": total, "people": size, "line_fen": line}
    return Reason("property_within", verdict, _clause(months), text, figures)


def _burden(given: Given) -> int | None:
    """What was really borne: own payment less other aid, never below zero."""
    own, aid = given.fact("expense.own_payment"), given.fact("expense.other_aid")
    return None if own is None or aid is None else max(0, own - aid)


@eligibility("expense_exceeds_burden")
def expense_exceeds_burden(given: Given, _: Mapping[str, Any]) -> Reason:
    """What was borne in twelve months above what a household is expected to bear."""
    line, borne = given.parameter("relief.burden_line"), _burden(given)
    if line is None or borne is None:
        text = "花了多少还没说清" if line else "当地的支出线还没有核定，由工作人员判断"
        return Reason("expense_exceeds_burden", Verdict.UNCLEAR, _clause(line), text)
    above = borne > line.value
    verdict = Verdict.MEETS if above else given.soften(Verdict.DOES_NOT, line)
    relation = "超过" if above else "没有超过"
    text = f"自己实际负担 {yuan_short(borne)} 元，{relation}当地线 {yuan_short(line.value)} 元"
    figures = {"borne_fen": borne, "line_fen": line.value}
    return Reason("expense_exceeds_burden", verdict, _clause(line), text, figures)


@eligibility("not_same_cause")
def not_same_cause(given: Given, _: Mapping[str, Any]) -> Reason:
    """The same cause is helped once a year unless something new has come up."""
    helped = given.fact("cause.same_cause_aid")
    if helped is None:
        text = "以前有没有因为同一件事得过救助，我们来查"
        return Reason("not_same_cause", Verdict.UNCLEAR, f"{_NATIONAL}第三部分", text)
    if helped:
        text = "一年内因同一件事救助过；有新的花费，工作人员会看新的部分"
        return Reason("not_same_cause", Verdict.UNCLEAR, f"{_NATIONAL}第三部分", text)
    text = "一年内没有因为同一件事得过救助"
    return Reason("not_same_cause", Verdict.MEETS, f"{_NATIONAL}第三部分", text)


@amount("expenditure_bands")
def expenditure_bands(given: Given, _: Mapping[str, Any]) -> Amount:
    """Shares of what was borne, band by band, up to so many months of the standard."""
    bands, standard = given.parameter("relief.bands"), given.parameter(STANDARD)
    cap_months, borne = given.parameter("relief.cap_months"), _burden(given)
    if bands is None or standard is None or cap_months is None or borne is None:
        facts = [k for k in given.missing_facts if k.startswith("expense.")]
        return Amount(None, (), tuple(facts), tuple(given.missing_parameters))
    own, aid = given.facts["expense.own_payment"], given.facts["expense.other_aid"]
    steps = [Step("减去已得的帮助，实际负担", f"{yuan_short(own)} − {yuan_short(aid)}", borne)]
    total = 0
    for lower, upper, ratio in bands.value:
        part = max(0, (min(borne, upper) if upper else borne) - lower)
        aided = share(part, Decimal(str(ratio)))
        if part:
            label = f"{yuan_short(lower)} 元以上的部分，按 {Decimal(str(ratio)):.0%}"
            steps.append(Step(label, f"{yuan_short(part)} × {ratio:.0%}", aided, adds=True))
        total += aided
    cap = int(cap_months.value * standard.value)
    if total > cap:
        label = f"超过封顶 {cap_months.value}×{yuan_short(standard.value)}，减到封顶"
        steps.append(
            Step(label, f"{yuan_short(cap)} − {yuan_short(total)}", cap - total, adds=True)
        )
    return Amount(min(total, cap), tuple(steps))

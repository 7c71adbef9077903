"""What a household has: countable income by the month, and property, by the sheets' categories.

Sums are compared as totals over twelve months and all heads, so no rounding of a share can move
anybody over a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from server.catalogue.rules.base import Given, Reason, Step, Verdict, eligibility
from server.catalogue.rules.composition import compose
from server.catalogue.rules.support import expected_support
from server.catalogue.rules.telling import MONTHS, STANDARD, clause_of, unclear
from server.core.money import share, yuan_short

_METHOD = "最低生活保障审核确认办法（民发〔2021〕57号）"
WORK_COST = "subsistence.work_cost_share"


@dataclass(frozen=True)
class Countable:
    """What counts of twelve months' income, in fen, and how it was worked out."""

    year_fen: int
    people: int
    steps: tuple[Step, ...]

    @property
    def head_month_fen(self) -> int:
        """A head's month, for people to read; never compared."""
        return self.year_fen // (MONTHS * self.people)


def people_of(given: Given) -> int | None:
    """How many count: by the roster where there is one, else as told."""
    roster = given.facts.get("household.roster")
    if isinstance(roster, list) and roster:
        return max(1, len(compose(roster).counted))
    size: int | None = given.fact("household.size")
    return size


def receivers_of(given: Given, people: int) -> int:
    """How many receive: somebody who has other support counts and receives nothing."""
    roster = given.facts.get("household.roster")
    return len(compose(roster).receiving) if isinstance(roster, list) and roster else people


def countable_income(given: Given) -> Countable | None:
    """Income less what is not income, less what working costs; never below zero."""
    people, told = people_of(given), given.fact("household.income_12m")
    excluded, paid = given.fact("income.excluded_12m"), given.fact("support.paid_12m")
    workers, earned = given.fact("work.workers"), given.fact("work.earnings_12m")
    if None in (people, told, excluded, paid, workers, earned) or not people:
        return None
    support = expected_support(given, paid)
    cost = _work_cost(given, workers, earned)
    lines = [Step("一年的收入", yuan_short(told), told)]
    lines += [Step("亲人该给的或给了的", yuan_short(support), support)] if support else []
    lines += [Step("不算收入的", f"−{yuan_short(excluded)}", -excluded)] if excluded else []
    lines += [Step("为上班花的，扣掉", f"−{yuan_short(cost)}", -cost)] if cost else []
    year = max(0, told + support - excluded - cost)
    return Countable(year, people, (*lines, Step("一年能算的收入", yuan_short(year), year)))


def _work_cost(given: Given, workers: int, earned: int) -> int:
    """A share of the standard for each worker, never more than what that worker earns."""
    standard, part = given.parameters.find(STANDARD), given.parameters.find(WORK_COST)
    if standard is None or part is None or not workers:
        return 0
    most = share(standard.value * MONTHS, Decimal(str(part.value)))
    wages = given.facts.get("work.wages_12m")
    if isinstance(wages, list) and wages and all(type(w) is int and w >= 0 for w in wages):
        return sum(min(wage, most) for wage in wages)
    return int(min(earned, most * workers))


def income_reason(given: Given, rule: str, multiple: Decimal, clause: str) -> Reason:
    """Countable income a head strictly below so many times the standard."""
    standard, income = given.parameter(STANDARD), countable_income(given)
    if standard is None:
        return unclear(rule, clause_of(None, clause), "当地的低保标准还没有核定，由工作人员判断")
    if income is None:
        return unclear(rule, standard.source, "收入还没说清")
    line = share(standard.value, multiple)
    below = income.year_fen < line * MONTHS * income.people
    verdict = Verdict.MEETS if below else given.soften(Verdict.DOES_NOT, standard)
    relation = "低于" if below else "不低于"
    text = (
        f"您家每人每月能算的收入 {yuan_short(income.head_month_fen)} 元，"
        f"{relation}当地线 {yuan_short(line)} 元"
    )
    figures = {"countable_fen": income.year_fen, "people": income.people, "line_fen": line}
    return Reason(rule, verdict, f"{clause}；{standard.source}", text, figures)


@eligibility("savings_within")
def savings_within(given: Given, options: Mapping[str, Any]) -> Reason:
    """Savings a head not above so many months of the standard; `months` names the parameter."""
    months, standard = given.parameter(options["months"]), given.parameter(STANDARD)
    total, people = given.fact("household.property"), people_of(given)
    if months is None or standard is None:
        text = "当地的财产线还没有核定，由工作人员判断"
        return unclear("savings_within", clause_of(months, _METHOD), text)
    if total is None or people is None:
        return unclear("savings_within", months.source, "存款等还没说清")
    line = months.value * standard.value
    within = total <= line * people
    verdict = Verdict.MEETS if within else given.soften(Verdict.DOES_NOT, months, standard)
    relation = "没有超过" if within else "超过"
    text = (
        f"您家每人存款等 {yuan_short(total // people)} 元，{relation}当地线 {yuan_short(line)} 元"
    )
    figures = {"property_fen": total, "people": people, "line_fen": line}
    return Reason("savings_within", verdict, months.source, text, figures)


_NO_CAR = {"none": "没有平时用的汽车", "work": "车是谋生用的，由工作人员看过再说"}


@eligibility("no_car")
def no_car(given: Given, _: Mapping[str, Any]) -> Reason:
    """A car for living rules out where the place says so; one that earns a living is looked at."""
    held, rule = given.fact("property.vehicle"), given.parameter("subsistence.car_rules_out")
    clause = clause_of(rule, _METHOD)
    if held is None:
        return unclear("no_car", clause, "有没有汽车还没说清")
    if held == "car":
        if rule is None:
            return unclear("no_car", clause, "当地怎么看家里的汽车还没有核定，由工作人员判断")
        verdict = given.soften(Verdict.DOES_NOT, rule) if rule.value else Verdict.MEETS
        return Reason("no_car", verdict, clause, "家里有平时用的汽车；有特别的用处可以说明")
    verdict = Verdict.MEETS if held == "none" else Verdict.UNCLEAR
    return Reason("no_car", verdict, clause, _NO_CAR[held])


@eligibility("homes_within")
def homes_within(given: Given, _: Mapping[str, Any]) -> Reason:
    """One home of one's own never rules out; more than one is looked at by the local rule."""
    held, most = given.fact("property.homes"), given.parameter("subsistence.homes_most")
    clause = clause_of(most, _METHOD)
    if held is None:
        return unclear("homes_within", clause, "住房还没说清")
    if held != "more":
        return Reason("homes_within", Verdict.MEETS, clause, "自己住的一处房子不影响")
    if most is None:
        return unclear("homes_within", clause, "当地怎么看第二处房子还没有核定，由工作人员判断")
    verdict = given.soften(Verdict.DOES_NOT, most) if most.value < 2 else Verdict.MEETS  # noqa: PLR2004
    return Reason("homes_within", verdict, clause, "有两处以上房子或门面房，超过当地规定")

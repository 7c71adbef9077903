"""Destitute support: 国发〔2016〕14号, 特困人员认定办法（民发〔2021〕43号）.

Unable to work, without income, with nobody able to support: all three. Whether somebody can look
after themselves is judged by six indicators and decides the care tier.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from server.catalogue.rules.ages import age_of
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
    unclear,
    whole_yuan,
)
from server.core.money import share, yuan_short

_METHOD = "特困人员认定办法（民发〔2021〕43号）"
_STATE = "国务院关于进一步健全特困人员救助供养制度的意见（国发〔2016〕14号）"
_OLD, _YOUNG = 60, 16
# Grades that count, by kind; hearing, speech and multiple are not in the national list.
_GRADES = {"intellect": "123", "mental": "123", "limb": "12", "sight": "1"}
SIX = ("eat", "dress", "bed", "toilet", "walk", "bathe")
_PARTIAL_MOST = 3
_LAW_MULTIPLE = 1.3


@eligibility("cannot_work")
def cannot_work(given: Given, _: Mapping[str, Any]) -> Reason:
    """Sixty or older, under sixteen, or a disability of a listed kind and grade."""
    clause, age = f"{_METHOD}第五条", age_of(given)
    if age is not None and (age >= _OLD or age < _YOUNG):
        said = "满 60 周岁" if age >= _OLD else "不满 16 周岁"
        return meets("cannot_work", clause, said)
    kind, level = given.fact("card.kind"), given.fact("card.level")
    if kind is None or level is None or age is None:
        return unclear("cannot_work", clause, "年龄或残疾证还没说清")
    if level in _GRADES.get(kind, ""):
        return meets("cannot_work", clause, "残疾的类别和等级在范围里")
    if kind == "multiple" and level in "123":
        return unclear("cannot_work", clause, "多重残疾要看其中哪一类，由工作人员判断")
    return does_not("cannot_work", clause, "不满 60 周岁，残疾的类别和等级也不在范围里")


@eligibility("no_income_source")
def no_income_source(given: Given, _: Mapping[str, Any]) -> Reason:
    """Own income below the standard, savings within the local limit."""
    standard, own = given.parameter(STANDARD), given.fact("person.income_12m")
    months, saved = given.parameter("destitute.property_months"), given.fact("person.property")
    if standard is None or months is None:
        text = "当地的低保标准或财产线还没有核定，由工作人员判断"
        return unclear("no_income_source", clause_of(None, _METHOD), text)
    if own is None or saved is None:
        return unclear("no_income_source", months.source, "本人的收入和存款还没说清")
    poor, within = own < standard.value * MONTHS, saved <= standard.value * months.value
    verdict = Verdict.MEETS if poor and within else given.soften(Verdict.DOES_NOT, standard, months)
    month, line = yuan_short(own // MONTHS), yuan_short(standard.value)
    relation = "低于" if poor else "不低于"
    held = "没有超过" if within else "超过"
    text = f"本人每月收入 {month} 元，{relation}低保标准 {line} 元；存款{held}当地规定"
    figures = {"income_fen": own, "saved_fen": saved, "line_fen": standard.value * MONTHS}
    return Reason("no_income_source", verdict, f"{_METHOD}；{months.source}", text, figures)


_OBLIGORS = {
    "none": (Verdict.MEETS, "没有该养您的亲人"),
    "unable": (Verdict.MEETS, "该养您的亲人都没有能力养"),
    "unreached": (Verdict.UNCLEAR, "亲人不签字、联系不上，不等于有能力；由县里去查，不用您去求"),
    "refuse": (
        Verdict.DOES_NOT,
        "亲人有能力却不管：我们帮您找人调解、要法律援助，眼下过不去的先申请临时救助",
    ),
    "able": (Verdict.DOES_NOT, "有能力养您的亲人"),
}


@eligibility("nobody_can_support")
def nobody_can_support(given: Given, _: Mapping[str, Any]) -> Reason:
    """No obligor, or none who is able; refusing to sign says nothing about being able."""
    listed = given.facts.get("obligors.list")
    if isinstance(listed, list):
        verdict, text = judge_obligors(listed)
        return Reason("nobody_can_support", verdict, _METHOD, text)
    return by_choice(given, "obligors.state", "nobody_can_support", _METHOD, _OBLIGORS)


def is_unable(obligor: Mapping[str, Any]) -> bool | None:
    """Whether one obligor cannot support; None where it must be looked into.

    `class` (destitute, subsistence, none), `age`, `severely_disabled`, `is_poor` (income and
    savings within the local limits), `away` (incapacitated, missing, prison, none), `signed`.
    """
    if obligor.get("class") == "destitute":
        return True
    age = obligor.get("age", 0)
    if obligor.get("class") == "subsistence" and age >= _OLD:
        return True
    poor = obligor.get("is_poor")
    hard = (
        age >= 70  # noqa: PLR2004 - the age the measures name
        or obligor.get("severely_disabled") is True
        or obligor.get("away", "none") != "none"
    )
    if not hard:
        return None if obligor.get("signed") is False else False
    return poor if isinstance(poor, bool) else None


def judge_obligors(obligors: Sequence[Mapping[str, Any]]) -> tuple[Verdict, str]:
    """All must be unable; one of whom nothing is known leaves it to the county."""
    answers = [is_unable(obligor) for obligor in obligors]
    if False in answers:
        return Verdict.DOES_NOT, "有能力养您的亲人"
    if None in answers:
        return Verdict.UNCLEAR, "有的亲人的情况还要查，由县里去查"
    return Verdict.MEETS, "没有该养您的亲人，或者都没有能力养"


def judge_couple(one: Sequence[Verdict], other: Sequence[Verdict]) -> tuple[Verdict, Verdict]:
    """A couple who owe each other support are judged together, each by everything but the other.

    Each is given as the verdicts of their own conditions with the spouse left out. A spouse who
    cannot meet them is somebody able to support.
    """
    first, second = _worst(one), _worst(other)
    return _with_spouse(first, second), _with_spouse(second, first)


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    order = (Verdict.DOES_NOT, Verdict.UNCLEAR)
    return next((verdict for verdict in order if verdict in verdicts), Verdict.MEETS)


def _with_spouse(own: Verdict, spouse: Verdict) -> Verdict:
    return _worst((own, spouse))


@eligibility("one_support_only")
def one_support_only(given: Given, _: Mapping[str, Any]) -> Reason:
    """A child who has an orphan's or unattended child's allowance chooses one of them."""
    held = given.facts.get("household.classification")
    if held == "destitute":
        text = "您已经是特困供养，有变化由工作人员改，不用再申请"
        return unclear("one_support_only", _METHOD, text)
    return meets("one_support_only", _METHOD, "没有和这一项冲突的待遇；已是低保的，批了以后转过来")


def care_tier(given: Given) -> str | None:
    """`self`, `partial` or `total` by how many of six one cannot do; None while one is unknown."""
    able = [given.fact(f"selfcare.{name}") for name in SIX]
    if None in able:
        return None
    failed = able.count(False)
    if failed == 0:
        return "self"
    return "partial" if failed <= _PARTIAL_MOST else "total"


_TIERS = {"self": "能自理", "partial": "半护理", "total": "全护理"}


@amount("destitute_support")
def destitute_support(given: Given, _: Mapping[str, Any]) -> Amount:
    """Basic living at not less than 1.3 times the standard, and care by tier."""
    standard, tier = given.parameter(STANDARD), care_tier(given)
    ratios, where = given.parameter("destitute.care_ratios"), given.fact("residence.kind")
    if standard is None or ratios is None or tier is None or where is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    basic = _basic(given, standard.value, where)
    base = given.parameters.value("destitute.care_base", standard.value)
    ratio = Decimal(str(ratios.value[tier]))
    care = share(base, ratio)
    said = f"{yuan_short(base)} × {ratio:.0%}"
    lines = (*basic, Step(f"照料护理（{_TIERS[tier]}）", said, care, adds=True))
    total, rounding = whole_yuan(sum(step.result_fen for step in lines if step.adds))
    return Amount(total, (*lines, *rounding))


def _basic(given: Given, standard: int, where: str) -> tuple[Step, ...]:
    """The local figure; where it lags behind the multiple of the standard, it is raised to it."""
    multiple = Decimal(str(given.parameters.value("destitute.multiple", _LAW_MULTIPLE)))
    floor, local = share(standard, multiple), given.parameters.find(f"destitute.basic_{where}")
    said = f"{yuan_short(standard)} × {multiple:g}"
    if local is None:
        return (Step("基本生活（低保标准的倍数）", said, floor, adds=True),)
    first = Step("基本生活", yuan_short(local.value), local.value, adds=True)
    if local.value >= floor:
        return (first,)
    return (first, Step("补到低保标准的倍数", said, floor - local.value, adds=True))

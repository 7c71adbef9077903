"""Children: orphans, unattended children, children in difficulty. Nothing of theirs is published.

国办发〔2010〕54号, 民发〔2019〕62号, 民发〔2020〕125号, 国发〔2016〕36号.
"""

from collections.abc import Mapping
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
    by_choice,
    clause_of,
    does_not,
    meets,
    took,
    unclear,
    whole_yuan,
)
from server.core.money import share, yuan_short

_ORPHANS = "国办发〔2010〕54号"
_UNATTENDED = "民发〔2019〕62号、民发〔2020〕125号"
_DIFFICULTY = "国发〔2016〕36号"
_GROWN, _LEAST_MONTHS = 18, 6
_GONE = frozenset({"dead", "untraced"})
_LASTING = frozenset({"disabled", "ill", "revoked", "deported"})
# These must last six months, six included (民法典第一千二百五十九条).
_TIMED = frozenset({"prison", "rehab", "restricted", "lost"})
SCATTERED, INSTITUTION = "child.scattered", "child.institution"


@eligibility("is_a_child")
def is_a_child(given: Given, _: Mapping[str, Any]) -> Reason:
    """Under eighteen; older while at a school the place counts."""
    age, clause = age_of(given), "未成年人保护法第二条"
    if age is None:
        return unclear("is_a_child", clause, "孩子的出生日期还没说清")
    if age < _GROWN:
        return meets("is_a_child", clause, "不满 18 周岁")
    studies, counted = given.fact("child.studies"), given.parameter("child.studies_counted")
    if studies in {"none", "graduate"}:
        return does_not("is_a_child", clause, "满 18 周岁，没有在全日制学校读书")
    if studies is None or counted is None:
        return unclear("is_a_child", clause_of(counted, clause), "满 18 周岁还在读书的，看当地规定")
    verdict = Verdict.MEETS if studies in counted.value else given.soften(Verdict.DOES_NOT, counted)
    return Reason("is_a_child", verdict, counted.source, "满 18 周岁，还在全日制学校读书")


@eligibility("not_adopted")
def not_adopted(given: Given, _: Mapping[str, Any]) -> Reason:
    """A child who was lawfully adopted has parents."""
    adopted = given.fact("child.adopted")
    if adopted is None:
        return unclear("not_adopted", _ORPHANS, "有没有被收养还没说清")
    if adopted:
        return does_not("not_adopted", _ORPHANS, "孩子已经被依法收养")
    return meets("not_adopted", _ORPHANS, "没有被收养")


@eligibility("has_no_parents")
def has_no_parents(given: Given, _: Mapping[str, Any]) -> Reason:
    """Both dead, declared dead, or not to be found; one declared missing: the place says."""
    states = {given.fact("father.state"), given.fact("mother.state")}
    if None in states:
        return unclear("has_no_parents", _ORPHANS, "父母的情况还没说清")
    if states <= _GONE:
        return meets("has_no_parents", _ORPHANS, "父母都去世了，或者查不到是谁")
    if states <= _GONE | {"declared_missing"}:
        counted = given.parameter("child.missing_counts_as_orphan")
        if counted is not None and counted.value:
            text = "父母一方去世、一方被宣告失踪，当地按孤儿"
            return meets("has_no_parents", counted.source, text)
        text = "父母有一方被宣告失踪：各地口径不同，不按孤儿的，按事实无人抚养"
        return unclear("has_no_parents", clause_of(counted, _ORPHANS), text)
    text = "父母还有一方在；可以看事实无人抚养儿童这一项"
    return does_not("has_no_parents", _ORPHANS, text)


def _is_absent(given: Given, who: str) -> Verdict:
    """Whether one parent is in one of the states of 民发〔2019〕62号, for long enough."""
    state = given.fact(f"{who}.state")
    if state is None:
        return Verdict.UNCLEAR
    if state in _LASTING | _GONE | {"declared_missing"}:
        return Verdict.MEETS
    if state not in _TIMED:
        return Verdict.DOES_NOT
    months = given.fact(f"{who}.months")
    if months is None:
        return Verdict.UNCLEAR
    return Verdict.MEETS if months >= _LEAST_MONTHS else Verdict.DOES_NOT


@eligibility("is_unattended")
def is_unattended(given: Given, _: Mapping[str, Any]) -> Reason:
    """Both parents in such a state; or one dead or missing and the other in one."""
    both = {_is_absent(given, "father"), _is_absent(given, "mother")}
    states = {given.facts.get("father.state"), given.facts.get("mother.state")}
    if Verdict.DOES_NOT in both:
        text = "父母有一方还能养，或者坐牢、失联不到 6 个月；可以看困境儿童这一项"
        return does_not("is_unattended", _UNATTENDED, text)
    if Verdict.UNCLEAR in both:
        return unclear("is_unattended", _UNATTENDED, "父母的情况还没说清")
    if states <= _GONE:
        text = "父母都不在了，按孤儿办，待遇一样或者更高"
        return unclear("is_unattended", _UNATTENDED, text)
    return meets("is_unattended", _UNATTENDED, "父母双方都不能抚养")


_SHOWN = {
    "none_missing": (Verdict.MEETS, "没有人失联"),
    "receipt": (Verdict.MEETS, "公安出了查找回执"),
    "five_steps": (Verdict.MEETS, "村里、镇上已经证实"),
    "case_by_case": (Verdict.UNCLEAR, "由村里提方案，镇上、县里一事一议，不用您去开证明"),
}


@eligibility("missing_is_shown")
def missing_is_shown(given: Given, _: Mapping[str, Any]) -> Reason:
    """A parent who is out of reach: a receipt, five steps, or case by case."""
    if "lost" not in {given.facts.get("father.state"), given.facts.get("mother.state")}:
        return meets("missing_is_shown", _UNATTENDED, "没有人失联")
    return by_choice(given, "missing.shown_by", "missing_is_shown", "民发〔2020〕125号", _SHOWN)


@amount("orphan_allowance")
def orphan_allowance(given: Given, _: Mapping[str, Any]) -> Amount:
    """The local sum, in an institution or with relatives."""
    living = given.fact("child.living")
    key = INSTITUTION if living == "institution" else SCATTERED
    found = given.parameter(key)
    if found is None or living is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    label = "机构里的孩子，每月" if living == "institution" else "和亲人一起住的孩子，每月"
    return Amount(found.value, (took(label, found.value),))


@amount("unattended_allowance")
def unattended_allowance(given: Given, _: Mapping[str, Any]) -> Amount:
    """The sum of a child with relatives, less what the child already receives; never below zero."""
    return _topped_up(given, Decimal(1), "事实无人抚养儿童，每月")


def _topped_up(given: Given, ratio: Decimal, label: str) -> Amount:
    sum_of, held = given.parameter(SCATTERED), given.fact("child.received_monthly")
    if sum_of is None or held is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    full = share(sum_of.value, ratio)
    said = f"{yuan_short(sum_of.value)} × {ratio:.0%}"
    whole, rounding = whole_yuan(full)
    lines = [Step(label, said, full, adds=True), *rounding]
    less = min(whole, held)
    if less:
        lines.append(Step("减去每月已经领的", f"−{yuan_short(held)}", -less, adds=True))
    return Amount(whole - less, tuple(lines))


_TROUBLES = {
    "no_guardian": (Verdict.MEETS, "父母都管不了，属于监护缺失"),
    "weak_guardian": (Verdict.MEETS, "父母没有力气管，属于无力监护"),
    "sick": (Verdict.MEETS, "孩子自己重残、重病"),
    "street": (Verdict.MEETS, "流浪过的孩子"),
    "poor": (Verdict.MEETS, "家里是低保、特困的孩子"),
    "danger": (Verdict.UNCLEAR, "孩子有危险，现在就打 110；儿童主任马上来"),
    "none": (Verdict.DOES_NOT, "不在困境儿童的范围里；有别的难处，找儿童主任说"),
}


@eligibility("is_in_difficulty")
def is_in_difficulty(given: Given, _: Mapping[str, Any]) -> Reason:
    """Which of the classes of children in difficulty."""
    return by_choice(given, "child.difficulty", "is_in_difficulty", _DIFFICULTY, _TROUBLES)


@amount("difficulty_allowance")
def difficulty_allowance(given: Given, _: Mapping[str, Any]) -> Amount:
    """A local share of the sum of a child with relatives, by class, less what is received."""
    shares, trouble = given.parameter("child.difficulty_shares"), given.fact("child.difficulty")
    if shares is None or trouble is None:
        given.parameter(SCATTERED)
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    ratio = Decimal(str(shares.value.get(trouble, 0)))
    if not ratio:
        return Amount(0, (Step("这一类不按月发钱，帮着办别的待遇", "0", 0),))
    return _topped_up(given, ratio, "困境儿童，每月")

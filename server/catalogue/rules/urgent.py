"""Help that cannot wait: 小额快救 (2026年1月意见) and urgent relief (急难型, 民发〔2018〕23号).

Income, savings and hukou are asked of nobody here. Where a local number is not set, the lower
reading holds and is said, or the answer is `unclear` and the county decides.
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
from server.core.money import yuan_short

_URGENT = "民发〔2018〕23号"
_REFORM = "关于改革完善社会救助制度的意见（2020年8月25日）"
_QUICK = "2026年1月临时救助意见（文号待核）"
STANDARD = "subsistence.standard"
CAP, BASIS, MONTHS = "quick_aid.cap_multiple", "relief.quick_cap_basis", "relief.urgent_months"


@eligibility("where_it_happened")
def where_it_happened(_given: Given, _: Mapping[str, Any]) -> Reason:
    """The place of the event decides the office; a hukou elsewhere refuses nobody."""
    text = "事情出在哪里就在哪里办，不看户口，不看居住证"
    return Reason("where_it_happened", Verdict.MEETS, _REFORM, text)


@eligibility("sudden_trouble")
def sudden_trouble(given: Given, _: Mapping[str, Any]) -> Reason:
    """A fire, an accident, a sudden illness, a lost breadwinner, no food; other things are seen."""
    kind = given.fact("event.kind")
    if kind is None:
        return Reason("sudden_trouble", Verdict.UNCLEAR, _URGENT, "出了什么事还没说，说一句就行")
    if kind == "other":
        text = "这件事算不算急难，由工作人员看过再说，不会因此不收"
        return Reason("sudden_trouble", Verdict.UNCLEAR, _URGENT, text)
    return Reason("sudden_trouble", Verdict.MEETS, _URGENT, "是突然遇上的急难")


@eligibility("living_is_hit")
def living_is_hit(given: Given, _: Mapping[str, Any]) -> Reason:
    """Food, shelter or care missing now or within days."""
    basics = given.fact("event.basics")
    if basics is None:
        text = "眼下过不过得下去还没说清，由工作人员上门看"
        return Reason("living_is_hit", Verdict.UNCLEAR, _URGENT, text)
    if basics == "covered":
        text = "照您说的，眼下吃住看病还有着落；只是花得太多的，还有另一种办法"
        return Reason("living_is_hit", Verdict.DOES_NOT, _URGENT, text)
    return Reason("living_is_hit", Verdict.MEETS, _URGENT, "眼下的生活已经受了影响")


@eligibility("first_aid_for_this")
def first_aid_for_this(given: Given, _: Mapping[str, Any]) -> Reason:
    """Quick aid once for a cause; nobody is asked, our own books are looked up."""
    if given.facts.get("cause.same_cause_aid") is True:
        text = "同一件事已经帮过一次；有新的情况，工作人员会看新的部分"
        return Reason("first_aid_for_this", Verdict.UNCLEAR, _QUICK, text)
    text = "同一件事帮一次；以前帮过没有，我们自己查"
    return Reason("first_aid_for_this", Verdict.MEETS, _QUICK, text)


@eligibility("quick_cap_is_set")
def quick_cap_is_set(given: Given, _: Mapping[str, Any]) -> Reason:
    """Whether the most that quick aid may give is settled for this place."""
    used = [given.parameter(key) for key in (STANDARD, CAP, BASIS)]
    if any(one is None or not one.is_firm(given.on) for one in used):
        text = "最多给多少，当地还没有核定；先按少的算，不够的由县里定"
        return Reason("quick_cap_is_set", Verdict.UNCLEAR, f"{_QUICK}；当地标准待核定", text)
    basis = used[-1].value if used[-1] else ""
    text = "最多给每人一个月的低保标准" if basis == "person" else "最多给一户一个月的低保标准"
    clause = used[-1].source if used[-1] else _QUICK
    return Reason("quick_cap_is_set", Verdict.MEETS, clause, text)


@eligibility("urgent_months_are_set")
def urgent_months_are_set(given: Given, _: Mapping[str, Any]) -> Reason:
    """Whether the place has said for how many months urgent relief is reckoned."""
    standard, months = given.parameter(STANDARD), given.parameter(MONTHS)
    if standard is None or months is None or not months.is_firm(given.on):
        text = "按几个月算，当地还没有核定，由县里定；先救助不用等"
        return Reason("urgent_months_are_set", Verdict.UNCLEAR, f"{_URGENT}；当地标准待核定", text)
    text = f"按每人 {months.value} 个月的低保标准算"
    return Reason("urgent_months_are_set", Verdict.MEETS, months.source, text)


@amount("quick_aid")
def quick_aid(given: Given, _: Mapping[str, Any]) -> Amount:
    """At most one month of the standard, for the household or for each person.

    While nobody has said which, it is reckoned for the household: the lower of the two.
    """
    standard, multiple = given.parameter(STANDARD), given.parameter(CAP)
    basis = given.parameter(BASIS)
    if standard is None or multiple is None:
        return Amount(None, (), (), tuple(given.missing_parameters))
    one = int(standard.value * Decimal(str(multiple.value)))
    said = f"{yuan_short(standard.value)} × {multiple.value:g}"
    if basis is not None and basis.value == "person":
        people = _people(given)
        if people is None:
            return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
        step = Step("按人算，最多", f"{said} × {people}", one * people, adds=True)
    elif basis is not None and basis.value == "household":
        step = Step("按户算，最多", said, one, adds=True)
    else:
        step = Step("按户还是按人没有核定，先按少的（按户）算，最多", said, one, adds=True)
    return Amount(step.result_fen, (step,), (), tuple(given.missing_parameters))


@amount("urgent_aid")
def urgent_aid(given: Given, _: Mapping[str, Any]) -> Amount:
    """The standard for each person hit and so many months."""
    standard, months, people = given.parameter(STANDARD), given.parameter(MONTHS), _people(given)
    if standard is None or months is None or people is None:
        return Amount(None, (), tuple(given.missing_facts), tuple(given.missing_parameters))
    whole = int(standard.value * people * months.value)
    said = f"{yuan_short(standard.value)} × {people} × {months.value:g}"
    return Amount(whole, (Step("低保标准 × 人数 × 月数", said, whole, adds=True),))


def _people(given: Given) -> int | None:
    """How many are hit: as told, else everybody who lives together."""
    told = given.facts.get("event.people")
    if isinstance(told, int):
        return told
    size = given.facts.get("household.size")
    return size if isinstance(size, int) else given.fact("event.people")

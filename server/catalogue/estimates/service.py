"""Judging facts by an item's rules and a place's parameters; pure but for two cached look-ups."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from server.catalogue import items, parameters, vocabulary
from server.catalogue.items import Item, Lane, Limit
from server.catalogue.parameters import ParameterSet
from server.catalogue.rules import AMOUNTS, ELIGIBILITY, Given, Reason, Step, Verdict, overall
from server.core import clock
from server.core.errors import Invalid

_UNITS = {"workdays": "个工作日", "days": "天", "hours": "小时"}


class EstimateInvalid(Invalid):
    """Facts of another form than the vocabulary's."""

    code = "estimates.invalid"


class EstimateRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to judge: a place, a day (today), a lane (the first), facts, and what-if parameters."""

    region: str
    facts: dict[str, Any]
    on: date | None = None
    lane: str | None = None
    parameters: dict[str, Any] = {}


class Missing(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A fact nobody knows yet, how it is asked, and who may tell it, best first."""

    fact: str
    question: str
    from_: tuple[str, ...]


class DeadlineWords(msgspec.Struct, frozen=True):
    """A period that will run, with its unit."""

    what: str
    count: int
    unit: str
    text: str


class Advice(msgspec.Struct, frozen=True):
    """Where else to turn."""

    title: str
    words: str
    where: str


class Estimate(msgspec.Struct, frozen=True):
    """An estimate, never a decision. Amounts in fen; null where a fact or parameter is missing."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    amount_fen: int | None
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    deadlines: tuple[DeadlineWords, ...]
    versions: dict[str, str]
    missing_parameters: tuple[str, ...] = ()
    review_due: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    other_help: tuple[Advice, ...] = ()


def for_request(code: str, asked: EstimateRequest) -> Estimate:
    """Judge a request from outside.

    Raises ItemUnknown, LaneUnknown, RegionUnknown, EstimateInvalid.
    """
    facts, wrong = vocabulary.check_all(asked.facts)
    if wrong:
        raise EstimateInvalid(fields={f"facts.{key}": why for key, why in wrong.items()})
    on = asked.on or clock.today()
    item = items.current(code, on)
    known = parameters.current(asked.region, on)
    if asked.parameters:
        known = known.with_values(_checked(asked.parameters))
    return estimate(item, item.lane(asked.lane), facts=facts, known=known)


def _checked(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What-if values must be of the kind the rules expect: numbers for numbers."""
    wrong = {
        f"parameters.{key}": "field.not_a_parameter"
        for key, value in given.items()
        if not parameters.may_hold(key, value)
    }
    if wrong:
        raise EstimateInvalid(fields=wrong)
    return given


def estimate(item: Item, lane: Lane, *, facts: Mapping[str, Any], known: ParameterSet) -> Estimate:
    """The verdict with its reasons, the amount with its steps, and what is still missing."""
    given = Given(facts, known, known.on)
    reasons = tuple(ELIGIBILITY[use.rule](given, use.options) for use in lane.eligibility)
    verdict = overall(reasons)
    amount = AMOUNTS[lane.amount.rule](given, lane.amount.options)
    return Estimate(
        verdict=verdict,
        reasons=reasons,
        amount_fen=amount.amount_fen,
        steps=amount.steps,
        missing=tuple(_missing(item, key) for key in given.missing_facts),
        deadlines=_deadlines(lane, known),
        versions={"item": f"{item.code}@{item.version}", "parameters": known.digest},
        missing_parameters=tuple(given.missing_parameters),
        review_due=tuple(key for key in given.used_parameters if _is_due(known, key)),
        rests_on=tuple(given.used_parameters),
        words=_words(verdict),
        other_help=_other_help(item, verdict),
    )


def _is_due(known: ParameterSet, key: str) -> bool:
    found = known.find(key)
    return found is not None and found.review_due is not None and known.on >= found.review_due


def _missing(item: Item, key: str) -> Missing:
    fact = vocabulary.of(key)
    return Missing(key, fact.question or fact.label, item.sources_of(key))


def _deadlines(lane: Lane, known: ParameterSet) -> tuple[DeadlineWords, ...]:
    accept = _period("accept", "交上去后 {}内告诉您收不收", lane.accept_within, known)
    if lane.aid_within is None:
        return (accept, _period("decide", "受理后 {}内有结果", lane.decide_within, known))
    aid = _period("aid", "交上去后 {}内先把人帮上，过节也算", lane.aid_within, known)
    decide = _period("decide", "交上去后 {}内有结果，过节也算", lane.decide_within, known)
    return (accept, aid, decide)


def _period(what: str, words: str, limit: Limit, known: ParameterSet) -> DeadlineWords:
    count = int(known.value(limit.parameter, limit.otherwise))
    return DeadlineWords(what, count, limit.unit, words.format(f"{count} {_UNITS[limit.unit]}"))


_SAID = {
    Verdict.MEETS: ("照您说的，多半可以。", "这是估算，不是决定，最后由工作人员来定。"),
    Verdict.UNCLEAR: (
        "说不准，值得申请。",
        "有的情况要工作人员查了才知道。申请不花钱，没批也不影响以后。",
    ),
    Verdict.DOES_NOT: (
        "照您说的，多半不够这一项。",
        "下面还有别的帮助可以问。",
        "还是想申请？照样可以交，这是您的权利，由人来定。",
    ),
}


def _words(verdict: Verdict) -> tuple[str, ...]:
    return _SAID[verdict]


def _other_help(item: Item, verdict: Verdict) -> tuple[Advice, ...]:
    if verdict is Verdict.MEETS:
        return ()
    return tuple(Advice(other.title, other.words, other.where) for other in item.other_help)

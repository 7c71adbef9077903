"""A definition: TOML into frozen structs, checked; a wrong one says where and why."""

from datetime import date
from typing import Any, Literal

import msgspec

from server.catalogue import rules, vocabulary
from server.core.errors import Invalid

STAGES = frozenset({"checking", "surveying", "publicity"})
# Best first: a register before the resident's word, a paper last of all.
_RANKS = ("register", "certificate", "declared", "pledge", "survey", "upload")


class BadDefinition(ValueError):
    """A definition that must not be loaded; the message names the place and the reason."""


class LaneUnknown(Invalid):
    """The item has no such lane."""

    code = "items.lane_unknown"


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Basis(_Part, frozen=True):
    """A document the item rests on."""

    doc: str
    note: str = ""


class Consent(_Part, frozen=True):
    """What an adult signs, and which registers are asked before and after submission."""

    purpose: str
    before_submission: tuple[str, ...] = ()
    after_submission: tuple[str, ...] = ()


class Need(_Part, frozen=True, rename={"from_": "from"}):
    """A fact that must be known, and where it may come from, best first."""

    fact: str
    from_: tuple[str, ...]


class Section(_Part, frozen=True):
    """One page of the form."""

    code: str
    title: str
    facts: tuple[str, ...]
    optional: bool = False


class RuleUse(_Part, frozen=True):
    """A rule by name, with its options."""

    rule: str
    options: dict[str, Any] = {}


class Limit(_Part, frozen=True):
    """A period: a parameter, and what holds where none is set."""

    parameter: str
    otherwise: int
    unit: Literal["workdays", "days", "hours"]


class Lane(_Part, frozen=True):
    """One way through an item. `aid_within`: help may and must come before the decision.

    `sections` and `registers` name what this lane asks where it is not everything of the item;
    `place` says whether the home or the place of the event decides the office.
    """

    code: str
    title: str
    eligibility: tuple[RuleUse, ...]
    amount: RuleUse
    stages: tuple[str, ...]
    accept_within: Limit
    decide_within: Limit
    life_title: str = ""
    summary: str = ""
    sections: tuple[str, ...] = ()
    registers: tuple[str, ...] | None = None
    place: Literal["home", "event"] = "home"
    check: tuple[str, ...] = ()
    publicity: Limit | None = None
    township_limit: str = ""
    aid_within: Limit | None = None
    amount_is_cap: bool = False
    waits_for_signers: bool = False

    @property
    def is_urgent(self) -> bool:
        """Help first: hours run from the moment the trouble is told of."""
        return self.aid_within is not None

    @property
    def checks(self) -> bool:
        """Whether facts are checked before the opinion."""
        return "checking" in self.stages


class Refusal(_Part, frozen=True):
    """A ground for refusing, in words for the letter."""

    code: str
    words: str


class OtherHelp(_Part, frozen=True):
    """Where else somebody may turn."""

    title: str
    words: str
    where: str


class Item(
    _Part, frozen=True, rename={"sections": "section", "lanes": "lane", "refusals": "refusal"}
):
    """A service item in one version."""

    code: str
    title: str
    life_title: str
    summary: str
    effective_from: date
    basis: tuple[Basis, ...]
    consent: Consent
    needs: tuple[Need, ...]
    sections: tuple[Section, ...]
    lanes: tuple[Lane, ...]
    refusals: tuple[Refusal, ...]
    who: tuple[str, ...] = ()
    note: str = ""
    colloquial: tuple[str, ...] = ()
    may_publish: tuple[str, ...] = ()
    other_help: tuple[OtherHelp, ...] = ()
    version: int = 0

    def lane(self, code: str | None = None) -> Lane:
        """That lane, or the first. Raises LaneUnknown."""
        if code is None:
            return self.lanes[0]
        for lane in self.lanes:
            if lane.code == code:
                return lane
        raise LaneUnknown(fields={"lane": "field.not_a_choice"})

    def sections_of(self, lane: Lane) -> tuple[Section, ...]:
        """The pages of the form in a lane, in the order the lane names them."""
        by_code = {section.code: section for section in self.sections}
        return tuple(by_code[code] for code in lane.sections) if lane.sections else self.sections

    def asked_facts(self, lane: Lane) -> tuple[str, ...]:
        """Every fact the form asks for in a lane, in order."""
        return tuple(fact for section in self.sections_of(lane) for fact in section.facts)

    def required_facts(self, lane: Lane) -> tuple[str, ...]:
        """Every fact the form must have an answer to; `unknown` is an answer."""
        return tuple(f for s in self.sections_of(lane) if not s.optional for f in s.facts)

    def registers_of(self, lane: Lane) -> tuple[str, ...]:
        """The registers a lane asks; none means that nobody has to agree to be looked up."""
        if lane.registers is not None:
            return lane.registers
        return (*self.consent.before_submission, *self.consent.after_submission)

    def sources_of(self, fact: str) -> tuple[str, ...]:
        """Where a fact may come from; declared when the item does not say."""
        return next((need.from_ for need in self.needs if need.fact == fact), ("declared",))

    def facts_from(self, register: str) -> tuple[str, ...]:
        """The facts this item asks one register for, in the register's own keys."""
        wanted = (n.fact for n in self.needs if f"register:{register}" in n.from_)
        return tuple(f for f in wanted if register in vocabulary.of(f).registers)

    def refusal_words(self, code: str) -> str:
        """The wording of a refusal ground."""
        return next((r.words for r in self.refusals if r.code == code), code)


def parse(text: str, *, name: str, number: int = 0) -> Item:
    """Read and check one definition. Raises BadDefinition naming file, place and reason."""
    try:
        item = msgspec.toml.decode(text, type=Item)
    except (msgspec.ValidationError, msgspec.DecodeError) as wrong:
        raise BadDefinition(f"{name}: {wrong}") from wrong
    problem = next(iter(_problems(item)), None)
    if problem:
        where, why = problem
        raise BadDefinition(f"{name}:{_line_of(text, where)}: {where}: {why}")
    return msgspec.structs.replace(item, version=number)


def _problems(item: Item) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if not item.lanes:
        found.append((item.code, "an item needs at least one lane"))
    for need in item.needs:
        found += _need_problems(need)
    for section in item.sections:
        found += _section_problems(section)
    found += _doubles("lane", [lane.code for lane in item.lanes])
    found += _doubles("section", [section.code for section in item.sections])
    for lane in item.lanes:
        found += _lane_problems(item, lane)
    found += _doubles("need", [need.fact for need in item.needs])
    return found + _register_problems(item)


def _doubles(what: str, codes: list[str]) -> list[tuple[str, str]]:
    return [(code, f"{what} {code} stands twice") for code in set(codes) if codes.count(code) > 1]


def _need_problems(need: Need) -> list[tuple[str, str]]:
    if vocabulary.find(need.fact) is None:
        return [(need.fact, "no such fact in facts.toml")]
    kinds = [source.partition(":")[0] for source in need.from_]
    unknown = [kind for kind in kinds if kind not in _RANKS]
    if unknown or not kinds:
        return [(need.fact, f"unknown source {unknown[0] if unknown else '(none)'}")]
    ranks = [_RANKS.index(kind) for kind in kinds]
    if ranks != sorted(ranks):
        return [(need.fact, "sources must go from register to upload, best first")]
    supplying = vocabulary.registers_of(need.fact)
    named = {source.partition(":")[2] for source in need.from_ if source.startswith("register:")}
    if named - supplying and need.fact not in {"household.size"}:
        return [(need.fact, f"register {sorted(named - supplying)[0]} does not tell this")]
    if "upload" in kinds and supplying and not named:
        return [(need.fact, f"asks for a paper that {sorted(supplying)[0]} already supplies")]
    return []


def _section_problems(section: Section) -> list[tuple[str, str]]:
    for key in section.facts:
        fact = vocabulary.find(key)
        if fact is None:
            return [(key, "no such fact in facts.toml")]
        if not fact.question:
            return [(key, "a fact without a question cannot stand in a form")]
    return []


def _lane_problems(item: Item, lane: Lane) -> list[tuple[str, str]]:
    unknown = [code for code in lane.sections if code not in {s.code for s in item.sections}]
    if unknown:
        return [(unknown[0], "no such section")]
    asked = {*item.consent.before_submission, *item.consent.after_submission}
    found = _doubles("fact", list(item.asked_facts(lane)))
    found += [
        (r, "a register that no consent names") for r in lane.registers or () if r not in asked
    ]
    found += [
        (use.rule, "no such eligibility rule")
        for use in lane.eligibility
        if use.rule not in rules.ELIGIBILITY
    ]
    if lane.amount.rule not in rules.AMOUNTS:
        found.append((lane.amount.rule, "no such amount rule"))
    found += [(stage, "no such stage") for stage in lane.stages if stage not in STAGES]
    if ("publicity" in lane.stages) != (lane.publicity is not None):
        found.append((lane.code, "publicity needs both the stage and its period"))
    return found


def _register_problems(item: Item) -> list[tuple[str, str]]:
    asked = {*item.consent.before_submission, *item.consent.after_submission}
    named = {s.partition(":")[2] for n in item.needs for s in n.from_ if s.startswith("register:")}
    missing = sorted(named - asked)
    return [(name, "a register in needs that no consent names") for name in missing]


def _line_of(text: str, where: str) -> int:
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if f'"{where}"' in line), 1)

"""Reading a definition: TOML into structs, checked; a wrong one says where and why."""

import msgspec

from server.catalogue import rules, vocabulary
from server.catalogue.items.definition import GROUPS, Item, Lane, Need, Section

STAGES = frozenset({"checking", "surveying", "publicity"})
# Best first: a register before the resident's word, a paper last of all.
_RANKS = ("register", "certificate", "declared", "pledge", "survey", "upload")
# What may never stand on a notice, whatever a definition says.
_PUBLISHABLE = frozenset(
    {"applicant_name", "applicant_name_masked", "family_size", "category", "support_form", "amount"}
)


class BadDefinition(ValueError):
    """A definition that must not be loaded; the message names the place and the reason."""


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
    return found + _register_problems(item) + _publicity_problems(item)


def _publicity_problems(item: Item) -> list[tuple[str, str]]:
    """Only what the whitelist allows may be posted, and nothing at all of a child's benefit."""
    if item.group not in GROUPS:
        return [(item.group, "no such life situation")]
    wrong = [field for field in item.may_publish if field not in _PUBLISHABLE]
    if wrong:
        return [(wrong[0], "may never be published")]
    posted = any("publicity" in lane.stages for lane in item.lanes)
    if item.group == "child" and (item.may_publish or posted):
        return [(item.code, "a child's benefit is never published")]
    return []


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

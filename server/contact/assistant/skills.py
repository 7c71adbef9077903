"""What the assistant can do: reckon, begin an application, read out progress, promise a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bots.messages import Source
from bots.protocols import Question, Reckoned, Started
from server.casework import cases
from server.catalogue import items, parameters, vocabulary
from server.catalogue.estimates import Estimate, EstimateRequest, for_request
from server.catalogue.items import ItemUnknown
from server.catalogue.rules import Verdict
from server.contact import conversations
from server.contact.assistant.hearing import fact_in
from server.contact.assistant.wording import words
from server.core import clock, money
from server.core.actors import Actor
from server.registry import workdays

# What people say in passing, by the fact it is.
_SAID = {"household_size": "household.size", "age": "person.age"}
_ASKABLE = frozenset({"int", "bool", "choice"})
_MOST_CASES = 3
_VERDICTS = {
    Verdict.MEETS: "likely",
    Verdict.UNCLEAR: "unclear",
    Verdict.DOES_NOT: "unlikely",
}


@dataclass
class Doing:
    """The skills of one turn, for one person, in one place."""

    by: Actor
    region: str
    language: str
    has_phone: bool = False
    promised_at: datetime | None = None
    is_urgent: bool = False

    async def estimate(self, item: str, facts: Mapping[str, Any]) -> Reckoned | None:
        """The same estimate as everywhere; nothing where the item has no definition yet."""
        given = _facts(facts)
        try:
            found = for_request(item, EstimateRequest(region=self.region, facts=given))
        except ItemUnknown:
            return None
        questions = tuple(self._question(one.fact) for one in found.missing if _open(one, given))
        return Reckoned(self._reckoned(item, found), questions, self._sources(item, found))

    def _question(self, key: str) -> Question:
        ours, fact = words(self.language), vocabulary.of(key)
        choices: tuple[str, ...] = tuple(choice.label for choice in fact.choices)
        if fact.type == "bool":
            choices = (ours["yes"], ours["no"])
        return Question(key, fact.question or fact.label, (*choices, ours["unknown"]))

    def _reckoned(self, item: str, found: Estimate) -> str:
        """Verdict, then the sum; a figure only where all that it rests on has been confirmed."""
        ours = words(self.language)
        text = ours[_VERDICTS[found.verdict]]
        if found.amount_fen is None or found.verdict is Verdict.DOES_NOT:
            return text + (ours["no_sum"] if found.missing_parameters else "")
        if found.review_due or not self._is_firm():
            return text + ours["not_firm"]
        is_cap = items.current(item, clock.today()).lanes[0].amount_is_cap
        sum_words = ours["at_most" if is_cap else "about"]
        steps = "；".join(step.expression for step in found.steps if step.expression)
        figure = sum_words.format(yuan=money.yuan_short(found.amount_fen))
        return f"{text}{figure}" + (f"（{steps}）" if steps else "")

    def _is_firm(self) -> bool:
        """Whether the standard that amounts rest on is confirmed here."""
        on = clock.today()
        standard = parameters.current(self.region, on).find("subsistence.standard")
        return standard is not None and standard.is_firm(on)

    def _sources(self, item: str, found: Estimate) -> tuple[Source, ...]:
        clauses = dict.fromkeys(reason.clause for reason in found.reasons if reason.clause)
        basis = items.current(item, clock.today()).basis
        title = basis[0].doc if basis else item
        since = words(self.language)["source_since"]
        dated = since.format(day=items.current(item, clock.today()).effective_from.isoformat())
        return (Source(title, "；".join(list(clauses)[:2]), dated),)

    def read_fact(self, fact: str, text: str) -> Any:
        """A reply as the value of a fact, or nothing when it is none."""
        return fact_in(fact, text)

    async def start(self, item: str, facts: Mapping[str, Any]) -> Started:
        """Where the application goes on, with what was said filled in."""
        filled = {key: value for key, value in _facts(facts).items() if vocabulary.find(key)}
        if not await self.may_apply(item):
            return Started("/help", filled)
        return Started(f"/items/{item}", filled)

    async def may_apply(self, item: str) -> bool:
        """Whether there is a form for the item yet."""
        try:
            items.current(item, clock.today())
        except ItemUnknown:
            return False
        return True

    async def progress(self) -> tuple[str, ...]:
        """Where this person's cases stand: what now, and by when."""
        ours = words(self.language)
        if self.by.account_id is None:
            return (ours["sign_in"],)
        found = [one for one in await cases.of_account(self.by) if one.stage != "withdrawn"]
        return tuple([self._line(case) for case in found[:_MOST_CASES]]) or (ours["no_cases"],)

    def _line(self, case: cases.Case) -> str:
        ours, stage = words(self.language), cases.words_of(case)
        text = ours["case_line"].format(no=case.case_no[-6:], where=stage.where, now=stage.now)
        if case.due_at is None:
            return text
        last = clock.local(case.due_at).date()
        return text + ours["case_due"].format(due=f"{last.month}月{last.day}日")

    async def place_for_booking(self, slots: Mapping[str, Any]) -> Started:
        """Where a visit is booked, with day and service filled in."""
        known = {name: slots[name] for name in ("day", "part_of_day", "person") if name in slots}
        return Started("/help", known)

    async def promised_call(self) -> str:
        """When a person will call back or answer, in words; a promise once given stands."""
        ours, now = words(self.language), clock.now()
        if self.promised_at is None:
            self.promised_at = conversations.promised(
                now, workdays.is_workday, is_urgent=self.is_urgent
            )
        when = conversations.when_words(self.promised_at, now, self.language)
        return ours["call" if self.has_phone else "write"].format(when=when)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, by the keys of the vocabulary; what does not fit is left out."""
    named = {_SAID.get(key, key): value for key, value in facts.items()}
    good, _ = vocabulary.check_all({k: v for k, v in named.items() if vocabulary.find(k)})
    return good


def _open(missing: Any, given: Mapping[str, Any]) -> bool:
    """Whether to ask: it can be asked in chat, and was not answered with "I cannot say"."""
    fact = vocabulary.of(missing.fact)
    return fact.type in _ASKABLE and bool(fact.question) and missing.fact not in given

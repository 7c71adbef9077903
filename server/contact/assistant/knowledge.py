"""What the rules say of an item: from its definition where there is one, else what is known."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bots.messages import Source
from bots.protocols import Answer
from server.catalogue import estimates, items, parameters, vocabulary
from server.catalogue.items import Item, ItemUnknown
from server.catalogue.parameters import ParameterSet
from server.contact.assistant.wording import known, words
from server.core import money
from server.core.errors import Refusal
from server.registry import regions

_FIELDS = {
    "ask_general": "what",
    "ask_eligibility": "who",
    "ask_materials": "papers",
    "ask_how_where": "where",
    "ask_time_limit": "time",
    "ask_amount": "amount",
}
_MOST_REGISTERS = 3


@dataclass(frozen=True)
class Rules:
    """Answers for a place, in a language; nothing lapsed, nothing unverified as a fact."""

    region: str
    language: str

    def title_of(self, item: str, language: str) -> str:
        """What residents call an item."""
        said = known().get(item, {})
        return str(said.get("en" if language == "en" else "title", item))

    async def answer(self, item: str | None, intent: str, on: date) -> Answer | None:
        """The answer to one question about one item, or nothing."""
        field = _FIELDS.get(intent)
        said = known().get(item or "")
        if item is None or field is None or said is None:
            return None
        defined = _defined(item, on)
        text = self._said(said, field)
        if field == "amount":
            return self._amount(said, text, on)
        if defined is not None and field == "papers":
            text = self._papers(defined)
        if defined is not None and field == "time":
            text = self._periods(defined, on) or text
        if (field in {"where", "time"} and item == "office") or field == "where":
            text += self._office()
        return Answer(text, (self._source(said),)) if text else None

    async def quote(self, text: str, on: date) -> Answer | None:
        """A short quotation from the policy library for what no item answers."""
        del text, on
        return None

    def _said(self, said: dict[str, Any], field: str) -> str:
        name = f"en_{field}" if self.language == "en" else field
        return str(said.get(name, ""))

    def _amount(self, said: dict[str, Any], text: str, on: date) -> Answer:
        """A figure only where its parameter is verified and not past its review date."""
        ours = words(self.language)
        source = self._source(said)
        held = parameters.current(self.region, on).find(said.get("parameter", ""))
        if held is None or not held.is_firm(on):
            unset = "" if "parameter" not in said and _is_free(said) else ours["not_confirmed"]
            return Answer(text + unset, (source,))
        figure = ours["firm"].format(per=ours["per_month"], yuan=money.yuan_short(held.value))
        dated = ours["source_since"].format(day=held.effective_from.isoformat())
        return Answer(figure + text, (Source(held.source, held.note, dated), source))

    def _papers(self, item: Item) -> str:
        registers = item.registers_of(item.lanes[0])
        if self.language == "en" or not registers:
            ours = words(self.language)
            return ours["no_paper" if registers else "no_register"].format(registers="")
        needed = dict.fromkeys(
            vocabulary.of(need.fact).label
            for need in item.needs
            if any(source.startswith("register:") for source in need.from_)
            and vocabulary.of(need.fact).question
        )
        listed = "、".join(list(needed)[:_MOST_REGISTERS]) + "等"
        return words(self.language)["no_paper"].format(registers=listed)

    def _periods(self, item: Item, on: date) -> str:
        """Each period that runs, unless its figure has not been confirmed here."""
        held = parameters.current(self.region, on)
        lane = item.lanes[0]
        limits = [lane.accept_within, lane.decide_within, lane.aid_within]
        if self.language == "en" or not all(_is_firm(held, one.parameter) for one in limits if one):
            return ""
        said = estimates.estimate(item, lane, facts={}, known=held).deadlines
        return "；".join(one.text for one in said) + "。"

    def _office(self) -> str:
        ours = words(self.language)
        try:
            office = regions.office_for(self.region)
        except Refusal:
            return ""
        text = ours["office"].format(name=office.name, address=office.address, hours=office.hours)
        return text + (ours["office_phone"].format(phone=office.phone) if office.phone else "")

    def _source(self, said: dict[str, Any]) -> Source:
        title, clause, dated = said["law"]
        since = words(self.language)["source_since"].format(day=dated)
        return Source(title, clause, since if dated[:1].isdigit() else dated)


def _defined(item: str, on: date) -> Item | None:
    try:
        return items.current(item, on)
    except ItemUnknown:
        return None


def _is_firm(held: ParameterSet, key: str) -> bool:
    found = held.find(key)
    return found is None or found.is_firm(held.on)


def _is_free(said: dict[str, Any]) -> bool:
    """Where nothing is paid out or charged, no local figure is missing."""
    return "不收" in said["amount"] or "本身不按月发钱" in said["amount"]

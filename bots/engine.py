"""One message in, one outcome out: heard, understood, decided, done or said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bots.decide import Way, way_of
from bots.estimating import continue_estimate, estimate
from bots.messages import Action, Heard, Memory, Outcome, Said
from bots.protocols import Knowledge, Skills
from bots.turn import Turn
from bots.understand import ASKS, Context, Understanding, tidy, understand
from bots.wording import words_of

_TOPICS = 3
_CARRIED = {"age", "money_fen", "household_size", "disability_grade", "place", "person", "day"}


async def respond(heard: Heard, memory: Memory, skills: Skills, knowledge: Knowledge) -> Outcome:
    """Answer one message. Always says something, and never ends without a next step."""
    understood = _tapped(
        heard, understand(heard.text, Context(heard.today, memory.item, memory.intent))
    )
    turn = Turn(heard, understood, _remembered(memory, understood), skills, knowledge)
    way = way_of(understood, memory)
    if way is Way.ALARM:
        return _alarmed(turn)
    if memory.asking and way is not Way.PERSON and (done := await continue_estimate(turn)):
        return done
    turn = replace(turn, memory=replace(turn.memory, asking=None, asked=0))
    if way is Way.ANSWER:
        return await _answer(turn)
    return await _UNSURE[way](turn)


def _tapped(heard: Heard, understood: Understanding) -> Understanding:
    """A button of ours always means what it says, whatever the models make of its words."""
    button = tidy(words_of(heard.language)["person_button"])
    if understood.crisis or understood.text != button:
        return understood
    return replace(understood, intent="talk_to_person", confidence=1.0)


def _remembered(memory: Memory, understood: Understanding) -> Memory:
    """What was said is kept; a new topic puts the old one aside, where it is found again."""
    facts = memory.facts | {k: v for k, v in understood.slots.items() if k in _CARRIED}
    earlier = memory.earlier
    if understood.item and memory.item and understood.item != memory.item:
        earlier = tuple(one for one in (*earlier, memory.item) if one != understood.item)[-_TOPICS:]
    return replace(
        memory,
        item=understood.item or memory.item,
        intent=understood.intent,
        facts=facts,
        earlier=earlier,
    )


def _alarmed(turn: Turn) -> Outcome:
    """Numbers first, calm words, nothing else; the roster is called."""
    danger = turn.understood.crisis or "medical"
    calls = tuple(
        Action("call", turn.words["call_button"].format(number=number), f"tel:{number}")
        for number in turn.words["crisis_numbers"][danger]
    )
    said = Said(turn.words["crisis"][danger], actions=calls)
    return turn.outcome(said, alarm=danger, handed_over="crisis", urgent=True, memory=Memory())


async def _person(turn: Turn) -> Outcome:
    asked = turn.understood.intent == "talk_to_person"
    return await turn.to_a_person("person" if asked else "person_unsure", missed=not asked)


async def _offer(turn: Turn) -> Outcome:
    codes = [label for label, _ in turn.understood.others]
    titles = tuple(turn.title(code) for code in codes)
    memory = replace(turn.memory, offered=titles)
    said = Said(turn.words["offer"], choices=(*titles, turn.words["person_button"]))
    return turn.outcome(said, memory=memory)


async def _rephrase(turn: Turn) -> Outcome:
    memory = replace(turn.memory, missed=turn.memory.missed + 1)
    said = Said(turn.words["rephrase"], choices=(turn.words["person_button"],))
    return turn.outcome(said, memory=memory, not_understood=True)


async def _answer(turn: Turn) -> Outcome:
    turn = replace(turn, memory=replace(turn.memory, missed=0, offered=()))
    if turn.understood.slots.get("fraud"):
        call = Action("call", turn.words["call_button"].format(number="96110"), "tel:96110")
        return turn.outcome(Said(turn.words["fraud"], actions=(call,)))
    if turn.understood.low:
        return await turn.to_a_person("low", urgent=True)
    intent = turn.understood.intent
    if intent in {"ask_amount", "ask_eligibility"} and (done := await estimate(turn)):
        return await _with_the_rule(turn, done)
    return await _BY_INTENT.get(intent, _explain)(turn)


async def _with_the_rule(turn: Turn, done: Outcome) -> Outcome:
    """Before the first question somebody hears how it is reckoned, and what is not confirmed."""
    asked_now = done.memory.asking is not None and done.memory.asked == 1
    if not asked_now or turn.heard.care or turn.memory.item is None:
        return done
    rule = await turn.knowledge.answer(turn.memory.item, turn.understood.intent, turn.heard.today)
    if rule is None:
        return done
    return replace(done, said=(Said(rule.text, sources=rule.sources), *done.said))


async def _explain(turn: Turn) -> Outcome:
    """Each thing asked, from the rules in force; else a quotation; else a person."""
    item, on = turn.memory.item, turn.heard.today
    asked = [turn.understood.intent, *turn.understood.also]
    found = [await turn.knowledge.answer(item, one, on) for one in asked]
    said = [Said(answer.text, sources=answer.sources) for answer in found if answer]
    if not said and (quoted := await turn.knowledge.quote(turn.understood.text, on)):
        said = [Said(quoted.text, sources=quoted.sources)]
    if said:
        return turn.outcome(*said)
    if item is None and turn.understood.intent in ASKS | {"ask_general"}:
        return turn.outcome(Said(turn.words["which_item"], choices=(turn.words["person_button"],)))
    return await turn.to_a_person("no_answer", missed=True)


async def _apply(turn: Turn) -> Outcome:
    if turn.memory.item is None:
        return turn.outcome(Said(turn.words["which_item"], choices=(turn.words["person_button"],)))
    begun = await turn.skills.start(turn.memory.item, turn.memory.facts)
    go_on = Action("open", turn.words["apply_button"], begun.target, dict(begun.filled))
    return turn.outcome(Said(turn.words["started"], actions=(go_on,)))


async def _progress(turn: Turn) -> Outcome:
    lines = await turn.skills.progress()
    return turn.outcome(*(Said(line) for line in lines or (turn.words["progress_none"],)))


async def _book(turn: Turn) -> Outcome:
    place = await turn.skills.place_for_booking(turn.understood.slots)
    go_on = Action("open", turn.words["booking_button"], place.target, dict(place.filled))
    return turn.outcome(Said(turn.words["booking"], actions=(go_on,)))


async def _small_talk(turn: Turn) -> Outcome:
    thanked = any(word in turn.understood.text for word in ("谢", "thank", "再见", "拜", "bye"))
    said = [Said(turn.words["thanks" if thanked else "hello"])]
    if turn.memory.item and not thanked:
        said = [Said(turn.words["back"].format(item=turn.title(turn.memory.item)))]
    return turn.outcome(*said)


async def _elsewhere(turn: Turn) -> Outcome:
    door: list[str] | None = turn.words["departments"].get(turn.understood.department or "")
    text = turn.words["out_unknown"]
    if door:
        text = turn.words["out_of_scope"].format(name=door[0], phone=door[1], door=door[2])
    return turn.outcome(Said(text))


@dataclass(frozen=True, slots=True)
class _ToPerson:
    """An intent a person must see to, with its own words."""

    wording: str

    async def __call__(self, turn: Turn) -> Outcome:
        return await turn.to_a_person(self.wording)


Step = Callable[[Turn], Awaitable[Outcome]]
_UNSURE: dict[Way, Step] = {
    Way.PERSON: _person,
    Way.OFFER: _offer,
    Way.REPHRASE: _rephrase,
}
_BY_INTENT: dict[str, Step] = {
    "apply": _apply,
    "ask_progress": _progress,
    "book_service": _book,
    "complain_or_appeal": _ToPerson("complain"),
    "report_change": _ToPerson("change"),
    "report_payment_problem": _ToPerson("payment"),
    "small_talk": _small_talk,
    "out_of_scope": _elsewhere,
}

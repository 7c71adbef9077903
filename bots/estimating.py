"""Reckoning with the resident: one question at a time, three at most, never a promise."""

from dataclasses import replace

from bots.messages import ASKED_AT_MOST, Action, Outcome, Said
from bots.protocols import Question, Reckoned
from bots.turn import Turn


async def estimate(turn: Turn) -> Outcome | None:
    """The estimate, or its first question; nothing where the item has no estimate."""
    item = turn.memory.item
    if item is None:
        return None
    reckoned = await turn.skills.estimate(item, turn.memory.facts)
    return _said(turn, reckoned) if reckoned else None


async def continue_estimate(turn: Turn) -> Outcome | None:
    """Take the reply to the open question; nothing when something else was said."""
    fact, item = turn.memory.asking, turn.memory.item
    if fact is None or item is None:
        return None
    value = turn.skills.read_fact(fact, turn.understood.text)
    if value is None:
        return None
    memory = replace(turn.memory, facts=turn.memory.facts | {fact: value}, asking=None)
    turn = replace(turn, memory=memory)
    reckoned = await turn.skills.estimate(item, memory.facts)
    return _said(turn, reckoned) if reckoned else None


def _said(turn: Turn, reckoned: Reckoned) -> Outcome | None:
    if reckoned.questions and turn.memory.asked < ASKED_AT_MOST:
        return _asked(turn, reckoned.questions[0])
    if reckoned.text is None:
        return None
    memory = replace(turn.memory, asking=None, asked=0)
    go_on = Action("open", turn.words["apply_button"], f"item:{memory.item}", dict(memory.facts))
    text = f"{reckoned.text}{turn.words['estimate_note']}"
    return turn.outcome(Said(text, actions=(go_on,), sources=reckoned.sources), memory=memory)


def _asked(turn: Turn, question: Question) -> Outcome:
    memory = replace(turn.memory, asking=question.fact, asked=turn.memory.asked + 1)
    return turn.outcome(Said(question.text, choices=question.choices), memory=memory)

"""How sure is sure enough: answer, offer two, ask once to say it again, or fetch a person."""

from enum import StrEnum

from bots.messages import Memory
from bots.understand import Understanding

SURE = 0.45
CLOSE = 0.25
OLD_ENOUGH = 65


class Way(StrEnum):
    """What to do with a message."""

    ALARM = "alarm"
    PERSON = "person"
    ANSWER = "answer"
    OFFER = "offer"
    REPHRASE = "rephrase"


def way_of(understood: Understanding, memory: Memory) -> Way:
    """One way for every message; nobody is asked twice to say it differently."""
    if understood.crisis:
        return Way.ALARM
    if understood.intent == "talk_to_person":
        return Way.PERSON
    if understood.low or understood.confidence >= SURE or understood.slots.get("fraud"):
        return Way.ANSWER
    ours = [label for label, chance in understood.others if chance >= CLOSE and _is_item(label)]
    if len(ours) > 1 and not memory.offered:
        return Way.OFFER
    return Way.PERSON if memory.missed else Way.REPHRASE


def _is_item(label: str) -> bool:
    return label != "none" and not label.startswith("dept:")

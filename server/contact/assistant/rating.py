"""Satisfaction, asked once; who is unhappy is helped again, by somebody else."""

from bots.messages import Heard, Memory, Outcome, Said
from bots.understand import Context, understand
from server.contact.assistant.skills import Doing
from server.contact.assistant.wording import words
from server.contact.conversations import Conversation

_LEVELS = {
    "满意": 5, "很满意": 5, "一般": 3, "不满意": 1,
    "satisfied": 5, "so-so": 3, "not satisfied": 1,
}  # fmt: skip
_UNHAPPY = 2


def given(known: Conversation | None, text: str) -> int | None:
    """The level somebody answers the question with, or nothing when they say something else."""
    if known is None or known.reason != "rating" or known.rating is not None:
        return None
    return _LEVELS.get(text.strip(" 。.!！").lower())


async def taken(level: int, heard: Heard, known: Conversation | None, doing: Doing) -> Outcome:
    """Thanks; or a second call by another."""
    memory = Memory.from_plain(known.memory if known else None)
    understood = understand(heard.text, Context(heard.today, memory.item, memory.intent))
    ours = words(doing.language)
    if level > _UNHAPPY:
        return Outcome((Said(ours["rated"]),), understood, memory)
    doing.is_urgent = True
    said = ours["unhappy"].format(when=await doing.promised_call())
    return Outcome((Said(said),), understood, memory, handed_over="unhappy", urgent=True)

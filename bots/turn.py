"""One turn of a conversation: all that a step needs, and how it ends."""

from dataclasses import dataclass
from typing import Any

from bots.messages import Action, Heard, Memory, Outcome, Said
from bots.protocols import Knowledge, Skills
from bots.understand import Understanding
from bots.wording import words_of


@dataclass(frozen=True, slots=True)
class Turn:
    """What was heard and understood, what is remembered, and who can help."""

    heard: Heard
    understood: Understanding
    memory: Memory
    skills: Skills
    knowledge: Knowledge

    @property
    def words(self) -> dict[str, Any]:
        """The words of the resident's language."""
        return words_of(self.heard.language)

    def title(self, item: str) -> str:
        """What residents call an item."""
        return self.knowledge.title_of(item, self.heard.language)

    def outcome(self, *said: Said, memory: Memory | None = None, **told: Any) -> Outcome:
        """The end of the turn; care mode always shows the way to a person."""
        if self.heard.care and "alarm" not in told and "handed_over" not in told:
            button = Action("person", self.words["person_button"])
            last = said[-1]
            said = (
                *said[:-1],
                Said(last.text, last.choices, (*last.actions, button), last.sources),
            )
        return Outcome(said, self.understood, memory or self.memory, **told)

    async def to_a_person(
        self, wording: str, *, urgent: bool = False, missed: bool = False
    ) -> Outcome:
        """Hand over, saying when somebody will call."""
        when = await self.skills.promised_call()
        said = Said(self.words[wording].format(when=when))
        return self.outcome(said, handed_over=wording, urgent=urgent, not_understood=missed)

"""The assistant with surroundings of paper: answers that name their question, one real estimate."""

from datetime import date
from pathlib import Path

import pytest

from bots import understand
from bots.messages import Source
from bots.protocols import Answer, Question, Reckoned, Started

TODAY = date(2026, 11, 25)
TITLES = {"subsistence-allowance": "低保", "temporary-relief": "临时救助"}


@pytest.fixture(scope="session", autouse=True)
def models():
    return understand.load(Path("var/bots"))


class PaperKnowledge:
    """Knows something of every item, nothing where none is spoken of."""

    def title_of(self, item, language):
        return TITLES.get(item, item)

    async def answer(self, item, intent, on):
        if item is None or item == "place-names":
            return None
        return Answer(f"<{intent} {item}>", (Source("办法", "第九条", "2026-01-01"),))

    async def quote(self, text, on):
        return Answer("<quote>") if "民政干部" in text else None


class PaperSkills:
    """Reckons the subsistence allowance from two facts; remembers what was started."""

    def __init__(self):
        self.started = []

    async def estimate(self, item, facts):
        if item != "subsistence-allowance":
            return None
        open_questions = [
            question
            for question in (
                Question("household_size", "家里几口人？", ("1", "2", "3")),
                Question("income_fen", "全家一个月收入多少？"),
            )
            if question.fact not in facts
        ]
        if open_questions:
            return Reckoned(None, tuple(open_questions))
        gap = facts["household_size"] * 82_000 - facts["income_fen"]
        return Reckoned(f"<{gap // 100}>")

    def read_fact(self, fact, text):
        number = understand.number_in(text)
        return number * (100 if fact == "income_fen" else 1) if number is not None else None

    async def start(self, item, facts):
        self.started.append(item)
        return Started(f"/apply/{item}", facts)

    async def progress(self):
        return ("您的临时救助正在核对，12月3日前有结果。",)

    async def place_for_booking(self, slots):
        return Started(
            "/book", {name: slots[name] for name in ("day", "part_of_day") if name in slots}
        )

    async def promised_call(self):
        return "明天上午10点前给您回电话。"


@pytest.fixture
def skills():
    return PaperSkills()


@pytest.fixture
def knowledge():
    return PaperKnowledge()

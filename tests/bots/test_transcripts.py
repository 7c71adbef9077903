"""Conversations as people have them, read from `transcripts/`."""

import re
from pathlib import Path

import pytest

from bots import decide
from bots.engine import respond
from bots.messages import Heard, Memory
from bots.understand import Understanding
from tests.bots.conftest import TODAY, PaperKnowledge, PaperSkills

FOLDER = Path(__file__).parent / "transcripts"


def talks():
    return list(_read())


def _read():
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("\n== ")[1:]:
            name, _, lines = part.partition("\n")
            yield pytest.param(lines.strip().splitlines(), id=f"{path.stem}: {name}")


@pytest.mark.parametrize("lines", talks())
async def test_the_conversation_goes_as_written(lines):
    memory, skills, outcome, told = Memory(), PaperSkills(), None, ""
    for line in lines:
        mark, _, words = line.partition(" ")
        if mark == ">":
            outcome = await respond(Heard(words, TODAY), memory, skills, PaperKnowledge())
            memory = Memory.from_plain(outcome.memory.to_plain())
            told = "\n".join(said.text for said in outcome.said)
            assert told, f"silence after {words}"
        elif mark == "<":
            assert words in told
        elif line:
            _happened(line.strip("[]").split(), outcome, skills)


def _happened(what, outcome, skills):
    kind, *rest = what
    if kind == "started":
        assert skills.started == rest
    elif kind == "handed":
        assert [outcome.handed_over] == rest
    elif kind == "alarm":
        assert [outcome.alarm] == rest
        assert all(action.kind == "call" for action in outcome.said[0].actions)
    else:
        assert outcome.alarm is None


def test_there_are_sixty_at_least():
    assert len(talks()) >= 60


async def test_not_understood_once_is_asked_again_and_twice_is_a_person(monkeypatch):
    monkeypatch.setattr(decide, "SURE", 2.0)
    monkeypatch.setattr(decide, "CLOSE", 2.0)
    skills, knowledge = PaperSkills(), PaperKnowledge()
    first = await respond(Heard("天气", TODAY), Memory(), skills, knowledge)
    second = await respond(Heard("天气", TODAY), first.memory, skills, knowledge)
    assert first.not_understood
    assert first.handed_over is None
    assert second.handed_over == "person_unsure"


async def test_two_items_close_together_are_offered(monkeypatch):
    monkeypatch.setattr(decide, "SURE", 2.0)
    unsure = Understanding("补贴", "ask_amount", "subsistence-allowance", 0.3, others=(("subsistence-allowance", 0.4), ("temporary-relief", 0.3)))  # fmt: skip
    assert decide.way_of(unsure, Memory()) is decide.Way.OFFER
    assert decide.way_of(unsure, Memory(offered=("低保",))) is decide.Way.REPHRASE
    assert decide.way_of(unsure, Memory(offered=("低保",), missed=1)) is decide.Way.PERSON


async def test_care_mode_speaks_short_and_always_shows_a_person():
    heard = Heard("低保怎么申请", TODAY, care=True)
    outcome = await respond(heard, Memory(), PaperSkills(), PaperKnowledge())
    assert "person" in [action.kind for action in outcome.said[-1].actions]


def test_every_sentence_is_short_enough_for_care_mode():
    text = (FOLDER.parents[2] / "bots" / "dialogues" / "zh_CN.toml").read_text(encoding="utf-8")
    for value in re.findall(r'= "(.*)"', text):
        assert all(len(sentence) < 60 for sentence in re.split(r"[。？！]", value))


def test_english_says_all_that_chinese_says():
    from bots.wording import words_of

    chinese, english = words_of("zh_CN"), words_of("en")
    assert chinese.keys() == english.keys()
    for part in ("crisis", "crisis_numbers", "departments"):
        assert chinese[part].keys() == english[part].keys()
    assert words_of("../en") == chinese


async def test_it_answers_in_the_language_it_is_read_in():
    heard = Heard("talk to a person", TODAY, language="en")
    outcome = await respond(heard, Memory(), PaperSkills(), PaperKnowledge())
    assert outcome.said[0].text.startswith("I am passing you")

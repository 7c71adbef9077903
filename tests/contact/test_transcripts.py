"""Conversations as people have them, over HTTP and, a part of them, through WeChat's callback."""

import asyncio
from pathlib import Path

import pytest

from server.connectors import build_world
from server.contact import assistant
from server.core import config, database
from server.worker import Worker
from tests.sandbox.conftest import Outside

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(path.stem for path in FOLDER.glob("*.txt"))
ADDRESS = "/api/v1/assistant/messages"


@pytest.fixture(scope="module", autouse=True)
def models():
    assistant.load()


def talks(name):
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    for part in text.split("\n== ")[1:]:
        title, _, lines = part.partition("\n")
        yield title, [line for line in lines.strip().splitlines() if line]


def test_there_are_a_hundred_and_fifty_at_least():
    assert sum(1 for name in FILES for _ in talks(name)) >= 150


@pytest.mark.parametrize("name", FILES)
async def test_they_go_as_written_over_http(app_server, name):
    wrong = []
    for title, lines in talks(name):
        key, told = None, {}
        for line in lines:
            mark, _, words = line.partition(" ")
            if mark == ">":
                sent = {"text": words} | ({"conversation": key} if key else {})
                answer = await app_server.http.post(ADDRESS, json=sent)
                told = answer.json()
                key = told["conversation"]
            elif problem := _problem(line, told):
                wrong.append(f"{title}: {line}: {problem}")
    assert wrong == []


def _problem(line, told):
    said = "\n".join(
        reply["text"] + "，".join(action["label"] for action in reply["actions"])
        for reply in told["replies"]
    )
    understood = told["understanding"]
    if not said:
        return "silence"
    if line.startswith("< "):
        return "" if line[2:] in said else said
    kind, _, value = line.strip("[]").partition(" ")
    if kind == "handed":
        return "" if told["handed_over"] else said
    if kind == "crisis" and not _alarmed(told):
        return said
    found = understood["crisis"] if kind in {"crisis", "calm"} else understood.get(kind)
    expected = value or (None if kind == "calm" else kind)
    found = found if kind in {"crisis", "calm", "intent"} else understood["item"]
    return "" if found == expected else f"{found}, not {expected}"


def _alarmed(told):
    """The numbers first, and a person called."""
    first = told["replies"][0]["actions"]
    return told["handed_over"] and all(action["kind"] == "call" for action in first)


async def test_and_through_the_callback(app_server, sandbox):
    """The dialogues again, as WeChat pushes them; the sandbox plays WeChat."""
    outside, settings = Outside(sandbox), config.settings()
    address = f"{app_server.url}/callbacks/wechat/{settings.wechat_appid}"
    await outside.ctl("/addresses", push_url=address)
    openid = (await outside.login(await outside.story("li-xiuying")))["openid"]
    world = build_world(settings)
    worker, wrong = Worker(world), []
    for title, lines in list(talks("talk"))[:12]:
        for line in lines:
            mark, _, words = line.partition(" ")
            if mark == ">":
                said = await _pushed(outside, worker, openid, words)
            elif mark == "<" and words not in said:
                wrong.append(f"{title}: {line}: {said}")
        await database.execute("UPDATE conversations SET openid = 'past' || id")
    await world.close()
    assert wrong == []


async def _pushed(outside, worker, openid, words):
    before = len(await outside.ctl("/outbox"))
    await outside.ctl(f"/user/{openid}/say", text=words)
    for _ in range(100):
        await worker.drain()
        sent = await outside.ctl("/outbox")
        if len(sent) > before:
            break
        await asyncio.sleep(0.02)
    await worker.drain()
    return "\n".join(one["text"] for one in (await outside.ctl("/outbox"))[before:])

"""In the app exactly once, in words that a bystander learns nothing from."""

import asyncio
import re
import tomllib
from pathlib import Path

import pytest

from server.catalogue import items
from server.contact import notices
from server.contact.notices import texts
from server.core import clock, database
from tests.factories.contact import a_notice
from tests.factories.registry import a_resident, an_account, resident_of


async def test_telling_twice_tells_once(db):
    account = await an_account()

    first = await a_notice(account, once_key="accepted:1")
    second = await a_notice(account, once_key="accepted:1")

    assert (first, second) == (True, False)
    assert len(await notices.of_account(resident_of(account))) == 1


async def test_twenty_at_once_tell_once(fresh_db):
    account = await an_account()

    told = await asyncio.gather(*(a_notice(account, once_key="same") for _ in range(20)))

    assert sum(told) == 1
    assert len(await database.fetch("SELECT 1 FROM notice_sends")) == 1


async def test_a_notice_is_unread_until_it_is_opened(db):
    li = await a_resident()
    account = await _account(li)
    await a_notice(account)
    await a_notice(account)

    first, _ = await notices.of_account(li)
    await notices.mark_read(li, first.id)
    assert await notices.unread(li) == 1
    await notices.mark_read(li)

    assert await notices.unread(li) == 0


async def test_nobody_reads_or_marks_what_is_told_to_another(db):
    li, wang = await a_resident(), await a_resident()
    await a_notice(await _account(li))
    (told,) = await notices.of_account(li)

    await notices.mark_read(wang, told.id)

    assert await notices.of_account(wang) == []
    assert await notices.unread(li) == 1


async def _account(by):
    from server.registry import people

    return await people.account_of(by.account_id)


async def test_without_wechat_the_ladder_begins_with_sms(db):
    await a_notice(await an_account())

    (row,) = await database.fetch("SELECT channel, state FROM notice_sends")
    assert (row["channel"], row["state"]) == ("sms", "waiting")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", texts.kinds())
def test_every_kind_is_worded_and_gives_nothing_away(kind, language):
    told = texts.text_of(kind, language, {"case_no": "XZ-1", "due": "12月8日"})

    said = told.title + told.body
    assert "{" not in said
    assert not re.search(r"救助|低保|特困|补贴|元|relief|allowance|benefit|yuan", said)


def everything_that_leaves():
    """Every sentence a bystander may see: titles and bodies, SMS, the card."""
    from server.contact.notices.sending import _card
    from server.sandbox.sms import TEXTS

    poison = {"case_no": "XZ-1", "due": "12月8日", "link": "https://x/messages"}
    for kind in texts.kinds():
        for language in ("zh_CN", "en"):
            told = texts.text_of(kind, language, poison)
            yield f"{kind}.{language}", f"{told.title} {told.body}"
        assert texts.sms_template(kind) in TEXTS
    for name, words in TEXTS.items():
        yield f"sms.{name}", words.format_map({**poison, "code": "123456"})
    notice = {"case_no": "XZ-1", "created_at": clock.now()}
    yield "card", " ".join(_card(notice).values())


def test_no_text_that_leaves_names_a_programme_a_sum_or_a_person():
    titles = set()
    folder = Path(items.__file__).parent / "definitions"
    for path in folder.glob("*.toml"):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        titles |= {held["title"], *held.get("aliases", ())}
        titles |= {lane["title"] for lane in held.get("lane", ())}
    secret = re.compile(
        r"救助|低保|特困|补贴|津贴|残疾|孤儿|万元|\d\s*元|￥|¥|relief|allowance|benefit|yuan|\{name"
    )

    for where, said in everything_that_leaves():
        assert not secret.search(said), where
        assert not [title for title in titles if title in said], where


def test_an_unknown_language_is_told_in_chinese():
    assert texts.text_of("case-granted", "xx", {"case_no": "1"}).title == "有结果了"


def test_every_kind_has_both_languages_and_says_whether_it_may_ring_at_night():
    path = Path(texts.__file__).with_name("texts.toml")
    kinds = tomllib.loads(path.read_text(encoding="utf-8"))

    for words in kinds.values():
        assert {"zh_CN", "en", "urgent"} <= set(words)

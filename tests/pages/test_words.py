"""Every text has its English, and every Chinese text of a page goes through the catalogue."""

import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from scripts import messages
from server.catalogue import vocabulary
from server.core import clock
from server.web.pages.words import Words

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[一-鿿]")
METHODS = [("templates/**.html", "jinja2")]
DEFINITIONS = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "server/catalogue/items/definitions").glob("*.toml")
)


def english():
    with (ROOT / "locales/en/LC_MESSAGES/onetrip.po").open("rb") as po:
        return read_po(po, locale="en")


def extracted():
    found = extract_from_dir(str(ROOT), method_map=METHODS, options_map={})
    return {texts[0] if isinstance(texts, tuple) else texts for _, _, texts, *_ in found}


def test_every_page_text_has_its_english():
    known = {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in english() if m.id}

    missing = [text for text in extracted() if not known.get(text)]

    assert missing == []


@pytest.mark.parametrize(
    "path",
    ["server/catalogue/facts.toml", *DEFINITIONS],
)
def test_every_text_of_a_definition_has_its_english(path):
    known = {m.id for m in english() if m.id and m.string}

    with (ROOT / path).open("rb") as file:
        texts = {text for _, _, text, _ in messages.definitions(file)}

    assert texts - known == set()


def test_translations_keep_their_placeholders():
    def names(text):
        return sorted(re.findall(r"%\((\w+)\)s", text)) + [
            f for _, f, _, _ in string.Formatter().parse(text) if f is not None
        ]

    for message in english():
        if message.id and isinstance(message.id, str):
            assert names(message.id) == names(message.string), message.id


def test_no_chinese_text_of_a_page_escapes_the_catalogue():
    for path in (ROOT / "templates/pages").glob("*.html"):
        bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        assert not CHINESE.search(bare), path.name


def test_a_deadline_at_midnight_is_the_day_before():
    until = clock.start_of(datetime(2026, 12, 10).date())

    with clock.stopped_at(datetime(2026, 11, 25, tzinfo=UTC)):
        assert Words("zh_CN").due(until) == "12 月 9 日（周三）"
        assert Words("en").due(until) == "Wed 9 Dec"


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "凌晨 0:05"), (9, "上午 9:05"), (12, "中午 12:05"), (15, "下午 3:05"), (23, "晚上 11:05")],
)
def test_a_clock_time_names_the_part_of_the_day(hour, said):
    moment = datetime(2026, 11, 25, hour, 5, tzinfo=clock.SHANGHAI)

    assert Words("zh_CN").at(moment) == said


def test_a_sentence_with_figures_keeps_them_in_english():
    said = Words("en").text("您家每人每年收入 18,000 元，低于当地线 45,600 元")

    assert said == "Income per head 18,000 yuan a year, below the local line of 45,600 yuan"


def test_an_account_is_shown_by_its_last_digits_only():
    fact = vocabulary.of("payment.account")

    assert Words("zh_CN").value(fact, "6222021234567890") == "************7890"

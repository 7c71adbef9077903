"""Logs: lines a machine reads or a person, without personal numbers, kept for the time that is set."""

import json
import logging
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from server.core import clock, config
from server.core.text import log

NUMBER = "320699199001010015"


@pytest.fixture
def root():
    kept = logging.getLogger().handlers[:], logging.getLogger().level
    yield logging.getLogger()
    logging.getLogger().handlers[:], level = kept
    logging.getLogger().setLevel(level)


def a_record(words, trace=False):
    failure = None
    if trace:
        try:
            int(f"身份证 {NUMBER}")
        except ValueError:
            failure = sys.exc_info()
    made = logging.LogRecord("server.x", logging.WARNING, "x.py", 1, words, (), failure)
    made.fields = {"ms": 3}
    return made


@pytest.mark.parametrize("form", [log.JsonLines(), log.PlainLines()])
def test_no_personal_number_gets_into_a_line(form):
    line = form.format(a_record(f"身份证 {NUMBER} 打不开", trace=True))

    assert NUMBER not in line
    assert "ValueError" in line


def test_a_json_line_is_one_object():
    line = log.JsonLines().format(a_record("第一行\n第二行"))

    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], told["where"], told["ms"]) == ("WARNING", "server.x", 3)


def test_a_line_for_people_says_the_same(root):
    log.set_up(replace(config.settings(), log_format="text"))
    line = root.handlers[0].format(a_record("慢"))

    assert line.endswith("WARNING server.x: 慢 ms=3")


def test_a_file_a_day_is_kept_as_long_as_is_set(tmp_path, root):
    settings = replace(config.settings(), log_dir=str(tmp_path / "logs"), log_days=400)
    log.set_up(settings)
    root.handlers[0].handle(a_record("heute"))
    today = clock.real_now().date()
    young, old = (settings.logs / f"onetrip-{today - timedelta(days=n)}.jsonl" for n in (400, 401))
    other = settings.logs / "onetrip-notes.jsonl"
    for path in (young, old, other):
        path.touch()

    assert log.forget_old(settings) == [old.name]

    kept = settings.logs / f"onetrip-{today}.jsonl"
    assert json.loads(kept.read_text())["say"] == "heute"
    assert not kept.stat().st_mode & 0o077
    assert young.exists()
    assert other.exists()


def test_without_a_folder_there_is_nothing_to_forget():
    assert log.forget_old(config.settings()) == []

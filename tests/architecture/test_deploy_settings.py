"""The example names every setting with what it really is, and the rules name real figures."""

import itertools
import re
from dataclasses import fields
from pathlib import Path

import yaml

from server.core import config
from server.core.config import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVER = DEPLOY.parent / "server"


def example():
    lines = (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines()
    return {
        found[1]: (found[2], before)
        for before, line in itertools.pairwise(lines)
        if (found := re.fullmatch(r"#?ONETRIP_([A-Z0-9_]+)=(.*)", line))
    }


def test_it_names_every_setting_and_no_other():
    known = {field.name.upper() for field in fields(Settings)}
    assert set(example()) == known, "give the setting a word in deploy/env.example"


def test_it_says_what_each_is_when_nothing_is_set():
    told = {f"ONETRIP_{name}": value for name, (value, _) in example().items()}

    assert config.load(told) == Settings()


def test_each_has_a_word_and_what_production_needs_is_marked():
    marked = {name.lower() for name, (_, word) in example().items() if word.startswith("# * ")}

    assert all(len(word) > 8 for _, word in example().values())
    assert marked == set(config._MUST_BE_SET)


def test_alerts_look_at_real_figures_and_are_explained():
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
    alerts = rules["groups"][0]["rules"]
    known = "".join(
        (SERVER / name).read_text(encoding="utf-8")
        for name in ("web/ops.py", "web/metrics.py", "serving/heart.py")
    )
    book = (DEPLOY / "runbook.md").read_text(encoding="utf-8")

    assert len(alerts) > 10
    for alert in alerts:
        for figure in re.findall(r"onetrip_\w+", alert["expr"]):
            assert f'"{figure.removesuffix("_count")}"' in known, figure
        assert f"### {alert['alert']}\n" in book, alert["alert"]


def test_the_runbook_names_commands_that_exist():
    from server.__main__ import _parser

    book = (DEPLOY / "runbook.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"onetrip ([a-z]+)", book))
    known = next(action for action in _parser()._actions if action.choices).choices

    assert commands <= set(known) | {"serve"}

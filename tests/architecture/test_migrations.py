"""Steps of the schema stand in one line: two that follow the same one would run in any order."""

import importlib
from collections import Counter
from pathlib import Path

import server.migrations


def test_each_step_follows_another_one():
    names = {path.stem for path in Path(server.migrations.__file__).parent.glob("0*.py")}
    after = {name: _dependencies(name) for name in names}

    first = [name for name, earlier in after.items() if not earlier]
    followed = Counter(earlier for all_earlier in after.values() for earlier in all_earlier)

    assert first == ["0001_core"]
    assert {name: count for name, count in followed.items() if count > 1} == {}
    assert set(followed) <= names


def _dependencies(name):
    step = importlib.import_module(f"server.migrations.{name}").Migration
    return [earlier for _, earlier in step.dependencies]

"""What the architecture promises, checked against the running code."""

import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import server
from server.app import build_app
from server.core.errors import Refusal
from server.core.events import all_events
from server.reactions import REACTIONS

ROOT = Path(__file__).parents[2]


def _import_everything():
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if not module.name.startswith(("server.migrations.", "server.__main__")):
            importlib.import_module(module.name)


def _refusals():
    _import_everything()
    seen, waiting = set(), [Refusal]
    while waiting:
        kind = waiting.pop()
        seen.add(kind)
        waiting += kind.__subclasses__()
    return {kind for kind in seen if kind.__module__.startswith("server.")}


def _worded(language):
    return tomllib.loads((ROOT / "locales" / language / "errors.toml").read_text(encoding="utf-8"))


def doubled_codes(kinds):
    codes = [kind.code for kind in kinds if "code" in vars(kind)]
    return sorted({code for code in codes if codes.count(code) > 1})


def test_every_refusal_has_a_code_of_its_own():
    assert doubled_codes(_refusals()) == []


def test_two_refusals_with_one_code_are_caught():
    one = type("One", (), {"code": "same.code"})
    two = type("Two", (), {"code": "same.code"})
    assert doubled_codes([one, two]) == ["same.code"]


def test_every_refusal_is_worded_in_every_language():
    codes = {kind.code for kind in _refusals()}
    for language in ("zh_CN", "en"):
        words = _worded(language)
        assert codes - set(words) == set(), language
        assert all(entry["next"] for code, entry in words.items() if not code.startswith("field."))


def test_both_languages_word_the_same_codes():
    assert set(_worded("zh_CN")) == set(_worded("en"))


def unheard(events, reactions):
    """Events without a line, and lines without an event."""
    ours = {name for name, kind in events.items() if kind.__module__.startswith("server.")}
    return ours ^ set(reactions)


def test_every_event_has_its_line():
    _import_everything()
    assert unheard(all_events(), REACTIONS) == set()


def test_an_event_without_its_line_is_caught():
    _import_everything()
    without = {name: line for name, line in REACTIONS.items() if name != "CaseDecided"}
    assert unheard(all_events(), without) == {"CaseDecided"}


def unmarked(app):
    return sorted(
        f"{method} /{route.path}"
        for route in app.router.routes_all.values()
        for method in route.methods
        if not hasattr(route.handler, "access") and method != "OPTIONS"
    )


def test_every_route_says_who():
    app = build_app()
    assert unmarked(app) == []


def test_a_route_that_says_nobody_is_caught():
    app = build_app()

    async def silent(_):
        return None

    app.add_route(silent, "/silent")
    assert any("/silent" in route for route in unmarked(app))


def test_the_map_names_real_places():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tree = re.search(r"## The tree\n\n```\n(.*?)```", text, re.DOTALL).group(1)
    missing = []
    for line in tree.splitlines():
        name = line.strip().split("  ")[0].strip()
        top = not line.startswith(" ")
        path = ROOT / name if top else ROOT / "server" / name
        if not path.exists():
            missing.append(name)
    assert missing == []


FRONT = re.compile(r"from (server\.(?:registry|catalogue|casework|contact)\.\w+)\.\w+ import")


def behind_the_door(root):
    """Imports of a module's files from outside that module."""
    found = []
    for path in sorted((root / "server").rglob("*.py")):
        own = ".".join(path.relative_to(root).with_suffix("").parts[:3])
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = FRONT.match(text.strip())
            if match and match.group(1) != own:
                found.append(f"{path.relative_to(root)}:{line} {match.group(1)}")
    return found


def test_modules_are_entered_by_their_front_door():
    assert behind_the_door(ROOT) == []


def test_reaching_past_a_front_door_is_caught(tmp_path):
    place = tmp_path / "server" / "casework" / "desk"
    place.mkdir(parents=True)
    (place / "service.py").write_text("from server.registry.people.models import Person\n")
    assert len(behind_the_door(tmp_path)) == 1


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_fresh_machine_is_given_every_version(name):
    """With hashes pip takes nothing that is not pinned: what was left out ends the installation."""
    text = (ROOT / name).read_text()
    assert "were not pinned" not in text
    assert "setuptools==" in text

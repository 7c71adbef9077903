"""Each gate is broken once on purpose, so that we know it bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def _ruff(tmp_path, text):
    config = ROOT / "pyproject.toml"
    done = subprocess.run(
        [BIN / "ruff", "check", "--config", config, "--no-cache", "--stdin-filename",
         "server/casework/cases/broken.py", "-"],
        input=text, capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\n\nNOW = datetime.now()\n",
        "from datetime import date\n\nTODAY = date.today()\n",
        "import time\n\nNOW = time.time()\n",
        "import os\n\nHOME = os.environ['HOME']\n",
        "import os\n\nHOME = os.getenv('HOME')\n",
        "from wechatpy import WeChatClient\n",
    ],
)
def test_a_banned_call_is_caught(tmp_path, line):
    assert "TID251" in _ruff(tmp_path, f'"""Broken."""\n\n{line}')


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    place = tmp_path_factory.mktemp("tree")
    for package in ("server", "bots"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, place / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def _lint_imports(copy):
    return subprocess.run(
        [BIN / "lint-imports", "--no-cache"], capture_output=True, text=True, cwd=copy, check=False
    )


def test_the_tree_as_it_is_passes(copy):
    done = _lint_imports(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("casework/cases/service.py", "import sanic"),
        ("casework/cases/service.py", "from server.casework import desk"),
        ("registry/people/service.py", "from server.casework import cases"),
        ("core/money.py", "from server.registry import people"),
        ("sandbox/app.py", "from server.connectors import build_world"),
        ("casework/checks/asking.py", "from server.connectors.registers import Registers"),
        ("connectors/signing.py", "from server.connectors import wechat"),
        ("core/ids.py", "from server.core import database"),
        ("web/pages/home.py", "from server.web import console"),
        ("web/access.py", "from server.web.pages import home"),
        ("web/pages/home.py", "import bots"),
        ("core/rogue.py", '"""A module without a place."""'),
        ("web/rogue.py", '"""A module without a place."""'),
        ("rogue/__init__.py", '"""A module without a place."""'),
        ("../bots/decide.py", "from server.core import ids"),
        ("../bots/understand/match.py", "from bots import engine"),
        ("../bots/understand/linear.py", "import numpy"),
        ("casework/rogue/__init__.py", '"""A module without a place."""'),
    ],
)
def test_a_wrong_import_is_caught(copy, where, line):
    path = copy / "server" / where
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text((before or "") + f"\n{line}\n")
    try:
        done = _lint_imports(copy)
    finally:
        if before is not None:
            path.write_text(before)
        elif path.name == "__init__.py":
            shutil.rmtree(path.parent)
        else:
            path.unlink()
    assert done.returncode != 0, done.stdout
    assert "BROKEN" in done.stdout or "not listed as layers" in done.stdout, done.stdout

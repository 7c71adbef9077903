"""Files and functions stay small enough to read; the exceptions are named with their reason."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES, MOST_FUNCTION = 300, 40
# SQL written out; demo data; both are read as tables, not as code.
TABLES = ("server/migrations/", "server/sandbox/population/stories.py")


def sources(root=ROOT):
    for path in sorted([*(root / "server").rglob("*.py"), *(root / "bots").rglob("*.py")]):
        name = str(path.relative_to(root))
        if not name.startswith(TABLES):
            yield name, path.read_text(encoding="utf-8")


def long_files(found):
    return [name for name, text in found if text.count("\n") > MOST_LINES]


def long_functions(found):
    return [
        f"{name}:{node.lineno} {node.name}"
        for name, text in found
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION
    ]


def silent_modules(found):
    return [name for name, text in found if not ast.get_docstring(ast.parse(text))]


def test_no_file_is_too_long():
    assert long_files(sources()) == []


def test_no_function_is_too_long():
    assert long_functions(sources()) == []


def test_every_module_says_what_it_is_for():
    assert silent_modules(sources()) == []


def test_the_long_and_the_silent_are_caught():
    lengthy = "def long():\n" + "    a = 1\n" * MOST_FUNCTION
    assert long_functions([("a.py", lengthy)]) == ["a.py:1 long"]
    assert long_files([("a.py", "\n" * (MOST_LINES + 1))]) == ["a.py"]
    assert silent_modules([("a.py", "A = 1\n")]) == ["a.py"]


def test_every_package_of_the_tree_is_under_contract():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert packages == set(settings["tool"]["importlinter"]["root_packages"])

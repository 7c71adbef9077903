"""Extraction of page texts that stand in data: definitions, facts, tables of Chinese strings."""

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import Any

_CHINESE = re.compile(r"[一-鿿]")
_SHOWN = {
    "title", "life_title", "summary", "who", "note", "doc", "words", "where",
    "label", "question", "hint", "text",
}  # fmt: skip
Found = Iterator[tuple[int, None, str, list[str]]]


def definitions(fileobj: Any, *_: Any, **__: Any) -> Found:
    """The texts of a TOML file that people are shown."""
    for text in _shown(tomllib.loads(fileobj.read().decode())):
        yield 1, None, text.strip(), []


def _shown(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key in _SHOWN:
                yield from (one for one in _texts(value) if _CHINESE.search(one))
            if isinstance(value, dict | list):
                yield from _shown(value)
    elif isinstance(part, list):
        for entry in part:
            yield from _shown(entry)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def tables(fileobj: Any, *_: Any, **__: Any) -> Found:
    """Every whole Chinese string of a Python file, but for its docstrings."""
    nodes = list(ast.walk(ast.parse(fileobj.read())))
    # Pieces of f-strings are no whole texts, and docstrings are for us.
    pieces = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    pieces |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in pieces and _CHINESE.search(node.value):
            yield node.lineno, None, node.value, []

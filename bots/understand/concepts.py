"""What is meant, however it is said: a short list of ideas with the words for each."""

import tomllib
from functools import cache

from bots.understand.normalise import LEXICON


def ideas(text: str) -> list[str]:
    """The ideas of a tidy text in the order they are spoken of."""
    by_first = _by_first()
    found = []
    place = 0
    while place < len(text):
        for word, idea in by_first.get(text[place], ()):
            if text.startswith(word, place):
                found.append(idea)
                place += len(word)
                break
        else:
            place += 1
    return found


@cache
def _by_first() -> dict[str, list[tuple[str, str]]]:
    """Words and their ideas by their first character, the longest word first."""
    read = tomllib.loads((LEXICON / "concepts.toml").read_text(encoding="utf-8"))
    pairs = [(word.lower(), idea) for idea, words in read.items() for word in words.split()]
    table: dict[str, list[tuple[str, str]]] = {}
    for word, idea in sorted(pairs, key=lambda pair: -len(pair[0])):
        table.setdefault(word[0], []).append((word, idea))
    return table

"""Words of a text: jieba with our own lexicon, or its faster twin when that is installed."""

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bots.understand.normalise import LEXICON

Cut = Callable[[str], list[str]]


@cache
def ours() -> tuple[str, ...]:
    """Words that must stay whole."""
    text = (LEXICON / "words.txt").read_text(encoding="utf-8")
    return tuple(text.partition("\n")[2].split())


@cache
def cutter(private: Path) -> Cut:
    """The segmentation to use; the folder keeps jieba's own cache away from shared places."""
    try:
        from rjieba import Jieba  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415
    except ImportError:
        return _jieba(private)
    quick = Jieba()
    for word in ours():
        quick.add_word(word, 20_000, "n")
    return lambda text: list(quick.cut(text))


def _jieba(private: Path) -> Cut:
    import jieba  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415

    jieba.setLogLevel(logging.ERROR)
    slow = jieba.Tokenizer()
    private.mkdir(parents=True, exist_ok=True, mode=0o700)
    slow.tmp_dir = str(private)
    slow.initialize()
    for word in ours():
        slow.add_word(word, 20_000)
    cut: Cut = slow.lcut
    return cut

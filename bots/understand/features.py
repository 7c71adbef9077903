"""What a classifier looks at. Plain features for anybody's texts, richer ones for residents'."""

import itertools
import re
from collections.abc import Sequence
from zlib import crc32

from bots.understand.sounds import syllables
from bots.understand.words import Cut

_LATIN = re.compile(r"[a-z0-9]+")


def plain(text: str) -> set[str]:
    """Characters one to three at a time, and words and pairs of words where spaces part them."""
    tidy = " ".join(text.lower().split())
    found = {
        tidy[place : place + size] for size in (1, 2, 3) for place in range(len(tidy) + 1 - size)
    }
    words = _LATIN.findall(tidy)
    found.update("_" + word for word in words)
    found.update(f"_{one}_{two}" for one, two in itertools.pairwise(words))
    return found


def heard(text: str) -> set[str]:
    """Syllables two and three at a time: the same for every way of mistyping by ear."""
    spoken = syllables(text)
    found = {f"~{one} {two}" for one, two in itertools.pairwise(spoken)}
    found.update(
        f"~{one} {two} {three}"
        for one, two, three in zip(spoken, spoken[1:], spoken[2:], strict=False)
    )
    return found


def rich(text: str, cut: Cut, meant: Sequence[str]) -> set[str]:
    """All of it, with words as the segmentation sees them and ideas."""
    found = plain(text)
    found.update(heard(text))
    words = cut(text)
    found.update("_" + word for word in words)
    found.update(f"_{one}_{two}" for one, two in itertools.pairwise(words))
    found.update("§" + idea for idea in meant)
    found.update(f"§{one}>{two}" for one, two in itertools.pairwise(meant))
    found.add(f"#{min(len(text) // 4, 8)}")
    return found


def hashed(text: str, buckets: int) -> set[int]:
    """The same for anybody's texts as numbers below `buckets`, without spelling anything out.

    Characters one to three at a time, and words of letters and pairs of them.
    """
    tidy = " ".join(text.lower().split())
    words = _LATIN.findall(tidy)
    codes = [*map(ord, tidy)]
    second = codes[1:]
    found = {one * 1597334677 % buckets for one in codes}
    found.update(
        (one * 40503 + two * 2654435761) % buckets for one, two in zip(codes, second, strict=False)
    )
    found.update(
        (one * 2246822519 + two * 3266489917 + three * 668265263) % buckets
        for one, two, three in zip(codes, second, codes[2:], strict=False)
    )
    if words:
        numbers = [crc32(word.encode()) for word in words]
        found.update(number % buckets for number in numbers)
        found.update((one * 982451653 + two) % buckets for one, two in itertools.pairwise(numbers))
    return found

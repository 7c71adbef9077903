"""Before anything is kept: identity, phone and card numbers out; the number to call taken aside."""

import re
import unicodedata

from bots.understand import mask
from server.core.privacy import scrub

_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86[- ]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})(?![0-9])"
)
# 一三八零零一二三四五六: a number spelled out is a number too.
_SPELLED = re.compile(r"[零〇一幺二两三四五六七八九]{7,}")


def without_numbers(text: str) -> str:
    """The words as they were written, without anybody's numbers."""
    plain = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() else c for c in text)
    return _SPELLED.sub("[号码]", mask(scrub(plain)))


def phone_in(text: str) -> str:
    """The phone number somebody gives to be called on, or nothing."""
    found = _PHONE.search(unicodedata.normalize("NFKC", text))
    return re.sub(r"[ -]", "", found[1]) if found else ""

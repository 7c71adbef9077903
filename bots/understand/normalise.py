"""One way of writing for everything people type, say or paste; and no number of theirs goes on.

Identity, phone and card numbers are masked here, before anything is looked at or kept.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

LEXICON = Path(__file__).parents[1] / "lexicon"

_ID = re.compile(r"(?<![0-9])[0-9]{17}[0-9x](?![0-9a-z])|(?<![0-9])[0-9]{15}(?![0-9])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}-?[0-9]{7,8}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])(?:[0-9][ -]?){12,19}(?![0-9])")
_SPACES = re.compile(r"\s+")
_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_REPEATED = re.compile(r"(.)\1{2,}")
_MARKS = re.compile(r"([,.!?;~…、。])[,.!?;~…、。]+")
_FILLERS = re.compile(
    r"(?:(?<=^)|(?<=[,.!?。 ]))(?:那个|这个|就是说|就是|嗯+|呃+|额+|啊+|哦+|唉+|哎+|喂+|诶+|"
    r"然后呢?|我说|你好|您好|请问一下|请问|问一下|咨询一下|麻烦问下|我想问一下|想问下|想问一下|"
    r"同志|师傅)+[,. ]*(?=.)"
)
_INNER = re.compile(r"(?:嗯|呃|额)(?=[\u4e00-\u9fff,])|(?<=[\u4e00-\u9fff])(?:嗯|呃)")
_PICTURES = {
    "🔪": "刀", "⚰": "死", "😭": "哭", "🔥": "着火", "💊": "药", "🚑": "救护车", "💰": "钱",
    "👴": "老人", "👵": "老人", "👶": "孩子", "🏥": "医院", "💔": "伤心",
}  # fmt: skip
_PUNCTUATION = str.maketrans("，！？；：（）【】“”‘’～", ",!?;:()[]\"\"''~")


def tidy(text: str) -> str:
    """Half width, small letters, simplified, without pictures, repeats and fillers; masked."""
    text = unicodedata.normalize("NFKC", text[:600]).lower().translate(_table())
    text = _SPACES.sub(" ", _letters(text)).strip()
    text = mask(text)
    text = _CHINESE_GAP.sub("", text)
    text = _MARKS.sub(r"\1", _REPEATED.sub(r"\1", text))
    shorter = _INNER.sub("", _FILLERS.sub("", text))
    return shorter.strip(" ,.;~") or text


def mask(text: str) -> str:
    """The text without identity, phone and card numbers."""
    if not any(mark.isdigit() for mark in text):
        return text
    text = _PHONE.sub("[电话]", _ID.sub("[证件号]", text))
    return _CARD.sub("[卡号]", _LANDLINE.sub("[电话]", text))


def _letters(text: str) -> str:
    """Pictures that mean something become words, other signs nobody types by hand vanish."""
    if text.isascii():
        return text
    return "".join(
        _PICTURES.get(mark, mark if mark < "\u2600" or "\u3000" <= mark <= "\uffff" else "")
        for mark in text
    )


@cache
def _table() -> dict[int, int]:
    """Traditional characters to simplified ones, and Chinese marks to plain ones."""
    lines = (LEXICON / "traditional.txt").read_text(encoding="utf-8").splitlines()[1:]
    table = {
        ord(old): ord(new)
        for olds, news in zip(lines[::2], lines[1::2], strict=True)
        for old, new in zip(olds, news, strict=True)
    }
    return table | _PUNCTUATION

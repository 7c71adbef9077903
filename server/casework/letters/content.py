"""A letter's words as they are frozen: sections, arithmetic, decision, remedy, who issues it."""

from datetime import date

import msgspec

TITLES = {
    "acceptance": "受理通知书",
    "correction": "一次性补正告知书",
    "not_accepted": "不予受理告知书",
    "grant": "救助确认通知书",
    "refusal": "不予救助告知书",
}
# The letters that decide something, and so name a way to appeal.
APPEALED = frozenset({"not_accepted", "grant", "refusal"})


class Section(msgspec.Struct, frozen=True):
    """A heading with its paragraphs."""

    title: str
    lines: tuple[str, ...]


class Sum(msgspec.Struct, frozen=True):
    """One line of the arithmetic; amounts in words, as printed."""

    label: str
    figure: str
    is_total: bool = False


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a letter says. The PDF and the page show this and nothing else."""

    kind: str
    title: str
    issuer: str
    doc_no: str
    addressee: str
    id_no: str
    opening: str
    sections: tuple[Section, ...]
    sums: tuple[Sum, ...] = ()
    decision: str = ""
    remedy: tuple[str, ...] = ()
    contact: str
    issued_on: date
    office_code: str
    verify_code: str
    replaces: str = ""


def encode(content: Content) -> str:
    """The text that is sealed into the row."""
    return msgspec.json.encode(content).decode()


def decode(text: str) -> Content:
    """A letter's words again."""
    return msgspec.json.decode(text, type=Content)

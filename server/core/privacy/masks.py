"""Masks: what may be shown of a name or number, one rule for the whole system."""

import re

_ID_NO = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[0-9Xx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])")
# With area code and hyphen, or with plus and country code: as they are kept and said.
_LANDLINE = re.compile(r"(?<![0-9A-Za-z-])0\d{2,3}[-–]\d{7,8}(?![0-9A-Za-z])")
_ABROAD = re.compile(r"(?<![0-9A-Za-z])\+[1-9]\d{0,2}[ -]?\d(?:[ -]?\d){5,12}(?![0-9A-Za-z])")
_CARD = re.compile(
    r"(?<![0-9A-Za-z])[3-69]\d{3}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,7})?(?![0-9A-Za-z])"
)


def mask_name(name: str) -> str:
    """张三 -> 张*, 王小明 -> 王*明, 阿卜杜·热合曼 -> 阿*****曼; one star a hidden character."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:  # noqa: PLR2004 - two-character names keep the family name only
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id_no(id_no: str) -> str:
    """The first six and the last four characters stay."""
    return id_no[:6] + "*" * max(0, len(id_no) - 10) + id_no[-4:]


def mask_phone(phone: str) -> str:
    """Mobile: first three, last four. Landline: area code and last two."""
    if phone.startswith("0"):
        area = phone.split("-", 1)[0] if "-" in phone else phone[:4]
        rest = phone[len(area) :].lstrip("-")
        return f"{area}-{'*' * max(0, len(rest) - 2)}{rest[-2:]}"
    return phone[:3] + "*" * max(0, len(phone) - 7) + phone[-4:]


def mask_card(card: str) -> str:
    """Only the last four digits stay."""
    return "*" * max(0, len(card) - 4) + card[-4:]


def scrub(text: str) -> str:
    """Remove ID, card and phone numbers from free text; for logs and error reports."""
    text = _ID_NO.sub("[证号]", text)
    for phone in (_PHONE, _LANDLINE, _ABROAD):
        text = phone.sub("[电话]", text)
    return _CARD.sub("[卡号]", text)

"""How staff reach somebody by voice: a mobile, a landline, a number abroad, or only by going there.

Apart from the phone an account signs in with: nobody needs a mobile to be served.
"""

import re
from uuid import UUID

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from server.core import database
from server.core.actors import Actor
from server.core.errors import Invalid
from server.core.privacy import blind_index
from server.registry import audit
from server.registry.people.models import Account, Person
from server.registry.people.service import of

REACHES = ("mobile", "landline", "abroad", "none")
_MOBILE = re.compile(r"1[3-9]\d{9}").fullmatch
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})").fullmatch
_BETWEEN = re.compile(r"[\s\-—–－().（）]").sub
_MAINLAND = 86


class ReachWrong(Invalid):
    """Not a number of the kind it is said to be."""

    code = "people.reach_wrong"


def number_of(kind: str, given: str) -> str | None:
    """A number in its one form: 11 digits, `0513-85220000`, `+14155552671`; None for no phone.

    A number abroad needs its country code and a length that country knows; whether it is given
    out changes faster than any table. Raises ReachWrong.
    """
    if kind not in REACHES:
        raise ReachWrong(fields={"kind": "field.not_a_choice"})
    if kind == "none":
        return None
    plain = _BETWEEN("", given.translate({0xFF10 + n: str(n) for n in range(10)}))
    plain = plain.replace("＋", "+")
    if not plain:
        raise ReachWrong(fields={"number": "field.missing"})
    return _FORMS[kind](plain)


def _mobile(plain: str) -> str:
    number = plain.removeprefix("+86").removeprefix("0086")
    if not _MOBILE(number):
        raise ReachWrong(fields={"number": "field.wrong_mobile"})
    return number


def _landline(plain: str) -> str:
    local = re.sub(r"^(\+86|0086)0?", "0", plain)
    found = _LANDLINE(local)
    if found is None:
        raise ReachWrong(fields={"number": "field.wrong_landline"})
    return f"{found[1]}-{found[2]}"


def _abroad(plain: str) -> str:
    if not plain.startswith(("+", "00")):
        raise ReachWrong(fields={"number": "field.country_code_missing"})
    digits = plain.lstrip("+").removeprefix("00")
    if not (digits.isascii() and digits.isdigit()):
        raise ReachWrong(fields={"number": "field.wrong_abroad"})
    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except NumberParseException:
        raise ReachWrong(fields={"number": "field.wrong_abroad"}) from None
    if number.country_code == _MAINLAND or not phonenumbers.is_possible_number(number):
        raise ReachWrong(fields={"number": "field.wrong_abroad"})
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


_FORMS = {"mobile": _mobile, "landline": _landline, "abroad": _abroad}


async def reach_at(person_id: UUID, kind: str, given: str, *, by: Actor) -> None:
    """From now on somebody is called there, or visited; callers check who may say so.

    Raises PersonUnknown, ReachWrong.
    """
    number = number_of(kind, given)
    async with database.transaction():
        await of(person_id)
        index = blind_index(number, "people.phone") if number else None
        await Person.filter(id=person_id).update(reach=kind, phone=number, phone_index=index)
        told: dict[str, object] = {"kind": kind}
        await audit.record(by, "change-contact", f"person:{person_id}", detail=told)


async def called_at(account: Account) -> tuple[str, str]:
    """How and where an account's person is called: the kind, and the number; `none` for no phone.

    What they said themselves counts before the phone they sign in with.
    """
    person = await of(account.person_id) if account.person_id else None
    if person is not None and person.reach is not None:
        return person.reach, person.phone or ""
    number = account.phone or (person.phone if person and person.phone else "")
    return ("mobile" if number else "none"), number


async def texted_at(account: Account) -> str:
    """Where SMS goes: the phone signed in with, else a mobile told at the counter; or nowhere.

    A closed account gets no more SMS.
    """
    if account.phone or account.closed_at is not None:
        return account.phone or ""
    kind, number = await called_at(account)
    return number if kind == "mobile" else ""

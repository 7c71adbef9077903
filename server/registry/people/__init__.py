"""People and accounts: a person is who the law knows, an account is who signs in."""

from server.registry.people.changing import (
    AddressWrong,
    PhoneTaken,
    change_address,
    change_phone,
    close,
)
from server.registry.people.errors import (
    IdNumberWrong,
    NameDiffers,
    NameWrong,
    PersonUnknown,
    RealNameBound,
)
from server.registry.people.models import Account, Person
from server.registry.people.numbers import born_on, check_id_no, gender_of, is_adult
from server.registry.people.service import (
    account_for_openid,
    account_for_phone,
    account_of,
    accounts_of_person,
    bind,
    check_name,
    confirm,
    find,
    identify,
    logins_of,
    mark_verified,
    of,
    pinyin_of,
    prefer,
)
from server.registry.people.serving import card_for, knows_end, share, sharing, unshare

__all__ = [
    "Account",
    "AddressWrong",
    "IdNumberWrong",
    "NameDiffers",
    "NameWrong",
    "Person",
    "PersonUnknown",
    "PhoneTaken",
    "RealNameBound",
    "account_for_openid",
    "account_for_phone",
    "account_of",
    "accounts_of_person",
    "bind",
    "born_on",
    "card_for",
    "change_address",
    "change_phone",
    "check_id_no",
    "check_name",
    "close",
    "confirm",
    "find",
    "gender_of",
    "identify",
    "is_adult",
    "knows_end",
    "logins_of",
    "mark_verified",
    "of",
    "pinyin_of",
    "prefer",
    "share",
    "sharing",
    "unshare",
]

"""One invented person, and the number they carry."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_no_for(division: str, born: date, serial: int, *, is_female: bool) -> str:
    """A citizen number with its check character, in a division that was never in use."""
    order = serial * 2 + (0 if is_female else 1)
    body = f"{division}{born:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECKS[total % 11]


@dataclass
class Person:
    """Somebody, and what each register would say of them (`register -> fact -> value`)."""

    name: str
    id_no: str
    phone: str
    born_on: date
    is_female: bool
    region: str
    relation: str = "户主"
    is_alive: bool = True
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    coverage: dict[str, str] = field(default_factory=dict)
    stale_days: dict[str, int] = field(default_factory=dict)
    lives_in: str = ""

    @property
    def has_residence_permit(self) -> bool:
        """Living in another county than the one registered in."""
        return bool(self.lives_in) and self.lives_in[:6] != self.region[:6]

    def die(self, day: date) -> None:
        """The population register and the funeral home know."""
        self.is_alive = False
        self.facts["civil-affairs"]["cremation.date"] = day.isoformat()

    def openid(self, appid: str) -> str:
        """This person's WeChat identity in one app."""
        return "o" + hashlib.sha256(f"{appid}:{self.id_no}".encode()).hexdigest()[:27]

    @property
    def unionid(self) -> str:
        """This person's WeChat identity across one Open Platform account."""
        return "u" + hashlib.sha256(self.id_no.encode()).hexdigest()[:27]


@dataclass
class Household:
    """People registered together."""

    no: str
    region: str
    members: list[Person]

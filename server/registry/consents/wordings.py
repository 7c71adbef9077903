"""The texts people sign, by version, with their digests."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.core.privacy import sm3


@dataclass(frozen=True)
class Wording:
    """One version of one text."""

    version: str
    purpose: str
    title: str
    text: str

    @property
    def digest(self) -> str:
        """Binds a signature to exactly these words."""
        return "sm3:" + sm3(f"{self.title}\n{self.text}".encode()).hex()


@cache
def wordings() -> tuple[Wording, ...]:
    """Every version there ever was."""
    path = Path(__file__).with_name("wordings.toml")
    return tuple(Wording(**entry) for entry in tomllib.loads(path.read_text())["wording"])


def current_wording(purpose: str = "benefit-check") -> Wording:
    """The newest text for a purpose."""
    return max((w for w in wordings() if w.purpose == purpose), key=lambda w: w.version)

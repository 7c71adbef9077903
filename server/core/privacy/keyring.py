"""The key ring: named keys by purpose, newest first for writing, all of them for reading.

Files lie in the keys directory as `<purpose>.<id>.key` (64 hex characters, mode 0600).
Development generates what is missing and marks it; production refuses generated keys.
"""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives import hashes

from server.core.config import settings

Purpose = Literal["data", "index", "audit", "token"]
PURPOSES: tuple[Purpose, ...] = ("data", "index", "audit", "token")
GENERATED = "dev"
_ID = re.compile(r"[a-z0-9]{1,16}")


class MissingKeys(RuntimeError):
    """The keys directory lacks a key, or holds one that must not be used here."""


class KeyRefused(ValueError):
    """That key may not be made: wrong name, there already, or it would hide what is stored."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by purpose and id; `current` names the one that new data is written under."""

    keys: dict[tuple[str, str], bytes]
    current: dict[str, str]

    def newest(self, purpose: Purpose) -> tuple[str, bytes]:
        """The id and bytes of the key to write with."""
        key_id = self.current[purpose]
        return key_id, self.keys[purpose, key_id]

    def named(self, purpose: Purpose, key_id: str) -> bytes:
        """The key of that id. Raises MissingKeys."""
        try:
            return self.keys[purpose, key_id]
        except KeyError:
            raise MissingKeys(f"no {purpose} key {key_id}") from None


class _Ring:
    loaded: KeyRing | None = None


def ring() -> KeyRing:
    """The process's key ring, read from the keys directory on first use."""
    if _Ring.loaded is None:
        _Ring.loaded = load(settings().keys, generate=not settings().is_production)
    return _Ring.loaded


def use(other: KeyRing | None) -> None:
    """Replace the process's ring (rotation, tests); None reads the directory again."""
    _Ring.loaded = other


def load(directory: Path, *, generate: bool) -> KeyRing:
    """Read every key file; with `generate`, make the missing ones. Raises MissingKeys."""
    if generate:
        _generate_missing(directory)
    keys: dict[tuple[str, str], bytes] = {}
    current: dict[str, str] = {}
    for path in sorted(directory.glob("*.key")) if directory.is_dir() else []:
        purpose, key_id, _ = path.name.split(".", 2)
        if not generate and key_id.startswith(GENERATED):
            raise MissingKeys(f"{path.name} was generated for development")
        if path.stat().st_mode & 0o077:
            raise MissingKeys(f"{path.name} must be readable by its owner only (0600)")
        keys[purpose, key_id] = bytes.fromhex(path.read_text().strip())
        current[purpose] = key_id
    missing = [purpose for purpose in PURPOSES if purpose not in current]
    if missing:
        raise MissingKeys(f"no key for {', '.join(missing)} in {directory}")
    return KeyRing(keys, current)


def _generate_missing(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for purpose in PURPOSES:
        if not any(directory.glob(f"{purpose}.*.key")):
            add(directory, purpose, f"{GENERATED}1")


def add(directory: Path, purpose: Purpose, key_id: str) -> Path:
    """Write a fresh random key file; refuses to replace one."""
    path = directory / f"{purpose}.{key_id}.key"
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secrets.token_bytes(32).hex())
    return path


def add_new(directory: Path, purpose: str, key_id: str) -> Path:
    """Make the key that new data will be written under. Raises KeyRefused."""
    if purpose not in PURPOSES or not _ID.fullmatch(key_id) or key_id.startswith(GENERATED):
        raise KeyRefused("say a purpose and an id of letters and digits: keys add data 2026a")
    known = sorted(path.name.split(".")[1] for path in directory.glob(f"{purpose}.*.key"))
    if purpose == "index" and known:
        raise KeyRefused("people are found by the index key: a second one would hide them all")
    if known and key_id <= known[-1]:
        raise KeyRefused(f"an id after {known[-1]}: the last in order is the one written with")
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    return add(directory, purpose, key_id)


def checks(directory: Path) -> dict[str, str]:
    """Every key by name with a check value that tells it from another and opens nothing."""
    return {
        path.name.removesuffix(".key"): check_of(bytes.fromhex(path.read_text().strip()))
        for path in sorted(directory.glob("*.key"))
    }


def check_of(key: bytes) -> str:
    """The check value of a key: what a backup and an operator may see of it."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"onetrip key check" + key)
    return digest.finalize()[:6].hex()

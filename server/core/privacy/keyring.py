"""The key ring: named keys by purpose, newest first for writing, all of them for reading.

Files lie in the keys directory as `<purpose>.<id>.key` (64 hex characters, mode 0600).
Development generates what is missing and marks it; production refuses generated keys.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from server.core.config import settings

Purpose = Literal["data", "index", "audit", "token"]
PURPOSES: tuple[Purpose, ...] = ("data", "index", "audit", "token")
GENERATED = "dev"


class MissingKeys(RuntimeError):
    """The keys directory lacks a key, or holds one that must not be used here."""


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

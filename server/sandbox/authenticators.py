"""The demo caseworkers' authenticators: like real ones they keep their secrets over a restart."""

import json
from pathlib import Path

from server.core.config import Settings


def kept(settings: Settings) -> list[dict[str, str]]:
    """What was enrolled before."""
    path = _path(settings)
    if not path.exists():
        return []
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def keep(settings: Settings, enrolled: list[dict[str, str]]) -> None:
    """Remember them; for nobody else's eyes."""
    path = _path(settings)
    path.touch(mode=0o600)
    path.write_text(json.dumps(enrolled, ensure_ascii=False), encoding="utf-8")


def _path(settings: Settings) -> Path:
    return settings.var / "authenticators.json"

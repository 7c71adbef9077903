"""Files in a directory, written whole under their final name."""

import asyncio
import os
import re
from pathlib import Path

from server.connectors.protocols import Away
from server.core import ids

_KEY = re.compile(r"[A-Za-z0-9_-]{4,128}")


def check_key(key: str) -> None:
    """Refuse a key that could be a path. Raises Away."""
    if not _KEY.fullmatch(key):
        raise Away(system="storage")


class FileStorage:
    """Keys are names; two levels of folders keep them from crowding."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, key: str) -> Path:
        check_key(key)
        return self._root / key[:2] / key[2:4] / key

    async def put(self, key: str, content: bytes) -> None:
        """Keep a file whole or not at all."""
        await asyncio.to_thread(self._write, self._path(key), content)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Each writing has a part of its own: two at once must not mix.
        part = path.with_name(f"{path.name}.{ids.token()}.part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    async def read(self, key: str) -> bytes:
        """A file's content. Raises Away when it is gone."""
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except OSError as gone:
            raise Away(system="storage") from gone

    async def erase(self, key: str) -> None:
        """Remove a file; already gone is fine."""
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

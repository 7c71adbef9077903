"""Keeping, reading and erasing files; bytes go to storage before a row says they are there."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from server.connectors import Storage
from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Invalid, NotFound
from server.core.privacy import scrub, sm3
from server.registry import audit
from server.registry.files.content import FileDamaged, clean

LARGEST = 20 * 1_048_576
_LONGEST_NAME = 80
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
_COLUMNS = (
    "id, case_no, purpose, name, media_type, size, digest, storage_key, uploaded_by, uploaded_at"
)


class FileTooLarge(Invalid):
    """More than 20 MB."""

    code = "files.too_large"


class FileUnknown(NotFound):
    """No such file, or it was erased."""

    code = "files.unknown"


@dataclass(frozen=True)
class File:
    """One kept file; `size` in bytes, `digest` over what is stored."""

    id: UUID
    case_no: str
    purpose: str
    name: str
    media_type: str
    size: int
    digest: str
    storage_key: str
    uploaded_by: str
    uploaded_at: datetime


async def keep(
    case_no: str, purpose: str, name: str, chunks: Iterable[bytes], *, by: Actor, storage: Storage
) -> File:
    """Keep a file of a case. Not inside a transaction: storage may be slow.

    Raises FileTooLarge, FileTypeRefused, FileDamaged.
    """
    media_type, content = await asyncio.to_thread(clean, _gathered(chunks))
    file = File(
        id=ids.new(),
        case_no=case_no,
        purpose=purpose,
        name=proper_name(name, media_type),
        media_type=media_type,
        size=len(content),
        digest=_digest(content),
        storage_key=ids.token(),
        uploaded_by=by.id,
        uploaded_at=clock.now(),
    )
    await storage.put(file.storage_key, content)
    async with database.transaction():
        await _insert(file)
        told: dict[str, object] = {"file": str(file.id), "purpose": purpose}
        await audit.record(by, "keep-file", f"case:{case_no}", detail=told)
    return file


def _gathered(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > LARGEST:
            raise FileTooLarge(fields={"file": "files.too_large"})
    return bytes(content)


def proper_name(given: str, media_type: str) -> str:
    """A name to show: no folders, no control characters, no personal numbers, the right ending."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    stem = PurePath(scrub("".join(filter(str.isprintable, last)))).stem.strip(" .")
    return (stem[:_LONGEST_NAME] or "file") + _SUFFIXES[media_type]


def _digest(content: bytes) -> str:
    return "sm3:" + sm3(content).hex()


async def _insert(file: File) -> None:
    await database.execute(
        f"INSERT INTO files ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        file.id,
        file.case_no,
        file.purpose,
        file.name,
        file.media_type,
        file.size,
        file.digest,
        file.storage_key,
        file.uploaded_by,
        file.uploaded_at,
    )


async def of(file_id: UUID) -> File:
    """That file. Raises FileUnknown."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM files WHERE id = $1 AND erased_at IS NULL", file_id
    )
    if not rows:
        raise FileUnknown
    return _file(rows[0])


async def of_case(case_no: str) -> list[File]:
    """A case's files, oldest first."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM files WHERE case_no = $1 AND erased_at IS NULL ORDER BY id",
        case_no,
    )
    return [_file(row) for row in rows]


def _file(row: dict[str, Any]) -> File:
    return File(**row)


async def read(file_id: UUID, *, storage: Storage) -> tuple[File, bytes]:
    """A file and its bytes, checked against its digest; the caller notes who opened it.

    Raises FileUnknown, FileDamaged, Away.
    """
    file = await of(file_id)
    content = await storage.read(file.storage_key)
    if _digest(content) != file.digest:
        raise FileDamaged
    return file, content

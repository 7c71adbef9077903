"""Keeping, reading and erasing files; bytes go to storage before a row says they are there."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from server.connectors import Away, Storage
from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Invalid, NotFound
from server.core.privacy import scrub, sm3
from server.registry import audit
from server.registry.files.content import FileDamaged, looked_at
from server.registry.files.thumbnails import small_key, thumbnail

LARGEST = 10 * 1_048_576
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
    """More than 10 MB."""

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

    @property
    def is_picture(self) -> bool:
        """Whether there may be a small picture of it."""
        return self.media_type.startswith("image/")


async def keep(
    case_no: str, purpose: str, name: str, chunks: Iterable[bytes], *, by: Actor, storage: Storage
) -> File:
    """Keep a file of a case. Not inside a transaction: storage may be slow.

    Raises FileTooLarge, FileTypeRefused, FileIsHeic, FileDamaged.
    """
    file, content, small = await _looked_at(case_no, purpose, name, chunks, by)
    await _store(file, content, small, storage)
    async with database.transaction():
        await _insert(file, by)
    return file


async def keep_once(
    case_no: str, purpose: str, name: str, chunks: Iterable[bytes], *, by: Actor, storage: Storage
) -> File:
    """The same, but the same bytes from the same sender are the file that is there already.

    So an upload whose answer was lost may be repeated. Raises what `keep` raises.
    """
    file, content, small = await _looked_at(case_no, purpose, name, chunks, by)
    if there := await _same(file):
        return there
    await _store(file, content, small, storage)
    async with database.transaction():
        # Two sendings at once wait for each other here.
        lock = f"file:{case_no}:{file.digest}"
        await database.execute("SELECT pg_advisory_xact_lock(hashtext($1))", lock)
        there = await _same(file)
        if there is None:
            await _insert(file, by)
    if there is not None:
        await storage.erase(file.storage_key)
        await storage.erase(small_key(file.storage_key))
    return there or file


async def same(
    case_no: str, purpose: str, name: str, chunks: Iterable[bytes], *, by: Actor
) -> File | None:
    """The file with these bytes that the same sender sent before, if any."""
    file, _, _ = await _looked_at(case_no, purpose, name, chunks, by)
    return await _same(file)


async def _looked_at(
    case_no: str, purpose: str, name: str, chunks: Iterable[bytes], by: Actor
) -> tuple[File, bytes, bytes | None]:
    media_type, content, small = await asyncio.to_thread(looked_at, _gathered(chunks))
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
    return file, content, small


async def _store(file: File, content: bytes, small: bytes | None, storage: Storage) -> None:
    await storage.put(file.storage_key, content)
    if small is not None:
        await storage.put(small_key(file.storage_key), small)


async def _same(file: File) -> File | None:
    """A file of the same bytes, case, purpose and sender."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM files WHERE case_no = $1 AND digest = $2 AND uploaded_by = $3"
        " AND purpose = $4 AND erased_at IS NULL",
        file.case_no,
        file.digest,
        file.uploaded_by,
        file.purpose,
    )
    return _file(rows[0]) if rows else None


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


async def _insert(file: File, by: Actor) -> None:
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
    told: dict[str, object] = {"file": str(file.id), "purpose": file.purpose}
    await audit.record(by, "keep-file", f"case:{file.case_no}", detail=told)


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


async def look(
    case_no: str, file_id: UUID, *, by: Actor, storage: Storage, small: bool = False
) -> tuple[File, bytes]:
    """A file of that case, or its small picture, for whom the caller let see the case; audited.

    Raises FileUnknown (of another case, or no picture where a small one is wanted), FileDamaged,
    Away.
    """
    file = await of(file_id)
    if file.case_no != case_no or (small and not file.is_picture):
        raise FileUnknown
    content = await _small(file, storage) if small else (await read(file_id, storage=storage))[1]
    async with database.transaction():
        told: dict[str, object] = {"file": str(file_id), "small": small}
        await audit.record(by, "open-file", f"case:{case_no}", detail=told)
    return file, content


async def _small(file: File, storage: Storage) -> bytes:
    """Its small picture; one that a backup left out is made again."""
    try:
        return await storage.read(small_key(file.storage_key))
    except Away:
        _, content = await read(file.id, storage=storage)
    made = await asyncio.to_thread(thumbnail, file.media_type, content)
    if made is None:
        raise FileUnknown
    return made

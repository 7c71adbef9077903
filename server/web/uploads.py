"""One uploaded file, streamed: counted as it comes, spooled to disk, never whole in memory.

Sanic lifts its size limit for streamed bodies, so the bytes are counted here.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import ClassVar

from python_multipart.multipart import MultipartParser, parse_options_header
from sanic import Request

from server.core.errors import Invalid
from server.web import access
from server.web.body import WrongContentType
from server.web.errors import BadRequest, TooLarge

_IN_MEMORY = 262_144
_CHUNK = 65_536
_MOST_FIELD_BYTES = 16_384
_MOST_PARTS = 20
# Who sent too much is heard out: the rest of the form still counts, and the page can say so.
_HEARD_OUT = 4
LIMIT = 10 * 1_048_576


class FileMissing(Invalid):
    """The form came without its file."""

    code = "web.file_missing"
    status: ClassVar[int] = 422


class Upload:
    """A form with one file: its text fields, the file's name, its bytes."""

    def __init__(self, boundary: bytes, limit: int = LIMIT) -> None:
        self.limit = limit
        self.fields: dict[str, str] = {}
        self.name = ""
        self.size = 0
        self._file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self._has_file = False
        self._parts = 0
        self._header = b""
        self._value = b""
        self._part: dict[bytes, bytes] = {}
        self._text = bytearray()
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begins,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._part_ends,
            },
        )

    def write(self, data: bytes) -> None:
        """Take the next bytes of the body. Raises BadRequest, TooLarge."""
        try:
            self._parser.write(data)
        except ValueError as broken:
            raise BadRequest from broken

    def chunks(self) -> Iterator[bytes]:
        """The file from its start, in pieces. Raises FileMissing, TooLarge."""
        if not self._has_file or not self.size:
            raise FileMissing(fields={"file": "field.missing"})
        if self.size > self.limit:
            raise TooLarge(fields={"file": "files.too_large"})
        self._file.seek(0)
        while piece := self._file.read(_CHUNK):
            yield piece

    def close(self) -> None:
        """Drop the spooled bytes."""
        self._file.close()

    def _part_begins(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise TooLarge
        self._part, self._text = {}, bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, self._part = parse_options_header(self._value)
        self._header = self._value = b""

    def _headers_end(self) -> None:
        if b"filename" not in self._part:
            return
        if self._has_file:
            raise BadRequest
        self._has_file = True
        self.name = self._part[b"filename"].decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if b"filename" in self._part:
            self.size += end - start
            if self.size <= self.limit:
                self._file.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > _MOST_FIELD_BYTES:
            raise TooLarge

    def _part_ends(self) -> None:
        if b"filename" not in self._part:
            name = self._part.get(b"name", b"").decode("utf-8", "replace")
            self.fields[name] = self._text.decode("utf-8", "replace")


@asynccontextmanager
async def received(request: Request, *, limit: int = LIMIT) -> AsyncIterator[Upload]:
    """Read a multipart body to its end; through a cookie door its `csrf` field must be right."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise WrongContentType
    upload = Upload(boundary, limit)
    try:
        await _read(request, upload)
        if not access.is_api(request):
            access.check_token(request, upload.fields.get(access.CSRF_FIELD, ""))
        yield upload
    finally:
        upload.close()


async def _read(request: Request, upload: Upload) -> None:
    most = _HEARD_OUT * upload.limit + _CHUNK
    if int(request.headers.get("content-length") or 0) > most:
        raise TooLarge
    taken = 0
    while (data := await request.stream.read()) is not None:  # type: ignore[union-attr]
        taken += len(data)
        if taken > most:
            raise TooLarge
        upload.write(data)

"""What a file is, by its bytes, and those bytes without what a camera adds about place and device.

Pixels are looked at once, to know that a picture is whole and to make its small one; what is kept
is never encoded again.
"""

import re
import struct
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image

from server.core.errors import Invalid
from server.registry.files.thumbnails import thumbnail

_PNG = b"\x89PNG\r\n\x1a\n"
_ORIENTATION = 0x0112
# Where a whole PDF says that it ends; some writers add a little behind it.
_PDF_TAIL = 4096
# JPEG segments that a picture needs: JFIF, colour profile, Adobe's transform.
_KEPT_APP = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_FIRST_APP, _LAST_APP, _COMMENT, _SCAN, _END, _FILL = 0xE0, 0xEF, 0xFE, 0xDA, 0xD9, 0xFF
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search
_PNG_DROPPED = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
_WEBP_DROPPED = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0x08 | 0x04
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class FileTypeRefused(Invalid):
    """Neither a picture nor a PDF."""

    code = "files.type_refused"


class FileIsHeic(FileTypeRefused):
    """A photograph as iPhones keep it, which most computers cannot show."""

    code = "files.heic"


class FileDamaged(Invalid):
    """It begins like a file we take, but does not hold together."""

    code = "files.damaged"


def clean(data: bytes) -> tuple[str, bytes]:
    """The media type of some bytes, and what of them is kept.

    Raises FileTypeRefused, FileIsHeic, FileDamaged.
    """
    media_type, kept, _ = looked_at(data)
    return media_type, kept


def looked_at(data: bytes) -> tuple[str, bytes, bytes | None]:
    """The same with the small picture, where there can be one. Raises what `clean` raises."""
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-_PDF_TAIL:]:
            raise FileDamaged(fields={"file": "files.damaged"})
        return "application/pdf", data, None
    for media_type, begins, strip in _KINDS:
        if begins(data):
            return media_type, *_checked(media_type, data, strip)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise FileIsHeic(fields={"file": "files.heic"})
    raise FileTypeRefused(fields={"file": "files.type_refused"})


def _checked(
    media_type: str, data: bytes, strip: Callable[[bytes], bytes]
) -> tuple[bytes, bytes | None]:
    try:
        with Image.open(BytesIO(data)) as picture:
            picture.verify()
        kept = strip(data)
        return kept, thumbnail(media_type, kept)
    except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError):
        raise FileDamaged(fields={"file": "files.damaged"}) from None


def _jpeg(data: bytes) -> bytes:
    return b"".join((b"\xff\xd8", _upright(data), *_jpeg_parts(data), b"\xff\xd9"))


def _upright(data: bytes) -> bytes:
    """A minimal EXIF segment with the orientation only, where the picture was not upright."""
    with Image.open(BytesIO(data)) as picture:
        turned = picture.getexif().get(_ORIENTATION, 1)
    if turned not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    body = exif.tobytes()
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    """Segments and scans up to the picture's end; what cameras hang on behind it stays out.

    Raises ValueError where the end never comes: it was sent, or copied, in part.
    """
    at = 2
    while at + 2 <= len(data):
        marker = data[at + 1]
        if data[at] != _FILL:
            raise ValueError("no marker where one must stand")
        if marker == _END:
            return
        if marker == _FILL:
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            found = _SCAN_ENDS(data, end)
            end = found.start() if found else len(data)
        if _is_kept(marker, data[at + 4 : end]):
            yield data[at:end]
        at = end
    raise ValueError("cut off")


def _is_kept(marker: int, body: bytes) -> bool:
    if _FIRST_APP <= marker <= _LAST_APP:
        return marker in _KEPT_APP and body.startswith(_KEPT_APP[marker])
    return marker != _COMMENT


def _png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if kind not in _PNG_DROPPED:
            kept.append(data[at:end])
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    kept, at = [b"WEBP"], 12
    whole = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= whole:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        chunk = data[at:end]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes((chunk[8] & ~_WEBP_FLAGS,)) + chunk[9:]
        if kind not in _WEBP_DROPPED:
            kept.append(chunk)
        at = end
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_KINDS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], bytes]], ...] = (
    ("image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff"), _jpeg),
    ("image/png", lambda data: data.startswith(_PNG), _png),
    ("image/webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
)

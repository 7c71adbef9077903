"""A name written with a finger: worth what a typed one is, and kept sealed."""

import base64
import binascii
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps

from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Invalid, NotFound
from server.core.privacy import decrypt, encrypt, sm3
from server.registry import audit

LARGEST = 200_000
_CONTEXT = "signature_drawings.image"
_PREFIX = "data:image/png;base64,"
_WIDEST, _TALLEST = 2000, 1200
# Less than this is a touch by mistake: so many dark points, over so many of the canvas's pixels.
_LEAST_INK, _LEAST_SPAN, _DARK = 60, 24, 96
_SHOWN = (600, 240)


class DrawingEmpty(Invalid):
    """Nothing that could be a name was drawn."""

    code = "consents.drawing_empty"


class DrawingUnknown(NotFound):
    """Nobody drew a name for this case."""

    code = "consents.drawing_unknown"


def drawn(text: str) -> bytes:
    """A drawing as a canvas gives it (a PNG data address), as a small grey PNG of its ink.

    Raises DrawingEmpty.
    """
    empty = DrawingEmpty(fields={"signature": "field.drawing_empty"})
    if len(text) > LARGEST or not text.startswith(_PREFIX):
        raise empty
    try:
        ink = _ink(base64.b64decode(text.removeprefix(_PREFIX), validate=True))
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise empty from None
    if not ink:
        raise empty
    return ink


def _ink(raw: bytes) -> bytes:
    """What was drawn, cut out; nothing when it is no more than a touch."""
    with Image.open(BytesIO(raw), formats=("PNG",)) as picture:
        if picture.width > _WIDEST or picture.height > _TALLEST:
            return b""
        ink = picture.convert("RGBA")
    paper = Image.new("RGBA", ink.size, "white")
    paper.alpha_composite(ink)
    dark = ImageOps.invert(paper.convert("L")).point(lambda one: 255 if one > _DARK else 0)
    box = dark.getbbox()
    if box is None or max(box[2] - box[0], box[3] - box[1]) < _LEAST_SPAN:
        return b""
    if dark.histogram()[255] < _LEAST_INK:
        return b""
    small = paper.convert("L").crop(box)
    small.thumbnail(_SHOWN)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


async def keep_drawing(case_no: str, person_id: UUID, drawing: bytes, *, by: Actor) -> None:
    """Keep who drew what under which case; nothing when nothing was drawn. In a transaction."""
    if not drawing:
        return
    await database.execute(
        "INSERT INTO signature_drawings (id, case_no, person_id, image_enc, digest, signed_by,"
        " signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        ids.new(),
        case_no,
        person_id,
        encrypt(base64.b64encode(drawing).decode(), _CONTEXT),
        "sm3:" + sm3(drawing).hex(),
        by.id,
        clock.now(),
    )


async def drawing_of(case_no: str, person_id: UUID, *, by: Actor) -> bytes:
    """The newest drawing of somebody under a case, as PNG; the caller checks who may look.

    Raises DrawingUnknown.
    """
    row = await database.fetch_one(
        "SELECT image_enc FROM signature_drawings WHERE case_no = $1 AND person_id = $2"
        " ORDER BY signed_at DESC, id DESC LIMIT 1",
        case_no,
        person_id,
    )
    if row is None:
        raise DrawingUnknown
    await audit.record(by, "open-signature", f"case:{case_no}", detail={"person": str(person_id)})
    return base64.b64decode(decrypt(row["image_enc"], _CONTEXT))


async def who_drew(case_no: str) -> frozenset[UUID]:
    """Whose drawings lie with a case."""
    rows = await database.fetch(
        "SELECT DISTINCT person_id FROM signature_drawings WHERE case_no = $1", case_no
    )
    return frozenset(row["person_id"] for row in rows)

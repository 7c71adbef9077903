"""A small picture of a photograph, for lists: upright, without what a camera wrote beside it."""

from io import BytesIO

from PIL import Image, ImageOps

SIDE = 320
# A phone's picture of this many pixels still fits; a JPEG is read at an eighth and may be larger.
_MOST_PIXELS = 64_000_000


def small_key(storage_key: str) -> str:
    """Where a file's small picture lies in storage."""
    return f"{storage_key}-s"


def thumbnail(media_type: str, data: bytes) -> bytes | None:
    """A JPEG of at most 320 by 320 pixels; None for a PDF or a picture too big to look into.

    Raises OSError, SyntaxError, ValueError where the picture does not hold together.
    """
    if not media_type.startswith("image/"):
        return None
    with Image.open(BytesIO(data)) as picture:
        picture.draft("RGB", (SIDE, SIDE))
        if picture.width * picture.height > _MOST_PIXELS:
            return None
        picture.thumbnail((SIDE, SIDE))
        small = ImageOps.exif_transpose(picture)
        out = BytesIO()
        _on_white(small).save(out, "JPEG", quality=72)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper

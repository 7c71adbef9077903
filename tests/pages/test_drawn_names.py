"""A name written with a finger counts as a typed one; a touch by mistake does not."""

import base64
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from server.core import database
from server.core.actors import SYSTEM
from server.registry import consents
from tests.pages.visitor import filled_in


def a_drawing(*lines, size=(320, 180)):
    """Lines of ink on glass, as a canvas gives them."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    for line in lines:
        ImageDraw.Draw(picture).line(line, fill=(17, 17, 17, 255), width=3)
    out = BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


NAME = a_drawing((20, 20, 140, 120), (150, 30, 150, 150), (180, 40, 260, 140))


async def reviewed(visitor):
    page = await filled_in(visitor, await visitor.begin())
    return page, page.path.replace("review", "submit")


async def test_a_drawn_name_sends_in_and_is_kept_sealed(visitor, li):
    page, door = await reviewed(visitor)

    page = await visitor.press(page, door, signature="", drawing=NAME)

    assert page.path.endswith("/receipt")
    (kept,) = await database.fetch("SELECT case_no, person_id, image_enc FROM signature_drawings")
    assert b"PNG" not in bytes(kept["image_enc"])
    seen = await consents.drawing_of(kept["case_no"], kept["person_id"], by=SYSTEM)
    with Image.open(BytesIO(seen)) as picture:
        assert (picture.format, picture.mode) == ("PNG", "L")
        assert picture.width < 320
    (signed,) = await database.fetch("SELECT method FROM consents")
    assert signed["method"] == "on_glass"


@pytest.mark.parametrize(
    "drawing",
    [
        a_drawing(),
        a_drawing((50, 50, 51, 51)),
        "data:image/png;base64,AAAA",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        a_drawing((0, 0, 300, 100), size=(4000, 180)),
    ],
)
async def test_what_is_no_name_is_named_and_nothing_is_sent(visitor, li, drawing):
    page, door = await reviewed(visitor)

    page = await visitor.press(page, door, signature="", drawing=drawing)

    assert page.status == 422
    assert "格子里没有写上名字" in page.words
    assert await database.fetch("SELECT 1 FROM signature_drawings") == []
    assert await database.fetch("SELECT 1 FROM cases WHERE stage <> 'draft'") == []


async def test_who_looks_at_a_drawing_is_noted(visitor, li):
    page, door = await reviewed(visitor)
    await visitor.press(page, door, signature="", drawing=NAME)
    (kept,) = await database.fetch("SELECT case_no, person_id FROM signature_drawings")

    await consents.drawing_of(kept["case_no"], kept["person_id"], by=SYSTEM)

    subject = f"case:{kept['case_no']}"
    assert await database.fetch(
        "SELECT 1 FROM audit_rows WHERE action = 'open-signature' AND subject = $1", subject
    )

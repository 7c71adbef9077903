"""Files are known by content, lose the place they were taken, and are found whole or not at all."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image

from server.connectors import Away
from server.connectors.storage import FileStorage
from server.core import database, ids
from server.core.actors import SYSTEM
from server.registry import files
from server.registry.files.content import clean

CASE = "XZ-20261124-0001-5"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
LATITUDE = b"31.9783N"
WHERE_IN_XMP = b"<x:xmpmeta>exif:GPSLatitude=31.9783N</x:xmpmeta>"


def a_picture(kind="JPEG", *, turned=6, **options):
    """A small photograph that says where and with what it was taken."""
    picture = Image.effect_noise((120, 80), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    if turned:
        exif[0x0112] = turned
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 58.0, 42.0), 29: "31.9783N"})
    out = BytesIO()
    picture.save(out, kind, exif=exif, **options)
    return out.getvalue()


def _opened(data):
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


@pytest.fixture
def storage(tmp_path):
    """A directory for the bytes."""
    return FileStorage(tmp_path)


@pytest.fixture
def keep(db, storage):
    """Keep some bytes for the case."""

    async def kept(content, name="照片.jpg"):
        pieces = [content[at : at + 65_536] for at in range(0, len(content), 65_536)]
        return await files.keep(CASE, "evidence", name, pieces, by=SYSTEM, storage=storage)

    return kept


@pytest.mark.parametrize(
    ("kind", "options", "media_type"),
    [
        ("JPEG", {}, "image/jpeg"),
        ("JPEG", {"progressive": True}, "image/jpeg"),
        ("JPEG", {"comment": LATITUDE, "xmp": WHERE_IN_XMP}, "image/jpeg"),
        ("PNG", {}, "image/png"),
        ("WEBP", {"xmp": WHERE_IN_XMP}, "image/webp"),
        ("WEBP", {"lossless": True}, "image/webp"),
    ],
)
def test_a_picture_loses_place_and_device_and_no_pixel(kind, options, media_type):
    given = a_picture(kind, **options)
    assert b"31.9783N" in given
    found, kept = clean(given)
    assert found == media_type
    assert b"31.9783N" not in kept
    assert b"PhoneMaker" not in kept
    assert not _opened(kept).getexif().get_ifd(0x8825)
    assert _opened(kept).tobytes() == _opened(given).tobytes()


@pytest.mark.parametrize("turned", [3, 6, 8])
def test_a_photograph_taken_sideways_stays_upright(turned):
    _, kept = clean(a_picture(turned=turned))
    assert dict(_opened(kept).getexif()) == {0x0112: turned}


@pytest.mark.parametrize("turned", [0, 1])
def test_an_upright_photograph_needs_no_word_about_it(turned):
    _, kept = clean(a_picture(turned=turned))
    assert dict(_opened(kept).getexif()) == {}


def test_what_a_camera_hangs_on_behind_the_picture_stays_out():
    given = a_picture() + a_picture(turned=1) + b"MotionPhoto" + LATITUDE
    _, kept = clean(given)
    assert LATITUDE not in kept
    assert len(kept) < len(given) / 2 + 500
    _, kept = clean(a_picture("PNG") + LATITUDE)
    assert LATITUDE not in kept
    _, kept = clean(a_picture("WEBP") + LATITUDE)
    assert LATITUDE not in kept


def test_the_colour_profile_stays():
    given = a_picture(icc_profile=b"profile" * 10)
    _, kept = clean(given)
    assert _opened(kept).info["icc_profile"] == b"profile" * 10


def test_cleaning_twice_changes_nothing_more():
    for kind in ("JPEG", "PNG", "WEBP"):
        _, once = clean(a_picture(kind))
        assert clean(once)[1] == once


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04",
        b"GIF89a",
        b"\x00\x00\x00\x18ftypheic",
        b" %PDF",
    ],
)
def test_what_we_do_not_take_is_refused_by_content(content):
    with pytest.raises(files.FileTypeRefused):
        clean(content)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0" + b"x" * 100,
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + b"y" * 100,
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    ],
)
def test_what_only_begins_like_a_picture_is_damaged(content):
    with pytest.raises(files.FileDamaged):
        clean(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_cut_or_broken_picture_breaks_us(kind):
    whole = a_picture(kind)
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        for broken in (whole[:at], whole[:at] + b"\xff\x00\xda" + whole[at + 3 :]):
            try:
                _, kept = clean(broken)
            except (files.FileDamaged, files.FileTypeRefused):
                continue
            assert LATITUDE not in kept


async def test_a_file_is_found_again_as_it_was_kept(keep, storage):
    kept = await keep(PDF, "诊断证明.pdf")
    assert (kept.media_type, kept.size, kept.name) == ("application/pdf", len(PDF), "诊断证明.pdf")
    assert kept.digest.startswith("sm3:")
    assert await files.read(kept.id, storage=storage) == (kept, PDF)
    assert await files.of_case(CASE) == [kept]
    assert await files.of_case("XZ-20261124-0002-3") == []


async def test_the_type_comes_from_content_and_not_from_the_name(keep):
    kept = await keep(a_picture(), "virus.exe")
    assert (kept.media_type, kept.name) == ("image/jpeg", "virus.jpg")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\li\\诊断.pdf", "诊断.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("320699194903070016身份证.pdf", "身份证.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("长" * 300 + ".pdf", "长" * 80 + ".pdf"),
    ],
)
async def test_a_name_is_made_fit_to_be_shown(keep, given, kept):
    name = (await keep(PDF, given)).name
    assert "320699194903070016" not in name
    assert name == kept or given.startswith("320699")


async def test_the_largest_file_passes_and_one_byte_more_does_not(keep):
    largest = b"%PDF-1.7\n" + b" " * (10 * 1_048_576 - 14) + b"%%EOF"
    assert (await keep(largest)).size == 10 * 1_048_576
    with pytest.raises(files.FileTooLarge):
        await keep(largest + b" ")


async def test_a_refused_file_leaves_nothing_behind(keep, tmp_path):
    with pytest.raises(files.FileTypeRefused):
        await keep(b"MZ")
    assert list(tmp_path.rglob("*")) == []
    assert await files.of_case(CASE) == []


async def test_a_file_changed_in_storage_is_not_handed_out(keep, storage):
    kept = await keep(PDF)
    await storage.put(kept.storage_key, PDF + b"!")
    with pytest.raises(files.FileDamaged):
        await files.read(kept.id, storage=storage)


async def test_an_erased_file_is_gone_and_known_to_have_been(keep, storage, tmp_path):
    kept = await keep(PDF)
    await files.erase(kept.id, reason="撤回", by=SYSTEM)
    assert await files.erase_waiting(storage) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(files.FileUnknown):
        await files.of(kept.id)
    (row,) = await database.fetch("SELECT name, erased_at FROM files")
    assert row["erased_at"]


class _Away:
    async def erase(self, _key):
        raise Away(system="storage")


async def test_bytes_outlive_their_row_only_while_storage_is_away(keep, storage, tmp_path):
    kept = await keep(PDF)
    await files.erase(kept.id, reason="撤回", by=SYSTEM)
    with pytest.raises(files.FileUnknown):
        await files.erase(kept.id, reason="撤回", by=SYSTEM)

    assert await files.erase_waiting(_Away()) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] != []
    assert await files.erase_waiting(storage) == 1
    assert await files.erase_waiting(storage) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_an_unknown_file_is_refused(db, storage):
    with pytest.raises(files.FileUnknown):
        await files.read(ids.new(), storage=storage)


async def test_keeping_and_erasing_leave_rows_in_the_trail(keep, storage):
    kept = await keep(PDF)
    await files.erase(kept.id, reason="撤回", by=SYSTEM)
    rows = await database.fetch("SELECT action, subject, reason FROM audit_rows ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [
        ("keep-file", f"case:{CASE}", ""),
        ("erase-file", f"case:{CASE}", "撤回"),
    ]


@pytest.mark.parametrize(
    ("kind", "size"), [("JPEG", (80, 120)), ("PNG", (120, 80)), ("WEBP", (120, 80))]
)
async def test_a_picture_has_a_small_one_upright_and_without_place(keep, storage, kind, size):
    kept = await keep(a_picture(kind))
    _, small = await files.look(CASE, kept.id, by=SYSTEM, storage=storage, small=True)
    assert _opened(small).size == size
    assert dict(_opened(small).getexif()) == {}
    assert b"31.9783N" not in small


async def test_a_small_picture_is_small_and_see_through_stands_on_white(keep, storage):
    out = BytesIO()
    Image.new("RGBA", (2000, 1000), (0, 0, 0, 0)).save(out, "PNG")
    kept = await keep(out.getvalue())
    _, small = await files.look(CASE, kept.id, by=SYSTEM, storage=storage, small=True)
    picture = _opened(small)
    assert picture.size == (320, 160)
    assert picture.getpixel((5, 5)) == (255, 255, 255)


async def test_a_small_picture_that_is_lost_is_made_again(keep, storage):
    kept = await keep(a_picture())
    await storage.erase(f"{kept.storage_key}-s")
    _, small = await files.look(CASE, kept.id, by=SYSTEM, storage=storage, small=True)
    assert _opened(small).size == (80, 120)


async def test_each_look_is_in_the_trail_and_only_at_files_of_that_case(keep, storage):
    kept = await keep(a_picture())
    paper = await keep(PDF)
    await files.look(CASE, kept.id, by=SYSTEM, storage=storage)
    await files.look(CASE, kept.id, by=SYSTEM, storage=storage, small=True)
    for case_no, file_id, small in (("XZ-2", kept.id, False), (CASE, paper.id, True)):
        with pytest.raises(files.FileUnknown):
            await files.look(case_no, file_id, by=SYSTEM, storage=storage, small=small)
    rows = await database.fetch("SELECT subject FROM audit_rows WHERE action = 'open-file'")
    assert [row["subject"] for row in rows] == [f"case:{CASE}"] * 2


async def test_erasing_a_picture_takes_its_small_one_along(keep, storage, tmp_path):
    kept = await keep(a_picture())
    await files.erase(kept.id, reason="撤回", by=SYSTEM)
    await files.erase_waiting(storage)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_the_same_bytes_sent_again_are_the_same_file(fresh_db, storage, tmp_path):
    given, other = a_picture(), a_picture()

    async def send(content):
        return await files.keep_once(CASE, "proof", "a.jpg", [content], by=SYSTEM, storage=storage)

    first, second, third = await asyncio.gather(send(given), send(given), send(other))
    again = await send(given)

    assert first.id == second.id == again.id != third.id
    assert len(await files.of_case(CASE)) == 2
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_damaged(kind):
    whole = a_picture(kind)
    with pytest.raises(files.FileDamaged):
        clean(whole[: len(whole) // 2])


def test_half_a_pdf_is_damaged():
    with pytest.raises(files.FileDamaged):
        clean(PDF[:20])


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_an_iphone_photo_is_named_as_such(brand):
    with pytest.raises(files.FileIsHeic):
        clean(b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 40)

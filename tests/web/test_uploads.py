"""Streamed uploads, fed in pieces of every size."""

from contextlib import closing

import pytest

from server.web.errors import BadRequest, TooLarge
from server.web.uploads import FileMissing, Upload

PHOTO = bytes(range(256)) * 40


@pytest.fixture
def upload():
    with closing(Upload(b"B")) as fresh:
        yield fresh


def form(*parts: tuple[str, str | None, bytes]) -> bytes:
    body = b""
    for name, filename, content in parts:
        head = f'content-disposition: form-data; name="{name}"'
        if filename is not None:
            head += f'; filename="{filename}"\r\ncontent-type: image/png'
        body += b"--B\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"
    return body + b"--B--\r\n"


@pytest.mark.parametrize("size", [1, 7, 1000, 100_000])
def test_fields_and_file_arrive_whole_however_they_are_cut(upload, size):
    raw = form(("purpose", None, "补正".encode()), ("file", "费用.png", PHOTO), ("key", None, b"1"))

    for start in range(0, len(raw), size):
        upload.write(raw[start : start + size])

    assert upload.fields == {"purpose": "补正", "key": "1"}
    assert upload.name == "费用.png"
    assert b"".join(upload.chunks()) == PHOTO


@pytest.mark.parametrize("raw", [form(("a", None, b"1")), form(("file", "x.png", b""))])
def test_a_form_without_its_file_is_refused(upload, raw):
    upload.write(raw)

    with pytest.raises(FileMissing):
        list(upload.chunks())


@pytest.mark.parametrize(
    "raw",
    [
        b"no boundary here, and much of it" * 10,
        form(("a", "1.png", b"1"), ("b", "2.png", b"2")),
    ],
)
def test_junk_and_second_files_are_refused(upload, raw):
    with pytest.raises(BadRequest):
        upload.write(raw)


@pytest.mark.parametrize("raw", [form(("a", None, b"x" * 20_000)), form(*[("a", None, b"1")] * 99)])
def test_a_long_field_or_a_hundred_of_them_are_refused(upload, raw):
    with pytest.raises(TooLarge):
        upload.write(raw)

"""Files lie whole under their name, or not at all."""

import asyncio

import pytest

from server.connectors import Away
from server.connectors.storage import FileStorage

KEY = "ab12cd34ef"


@pytest.fixture
def storage(tmp_path):
    return FileStorage(tmp_path)


async def test_what_was_put_is_read_and_erased(storage, tmp_path):
    await storage.put(KEY, b"content")

    assert await storage.read(KEY) == b"content"
    assert (tmp_path / "ab" / "12" / KEY).exists()
    await storage.erase(KEY)
    await storage.erase(KEY)
    with pytest.raises(Away):
        await storage.read(KEY)


async def test_a_second_writing_replaces_the_first_whole(storage, tmp_path):
    await storage.put(KEY, b"a" * 10_000)
    await storage.put(KEY, b"b")

    assert await storage.read(KEY) == b"b"
    assert [path.name for path in (tmp_path / "ab" / "12").iterdir()] == [KEY]


async def test_two_writing_at_once_leave_one_of_them_whole(storage):
    await asyncio.gather(*(storage.put(KEY, bytes([n]) * 100_000) for n in range(8)))

    assert len(set(await storage.read(KEY))) == 1


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "..", "ab..cd", "a/b", "", "ab\0cd", "/etc/passwd"]
)
async def test_a_key_that_is_a_path_is_refused(storage, key):
    with pytest.raises(Away):
        await storage.read(key)
    with pytest.raises(Away):
        await storage.put(key, b"x")

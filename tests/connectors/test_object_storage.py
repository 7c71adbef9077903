"""The same promises over S3, against a store that really checks signatures."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from server.connectors import Away, build_storage, build_world
from server.connectors.object_storage import ObjectStorage
from server.connectors.storage import FileStorage
from server.core import config

KEY = "ab12cd34ef"


@pytest.fixture
def settings(sandbox):
    return replace(
        config.settings(),
        s3_bucket="papers",
        s3_endpoint=f"{sandbox.url}/s3",
        s3_key="sandbox",
        s3_secret=config.settings().sandbox_token,
    )


@pytest.fixture
def storage(settings):
    return ObjectStorage(settings)


async def test_what_was_put_is_read_and_erased(storage):
    await storage.put(KEY, b"content" * 100_000)

    assert await storage.read(KEY) == b"content" * 100_000
    await storage.erase(KEY)
    await storage.erase(KEY)
    with pytest.raises(Away):
        await storage.read(KEY)


async def test_two_writing_at_once_leave_one_of_them_whole(storage):
    await asyncio.gather(*(storage.put(KEY, bytes([n]) * 100_000) for n in range(8)))

    assert len(set(await storage.read(KEY))) == 1


@pytest.mark.parametrize("mode", ["http:503", "reset"])
async def test_a_store_that_fails_is_away_and_comes_back(storage, sandbox, mode):
    await storage.put(KEY, b"content")
    fault = {"path": "/s3", "mode": mode, "times": 1000}
    await sandbox.http.post("/_ctl/fault", json=fault)
    with pytest.raises(Away):
        await storage.put(KEY, b"other")
    with pytest.raises(Away):
        await storage.read(KEY)

    await sandbox.http.post("/_ctl/reset")
    await storage.put(KEY, b"again")
    assert await storage.read(KEY) == b"again"


async def test_one_failure_in_between_is_not_noticed(storage, sandbox):
    await sandbox.http.post("/_ctl/fault", json={"path": "/s3", "mode": "http:503", "times": 1})

    await storage.put(KEY, b"content")

    assert await storage.read(KEY) == b"content"


async def test_a_wrong_secret_opens_nothing(settings):
    stranger = ObjectStorage(replace(settings, s3_secret="guessed"))

    with pytest.raises(Away):
        await stranger.put(KEY, b"x")


async def test_a_signature_over_another_body_or_path_is_refused(settings):
    url = f"{settings.s3_endpoint}/papers/{KEY}"
    signed = AWSRequest("PUT", url, data=b"mine")
    keys = Credentials(settings.s3_key, settings.s3_secret)
    signer = SigV4Auth(keys, "s3", "us-east-1")
    signed.headers["x-amz-content-sha256"] = signer.payload(signed)
    signer.add_auth(signed)
    headers = dict(signed.headers)

    async with httpx.AsyncClient() as client:
        answers = [
            await client.put(url, content=b"yours", headers=headers),
            await client.put(url + "x", content=b"mine", headers=headers),
            await client.get(url, headers=headers),
            await client.put(url, content=b"mine"),
            await client.put(url, content=b"mine", headers=headers),
        ]

    assert [answer.status_code for answer in answers] == [400, 403, 400, 403, 200]


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "", "ab\0cd"])
async def test_a_key_that_is_a_path_is_refused(storage, key):
    with pytest.raises(Away):
        await storage.put(key, b"x")


async def test_the_setting_chooses_and_a_folder_is_the_default(settings):
    assert isinstance(build_storage(settings), ObjectStorage)
    assert isinstance(build_storage(config.settings()), FileStorage)
    world = build_world(settings)
    assert isinstance(world.storage, ObjectStorage)
    await world.close()


async def test_nothing_is_taken_from_the_surroundings(settings, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "somebody-elses")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    storage = ObjectStorage(settings)

    await storage.put(KEY, b"content")

    assert await storage.read(KEY) == b"content"

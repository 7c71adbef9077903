"""Pictures, the content check, codes and links, quotas and request ids."""

import asyncio
import zlib

import pytest
import xmltodict

from server.sandbox.wechat import crypto
from tests.sandbox.conftest import APPID, SECRET
from tests.sandbox.test_pushes import KEY, heard

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


async def upload(outside, body, **query):
    query = {"type": "image", "access_token": await outside.token(), **query}
    files = {"media": ("a.png", body, "image/png")}
    answer = await outside.http.post("/cgi-bin/media/upload", params=query, files=files)
    return answer.json()


async def media(outside, media_id):
    query = {"media_id": media_id, "access_token": await outside.token()}
    return await outside.http.get("/cgi-bin/media/get", params=query)


async def test_a_picture_comes_back_byte_for_byte_for_three_days(outside):
    told = await upload(outside, PICTURE)
    assert set(told) == {"type", "media_id", "created_at"}

    assert (await media(outside, told["media_id"])).content == PICTURE
    await outside.ctl("/clock", advance=3 * 86_400 + 1)
    assert (await media(outside, told["media_id"])).json()["errcode"] == 40007


async def test_an_empty_or_large_part_is_refused(outside):
    assert (await upload(outside, b""))["errcode"] == 41005
    assert (await upload(outside, b"x" * (2 * 1024 * 1024 + 1)))["errcode"] == 40006
    assert (await upload(outside, PICTURE, type="poem"))["errcode"] == 40004


async def sec(outside, openid, content, **changed):
    body = {"version": 2, "scene": 2, "openid": openid, "content": content, **changed}
    return await outside.wx("/wxa/msg_sec_check", body)


async def test_risky_text_is_errcode_0_in_version_2(outside):
    openid = (await outside.login(await outside.story("li-xiuying")))["openid"]

    assert (await sec(outside, openid, "服务周到"))["result"] == {"suggest": "pass", "label": 100}
    risky = await sec(outside, openid, "这是违规的话")
    assert (risky["errcode"], risky["result"]["suggest"]) == (0, "risky")
    assert (await sec(outside, openid, "待审的话"))["result"]["suggest"] == "review"
    assert (await sec(outside, openid, "违规", version=None))["errcode"] == 87014
    assert (await sec(outside, openid, "好", version=None))["errcode"] == 0
    assert (await sec(outside, openid, "字" * 2501))["errcode"] == 47001
    assert (await sec(outside, openid, "好", scene=9))["errcode"] == 40129


async def test_the_person_must_have_been_there_within_two_hours(outside):
    openid = (await outside.login(await outside.story("li-xiuying")))["openid"]
    assert (await sec(outside, "o" + "0" * 27, "好"))["errcode"] == 40003
    await outside.ctl("/clock", advance=7201)
    outside.known.clear()

    assert (await sec(outside, openid, "好"))["errcode"] == 61010


@pytest.mark.parametrize(
    ("name", "errcode", "suggest"),
    [("push", 0, "pass"), ("risky.jpg", -1008, None), ("push?x=risky", 0, "risky")],
)
async def test_a_pictures_verdict_is_pushed_later(outside, receiver, name, errcode, suggest):
    receiver.answers = []
    await outside.ctl("/addresses", push_url=receiver.url)
    await outside.ctl("/rules", media_check_after=60)
    openid = (await outside.login(await outside.story("li-xiuying")))["openid"]
    url = receiver.url.removesuffix("push") + name
    body = {"media_url": url, "media_type": 2, "version": 2, "scene": 2, "openid": openid}

    told = await outside.wx("/wxa/media_check_async", body)
    await asyncio.sleep(0.1)
    await outside.ctl("/clock", advance=61)
    got = await heard(receiver, 2 if errcode == 0 else 1)

    outer = xmltodict.parse(got[-1].body.decode())["xml"]
    inner = xmltodict.parse(crypto.decrypt(KEY, outer["Encrypt"])[0].decode())["xml"]
    assert inner["trace_id"] == told["trace_id"]
    assert int(inner["errcode"]) == errcode
    assert (inner["result"] or {}).get("suggest") == suggest


def carried(png):
    """What a code says in its tEXt chunk."""
    at = png.index(b"tEXt")
    size = int.from_bytes(png[at - 4 : at])
    assert zlib.crc32(png[at : at + 4 + size]) == int.from_bytes(png[at + 4 + size : at + 8 + size])
    return png[at + 4 : at + 4 + size].partition(b"\0")[2].decode()


async def code(outside, **changed):
    query = {"access_token": await outside.token()}
    body = {"scene": "v=7Kq2Zs9XbT", "page": "pages/case/index", **changed}
    answer = await outside.http.post("/wxa/getwxacodeunlimit", params=query, json=body)
    return answer if answer.content.startswith(b"\x89PNG") else answer.json()["errcode"]


async def test_a_code_carries_its_scene(outside):
    png = (await code(outside)).content

    assert carried(png) == "scene=v=7Kq2Zs9XbT&page=pages/case/index"


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"scene": "中文"}, 40129),
        ({"scene": ""}, 40129),
        ({"scene": "a%20"}, 40129),
        ({"scene": "x" * 33}, 40169),
        ({"page": "nowhere"}, 41030),
        ({"page": "/pages/case", "check_path": False}, 41030),
        ({"env_version": "beta"}, 85402),
    ],
)
async def test_scenes_and_pages_are_checked(outside, changed, errcode):
    assert await code(outside, **changed) == errcode


async def test_links(outside):
    path, link = "pages/case/index", "/wxa/generate_urllink"

    told = await outside.wx(link, {"path": path, "expire_type": 1, "expire_interval": 30})
    assert told["url_link"].startswith("https://wxaurl.cn/")
    told = await outside.wx("/wxa/generatescheme", {"jump_wxa": {"path": path}})
    assert told["openlink"].startswith("weixin://dl/business/?t=")
    for body, errcode in (
        ({"path": path, "expire_type": 1, "expire_interval": 31}, 85401),
        ({"path": path, "expire_time": 1}, 85401),
        ({"path": path, "env_version": "beta"}, 85402),
        ({"path": "nowhere"}, 40165),
    ):
        assert (await outside.wx(link, body))["errcode"] == errcode


async def test_quotas_by_minute_and_day(outside):
    ips = "/cgi-bin/getcallbackip"
    await outside.ctl("/quota", path=ips, day=3, minute=2)

    assert [(await outside.wx(ips)).get("errcode") for _ in range(3)] == [None, None, 45011]
    await outside.ctl("/clock", advance=61)
    outside.known.clear()
    assert [(await outside.wx(ips)).get("errcode") for _ in range(2)] == [None, 45009]
    told = await outside.wx("/cgi-bin/openapi/quota/get", {"cgi_path": ips})
    assert told["quota"] == {"daily_limit": 3, "used": 4, "remain": 0}
    await outside.ctl("/quota", path=ips, day=3)
    assert (await outside.wx("/cgi-bin/clear_quota", {"appid": APPID}))["errcode"] == 0
    assert "errcode" not in await outside.wx(ips)


async def test_safety_and_links_have_minute_codes_of_their_own(outside):
    for path, errcode in (("/wxa/msg_sec_check", 44991), ("/wxa/generatescheme", 44990)):
        await outside.ctl("/quota", path=path, minute=0)
        assert (await outside.wx(path, {}))["errcode"] == errcode


async def test_ten_resets_a_month(outside):
    body = {"appid": APPID, "appsecret": SECRET}
    path = "/cgi-bin/clear_quota/v2"
    codes = [(await outside.http.post(path, json=body)).json()["errcode"] for _ in range(11)]

    assert codes == [0] * 10 + [48006]
    wrong = await outside.http.post(path, json={**body, "appsecret": "no"})
    assert wrong.json()["errcode"] == 40125


async def test_an_error_is_found_by_its_rid(outside):
    failed = await outside.wx("/wxa/generate_urllink", {"path": "nowhere"})
    rid = failed["errmsg"].rpartition("rid: ")[2]
    path = "/cgi-bin/openapi/rid/get"

    told = await outside.wx(path, {"rid": rid})
    assert told["request"]["request_body"] == '{"path":"nowhere"}'
    assert "access_token" not in told["request"]["request_url"]
    assert (await outside.wx(path, {"rid": "0" * 8}))["errcode"] == 76002
    assert (await outside.wx(path, {"rid": "-".join(["00000000"] * 3)}))["errcode"] == 76001

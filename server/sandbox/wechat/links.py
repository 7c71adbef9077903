"""Codes and links into the mini-program."""

import re
import struct
import zlib
from typing import Any

from sanic import Blueprint, HTTPResponse

from server.core import clock
from server.sandbox.wechat import calls
from server.sandbox.wechat.answers import Refused
from server.sandbox.wechat.subscribe import is_released

_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
_VERSIONS = frozenset({"release", "trial", "develop"})
_MOST_SCENE, _MOST_PATH, _MOST_DAYS = 32, 1024, 30


def door() -> Blueprint:
    """The links' door."""
    blueprint = Blueprint("wechat_links")
    calls.add(blueprint, "POST", "/wxa/getwxacodeunlimit", code_unlimited, kind="mini")
    calls.add(blueprint, "POST", "/wxa/getwxacode", code, kind="mini")
    calls.add(blueprint, "POST", "/wxa/generatescheme", scheme, kind="mini")
    calls.add(blueprint, "POST", "/wxa/generate_urllink", url_link, kind="mini")
    return blueprint


async def code_unlimited(call: calls.Call) -> HTTPResponse:
    """A code that carries a short scene."""
    asked = call.body
    scene, page = asked.get("scene"), asked.get("page", "")
    if not isinstance(scene, str) or not _SCENE.fullmatch(scene):
        raise Refused(40129, "invalid scene")
    if len(scene) > _MOST_SCENE:
        raise Refused(40169, "invalid length for scene")
    _check_version(asked)
    if asked.get("check_path", True) and not (page and is_released(call.state, page)):
        raise Refused(41030, "invalid page")
    if str(page).startswith("/") or "?" in str(page):
        raise Refused(41030, "invalid page")
    return HTTPResponse(_png(f"scene={scene}&page={page}"), content_type="image/png")


async def code(call: calls.Call) -> HTTPResponse:
    """A code for one path."""
    path = call.body.get("path")
    if not isinstance(path, str) or not path:
        raise Refused(40165, "invalid path")
    if len(path) > _MOST_PATH:
        raise Refused(40159, "path too long")
    _check_version(call.body)
    return HTTPResponse(_png(f"path={path}"), content_type="image/png")


async def scheme(call: calls.Call) -> dict[str, Any]:
    """A link that opens the mini-program from outside WeChat."""
    target = call.body.get("jump_wxa") or {}
    if not isinstance(target, dict):
        raise Refused(47001, "data format error")
    _check_link(call, target, call.body)
    return {"errcode": 0, "errmsg": "ok", "openlink": f"weixin://dl/business/?t={_tail(call)}"}


async def url_link(call: calls.Call) -> dict[str, Any]:
    """A web address that opens the mini-program."""
    _check_link(call, call.body, call.body)
    return {"errcode": 0, "errmsg": "ok", "url_link": f"https://wxaurl.cn/{_tail(call)}"}


def _tail(call: calls.Call) -> str:
    return call.state.token(11)


def _check_version(asked: dict[str, Any]) -> None:
    if asked.get("env_version", "release") not in _VERSIONS:
        raise Refused(85402, "invalid env_version")


def _check_link(call: calls.Call, target: dict[str, Any], asked: dict[str, Any]) -> None:
    path = target.get("path", "")
    if path and ("?" in str(path) or not is_released(call.state, str(path).lstrip("/"))):
        raise Refused(40165, "invalid path")
    if len(str(target.get("query", ""))) > _MOST_PATH:
        raise Refused(40212, "invalid query")
    _check_version(target)
    if asked.get("expire_type", 0) == 1:
        if not 1 <= int(asked.get("expire_interval", 0)) <= _MOST_DAYS:
            raise Refused(85401, "invalid expire_interval")
    elif "expire_time" in asked:
        ahead = int(asked["expire_time"]) - clock.now().timestamp()
        if not 60 <= ahead <= _MOST_DAYS * 86_400:
            raise Refused(85401, "invalid expire_time")


def _png(text: str) -> bytes:
    """One white pixel whose tEXt chunk says what the code carries."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"tEXt", b"Comment\0" + text.encode("latin-1", "replace")),
        (b"IDAT", zlib.compress(b"\0\xff")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    checked = name + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

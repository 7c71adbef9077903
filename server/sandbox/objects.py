"""An S3-compatible store, as small as it can be: one object a path, signatures really checked."""

import hashlib
import hmac
import re
from datetime import UTC, datetime
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request

from server.core import clock
from server.sandbox.state import State, state_of

ACCESS_KEY = "sandbox"
_WINDOW_SECONDS = 900
_ALGORITHM = "AWS4-HMAC-SHA256"
_GIVEN = re.compile(
    _ALGORITHM + r" Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request,\s*"
    r"SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})"
)


def door() -> Blueprint:
    """The store's door."""
    blueprint = Blueprint("objects", url_prefix="/s3")
    blueprint.on_request(_check_signature)
    for method, handler in (("PUT", put), ("GET", read), ("DELETE", erase)):
        blueprint.add_route(handler, "/<bucket:str>/<key:str>", methods=[method])
    return blueprint


async def put(request: Request, bucket: str, key: str) -> HTTPResponse:
    """Keep an object; the tag is its MD5, as the protocol has it."""
    state_of(request).objects[bucket, key] = bytes(request.body)
    tag = hashlib.md5(request.body, usedforsecurity=False).hexdigest()
    return HTTPResponse(status=200, headers={"etag": f'"{tag}"'})


async def read(request: Request, bucket: str, key: str) -> HTTPResponse:
    """An object's content."""
    content = state_of(request).objects.get((bucket, key))
    if content is None:
        return _refuse(404, "NoSuchKey")
    return HTTPResponse(content, content_type="application/octet-stream")


async def erase(request: Request, bucket: str, key: str) -> HTTPResponse:
    """Remove an object; already gone is fine."""
    state_of(request).objects.pop((bucket, key), None)
    return HTTPResponse(status=204)


def _refuse(status: int, code: str) -> HTTPResponse:
    words = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>'
    return HTTPResponse(words, status, content_type="application/xml")


async def _check_signature(request: Request) -> HTTPResponse | None:
    """Signature version 4 over method, path, query, named headers and the body's digest."""
    found = _GIVEN.fullmatch(request.headers.get("authorization", ""))
    if found is None or found[1] != ACCESS_KEY:
        return _refuse(403, "AccessDenied")
    stamp = request.headers.get("x-amz-date", "")
    if not _is_fresh(stamp) or not stamp.startswith(found[2]):
        return _refuse(403, "RequestTimeTooSkewed")
    if request.headers.get("x-amz-content-sha256") != hashlib.sha256(request.body).hexdigest():
        return _refuse(400, "XAmzContentSHA256Mismatch")
    expected = _signature(state_of(request), request, stamp, found[2], found[3], found[4])
    if not hmac.compare_digest(expected, found[5]) or "host" not in found[4].split(";"):
        return _refuse(403, "SignatureDoesNotMatch")
    return None


def _is_fresh(stamp: str) -> bool:
    try:
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return abs((clock.real_now() - at).total_seconds()) <= _WINDOW_SECONDS


def _signature(
    state: State, request: Request, stamp: str, day: str, region: str, signed: str
) -> str:
    named = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in signed.split(";")
    )
    asked = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(request.query_args)
    )
    digest = request.headers["x-amz-content-sha256"]
    canonical = "\n".join((request.method, request.path, asked, named, signed, digest))
    scope = f"{day}/{region}/s3/aws4_request"
    told = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{state.settings.s3_secret or state.settings.sandbox_token}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, f"{_ALGORITHM}\n{stamp}\n{scope}\n{told}".encode(), "sha256").hexdigest()

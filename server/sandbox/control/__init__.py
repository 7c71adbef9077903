"""Control under `/_ctl/`: people, codes, permits, faults, clock, and what was sent.

Every call needs the bearer token of the settings.
"""

import hmac

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from server.sandbox.control import outside, people, reading, wechat
from server.sandbox.state import state_of


def door() -> Blueprint:
    """The control door."""
    blueprint = Blueprint("control", url_prefix="/_ctl")
    blueprint.on_request(_only_ours)
    for part in (people, wechat, outside, reading):
        for method, path, handler in part.ROUTES:
            name = f"{part.__name__.rpartition('.')[2]}_{handler.__name__}_{len(path)}"
            blueprint.add_route(handler, path, methods=[method], name=name)
    return blueprint


async def _only_ours(request: Request) -> HTTPResponse | None:
    expected = f"Bearer {state_of(request).settings.sandbox_token}"
    given = request.headers.get("authorization", "")
    if hmac.compare_digest(expected.encode(), given.encode(errors="replace")):
        return None
    return json({"error": "control token"}, status=401)

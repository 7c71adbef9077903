"""Styles, scripts and pictures: read once, served under an address that names their digest."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request

from server.core.errors import NotFound
from server.web.access import anyone

ROOT = Path(__file__).parents[2]
OURS = Path(__file__).parent / "static"
# Third-party files stay in node_modules (lock file, no copies in git); these few are served.
VENDORED = {"vendor/htmx.min.js": ROOT / "node_modules/htmx.org/dist/htmx.min.js"}
_KEPT = "public, max-age=31536000, immutable"
_CHECKED = "public, max-age=300"

blueprint = Blueprint("static", url_prefix="/static")


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    content: bytes
    media_type: str
    digest: str


@cache
def files() -> dict[str, Asset]:
    """Every file there is, by its path under /static/."""
    ours = {str(path.relative_to(OURS)): path for path in OURS.rglob("*") if path.is_file()}
    return {name: _read(path) for name, path in (ours | VENDORED).items() if path.is_file()}


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if guessed.startswith("text/"):
        guessed += "; charset=utf-8"
    return Asset(content, guessed, hashlib.sha256(content).hexdigest()[:16])


def address_of(name: str) -> str:
    """Where a file is served; changes with its content, so that it may be kept for ever."""
    asset = files().get(name)
    return f"/static/{name}?v={asset.digest}" if asset else f"/static/{name}"


@blueprint.get("/<name:path>")
@anyone
async def file(request: Request, name: str) -> HTTPResponse:
    """One file, or 304 when the browser has it."""
    asset = files().get(name)
    if asset is None:
        raise NotFound
    lasting = _KEPT if request.args.get("v") == asset.digest else _CHECKED
    headers = {"etag": f'"{asset.digest}"', "cache-control": lasting}
    if request.headers.get("if-none-match") == headers["etag"]:
        return HTTPResponse(status=304, headers=headers)
    return HTTPResponse(asset.content, headers=headers, content_type=asset.media_type)

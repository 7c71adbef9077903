"""The app with a few probe routes, served on a socket with a database of its own."""

import asyncio

import msgspec
import pytest_asyncio
from sanic import Blueprint, HTTPResponse, Request

from server.app import build_app
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.errors import Conflict
from server.web import access, uploads
from server.web.endpoint import endpoint
from tests.fixtures.servers import serving


class Said(msgspec.Struct, forbid_unknown_fields=True):
    word: str


class Echo(msgspec.Struct):
    word: str
    by: str = ""


api = Blueprint("probe_api", url_prefix="/api/probe")
pages = Blueprint("probe_pages", url_prefix="/probe")


@api.post("/echo")
@access.anyone
@endpoint()
async def echo(asked: Said) -> Echo:
    """Say it back."""
    return Echo(asked.word)


@api.get("/mine")
@access.only(Role.RESIDENT)
@endpoint()
async def mine(by: Actor) -> Echo:
    """Who is it."""
    return Echo("mine", by.id)


@api.get("/clerks")
@access.only(Role.CLERK)
@endpoint()
async def clerks(by: Actor) -> Echo:
    """Only for clerks."""
    return Echo("clerks", by.id)


@api.post("/count")
@access.only(Role.RESIDENT)
@endpoint(key="required")
async def count(asked: Said, by: Actor) -> Echo:
    """Leave one row a call; the word `refuse` refuses after writing, `slow` takes its time."""
    async with database.transaction():
        await database.execute(
            "INSERT INTO timetable_ticks (entry, due_at, started_at) VALUES ($1, $2, $2)",
            asked.word,
            clock.real_now(),
        )
        if asked.word == "refuse":
            raise Conflict
        if asked.word == "slow":
            await asyncio.sleep(0.2)
    return Echo(asked.word, by.id)


@api.get("/broken")
@access.anyone
@endpoint()
async def broken() -> Echo:
    """Always a fault of ours."""
    raise RuntimeError("身份证 320699199001010015 打不开")


@api.post("/file", stream=True)
@access.anyone
async def file(request: Request) -> HTTPResponse:
    """How many bytes came."""
    async with uploads.received(request, limit=1_000_000) as upload:
        size = sum(len(piece) for piece in upload.chunks())
    return HTTPResponse(str(size))


@pages.route("/form", methods=["GET", "POST"])
@access.anyone
async def form(request: Request) -> HTTPResponse:
    """A page with a form."""
    answer = HTTPResponse(access.csrf(request), content_type="text/html")
    access.keep_visitor(request, answer)
    return answer


@pages.get("/private")
@access.only(Role.RESIDENT)
async def private(_: Request, by: Actor) -> HTTPResponse:
    """A page of somebody's own."""
    return HTTPResponse(by.id)


@pages.post("/private")
@access.only(Role.RESIDENT)
async def change(_: Request, by: Actor) -> HTTPResponse:
    """A write from a page."""
    return HTTPResponse(by.id)


@pytest_asyncio.fixture(loop_scope="session")
async def probe(fresh_db):
    """The served app with the probe routes."""
    app = build_app()
    app.blueprint(api)
    app.blueprint(pages)
    async with serving(app) as served:
        yield served.http

"""Caseworkers at their console, without scripts."""

from contextlib import asynccontextmanager

import pytest_asyncio

from server.core import redis
from tests.factories.registry import a_session, a_staff_member
from tests.pages.visitor import Visitor


@pytest_asyncio.fixture(loop_scope="session")
async def console(app_server):
    """`async with console(by) as desk:` is that person's browser, signed in."""
    if (client := redis.client()) is not None:
        await client.flushdb()

    @asynccontextmanager
    async def signed_in(by):
        token, _ = await a_session(by)
        someone = Visitor(app_server.url)
        someone.http.cookies.set("otc", token)
        yield someone
        await someone.http.aclose()

    return signed_in


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(app_server):
    """张伟 of 望江镇."""
    return await a_staff_member("张伟")


@pytest_asyncio.fixture(loop_scope="session")
async def at_desk(console, clerk):
    """张伟's browser."""
    async with console(clerk) as desk:
        yield desk

"""Visitors of the served pages, with the sandbox outside."""

import pytest_asyncio

from server.core import redis
from tests.pages.visitor import Visitor, person_of


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(app_server):
    """Somebody who has just opened the page; nobody's rate limits are used up."""
    if (client := redis.client()) is not None:
        await client.flushdb()
    someone = Visitor(app_server.url)
    yield someone
    await someone.http.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def li(visitor, sandbox):
    """李秀英, signed in and known by name: `visitor` is her phone."""
    person = await person_of(sandbox, "li-xiuying")
    await visitor.sign_in(sandbox, person)
    await visitor.say_who(person)
    return person

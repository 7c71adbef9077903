"""Waking those who watch a conversation: something was said by a person."""

import asyncio
from dataclasses import dataclass, field

from server.core import database

CHANNEL = "conversations"


@dataclass
class _News:
    came: asyncio.Event = field(default_factory=asyncio.Event)


_news = _News()


async def tell() -> None:
    """Wake every process; inside a transaction, once it is committed."""
    await database.execute("SELECT pg_notify($1, '')", CHANNEL)


async def heard() -> None:
    """Another process, or this one, told."""
    came, _news.came = _news.came, asyncio.Event()
    came.set()


async def wait(seconds: float) -> bool:
    """Until somebody tells, or that long; whether somebody told."""
    try:
        async with asyncio.timeout(seconds):
            await _news.came.wait()
    except TimeoutError:
        return False
    return True

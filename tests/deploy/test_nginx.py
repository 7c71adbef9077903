"""nginx in front: good configuration, limits, live screens at once, kind words when all is away."""

import asyncio
import time

import httpx
import pytest

from tests.deploy import hosts
from tests.deploy.hosts import Nginx

pytestmark = pytest.mark.skipif(hosts.program() is None, reason="no nginx on this machine")


class Upstream:
    """A tiny web server that says what it was asked, slowly where asked so."""

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc):
        self.server.close()

    async def _serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            (int(line.split(":")[1]) for line in head.split("\r\n") if "ength:" in line), 0
        )
        if length:
            await reader.readexactly(length)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n")
        if "/live" in head.split("\r\n")[0]:
            for number in range(3):
                writer.write(f"data: {number}\n\n".encode())
                await writer.drain()
                await asyncio.sleep(0.4)
        else:
            writer.write(head.encode())
        await writer.drain()
        writer.close()


def client(nginx):
    return httpx.AsyncClient(base_url=nginx.url(), verify=False, timeout=15, trust_env=False)


def test_the_configuration_is_good():
    told = Nginx(1, 2).check()

    assert told.returncode == 0, told.stderr


async def test_it_passes_on_who_asks_and_limits_what_is_sent():
    async with Upstream() as upstream:
        with Nginx(upstream.port, upstream.port) as nginx:
            async with client(nginx) as http:
                head = (await http.get("/x", headers={"x-forwarded-for": "9.9.9.9"})).text
                assert "X-Forwarded-For: 9.9.9.9, 127.0.0.1" in head
                assert "X-Forwarded-Proto: https" in head
                assert "X-Request-Id: " in head
                big = b"x" * 2_000_000
                assert (await http.post("/photo", content=big)).status_code == 200
                assert (await http.post("/photo", content=big * 12)).status_code == 413
                assert (await http.post("/callbacks/x", content=big)).status_code == 413
                assert (await http.get("/metrics")).status_code == 404
                plain = await http.get(f"http://127.0.0.1:{nginx.plain_port}/x")
                assert plain.status_code == 301
                logged = next((nginx.folder / "logs").iterdir()).read_text()
                assert '"status":200' in logged
                assert "/photo" not in logged


async def test_a_live_screen_gets_each_event_at_once():
    async with Upstream() as upstream:
        with Nginx(upstream.port, upstream.port) as nginx:
            async with client(nginx) as http, http.stream("GET", "/console/live") as answer:
                began, arrivals = time.monotonic(), []
                async for _ in answer.aiter_raw():
                    arrivals.append(time.monotonic() - began)

    assert len(arrivals) >= 3
    assert arrivals[0] < arrivals[-1] - 0.5


async def test_with_everybody_away_the_words_are_kind_and_closed():
    with Nginx(9, 9) as nginx:
        async with client(nginx) as http:
            answer = await http.get("/")

    assert answer.status_code == 502
    assert "稍等一会儿" in answer.text
    assert answer.headers["retry-after"] == "30"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "max-age" in answer.headers["strict-transport-security"]

"""A small HTTP load client: keep-alive connections, one request in flight on each."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Request = bytes


@dataclass
class Outcome:
    """What a load run saw: seconds per request, and answers by status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    wall: float = 0.0

    @property
    def count(self) -> int:
        """How many requests were answered."""
        return len(self.seconds)

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that `share` of the requests stay under."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def http_request(
    method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> Request:
    """The bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench"]
    if body or method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def run(port: int, requests: Iterator[Request], *, connections: int) -> Outcome:
    """Send every request, as fast as the connections allow."""
    outcome = Outcome()
    began = time.perf_counter()
    await asyncio.gather(*(_connection(port, requests, outcome) for _ in range(connections)))
    outcome.wall = time.perf_counter() - began
    return outcome


async def _connection(port: int, requests: Iterator[Request], outcome: Outcome) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in requests:
            began = time.perf_counter()
            writer.write(request)
            status = await _answer(reader)
            outcome.seconds.append(time.perf_counter() - began)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        length = int(lowered[at + 15 : lowered.index(b"\r\n", at)])
        await reader.readexactly(length)
        return status
    if b"transfer-encoding: chunked" in lowered:
        while (size := int((await reader.readuntil(b"\r\n")).strip(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return status


def repeated(make: Callable[[int], Request], count: int) -> Iterator[Request]:
    """Requests made one by one, shared by all connections."""
    return (make(number) for number in range(count))

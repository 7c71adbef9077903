"""What the sandbox remembers: people, codes, tokens, messages, faults, warnings."""

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from sanic import Request

from server.core import clock
from server.core.config import Settings
from server.sandbox.population import Person, Town

_KEPT_REQUESTS = 5000
_LINES = 16
# Behaviour that tests may switch: chance of a new session key at sign-in, 43108 within 200 ms,
# the pages of the released version (None: every path below pages/ or pkg-), seconds until the
# verdict over a picture, seconds between deliveries of one push.
RULES = {
    "rotation": 0.1,
    "concurrent_guard": False,
    "pages": None,
    "media_check_after": 2,
    "retry_wait": 0,
}


@dataclass
class Fault:
    """A switched-on misbehaviour of the paths that begin so."""

    path: str
    mode: str
    times: int
    p: float = 1.0
    seen: int = 0


@dataclass
class State:
    """One sandbox's memory."""

    settings: Settings
    town: Town
    callback_url: str
    push_url: str
    seed: int = 0
    # WeChat
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    stable: dict[str, dict[str, Any]] = field(default_factory=dict)
    fetches: dict[str, list[float]] = field(default_factory=dict)
    session_keys: dict[str, str] = field(default_factory=dict)
    web_tokens: dict[str, str] = field(default_factory=dict)
    last_active: dict[str, datetime] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    ahead: float = 0.0
    blocked: set[str] = field(default_factory=set)
    unbound: set[str] = field(default_factory=set)
    followers: set[str] = field(default_factory=set)
    permits: dict[tuple[str, str], int] = field(default_factory=dict)
    refusals: set[tuple[str, str]] = field(default_factory=set)
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    talks: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_sent: dict[str, float] = field(default_factory=dict)
    counters: dict[tuple[str, str, str], int] = field(default_factory=dict)
    quotas: dict[str, tuple[int, int]] = field(default_factory=dict)
    rids: dict[str, dict[str, Any]] = field(default_factory=dict)
    push: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=lambda: dict(RULES))
    outbox: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    # SMS
    sms: list[dict[str, Any]] = field(default_factory=list)
    sms_keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    sms_outcomes: dict[str, str] = field(default_factory=dict)
    sms_receipt_url: str = ""
    # Register exchange
    told: dict[tuple[str, str, str], dict[str, str]] = field(default_factory=dict)
    queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    nonces: dict[str, float] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    consents: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs: dict[str, frozenset[str]] = field(default_factory=dict)
    register_modes: dict[str, dict[str, Any]] = field(default_factory=dict)
    # S3
    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    # Everywhere
    faults: list[Fault] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    failed_pushes: list[dict[str, Any]] = field(default_factory=list)
    pushes: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    authenticators: list[dict[str, str]] = field(default_factory=list)
    serial: int = 0

    def __post_init__(self) -> None:
        """Throw the dice of this seed; nothing here is random otherwise."""
        self.dice = random.Random(self.seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self._moved = asyncio.Event()
        self._client: httpx.AsyncClient | None = None
        self._lines = asyncio.Semaphore(_LINES)

    def next_serial(self) -> int:
        """A number that only grows."""
        self.serial += 1
        return self.serial

    def token(self, length: int) -> str:
        """Letters and digits by the dice."""
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(self.dice.choices(alphabet, k=length))

    def message_id(self) -> int:
        """18 digits that begin with the time, so that a restart never gives one twice."""
        return int(clock.real_now().timestamp() * 1_000_000) * 100 + self.next_serial() % 100

    def person_by_openid(self, openid: object, appid: str) -> Person | None:
        """Whose openid that is in this account."""
        return self.town.by_openid(appid).get(openid) if isinstance(openid, str) else None

    def moment(self) -> float:
        """Real seconds, moved only by `advance`: tokens and codes live by it."""
        return clock.real_now().timestamp() + self.ahead

    def active(self, openid: str) -> None:
        """Somebody has used the mini-program."""
        self.last_active[openid] = clock.now()

    def warn(self, text: str) -> None:
        """Say what a careful partner would complain about."""
        self.warnings.append(text)

    def fault_for(self, path: str) -> str:
        """The misbehaviour due for this request, used up by asking; empty for none."""
        for fault in self.faults:
            if not path.startswith(fault.path) or fault.times <= 0:
                continue
            fault.seen += 1
            if fault.mode == "flap":
                return "http:503" if fault.seen % 2 else ""
            if fault.p < 1 and self.dice.random() >= fault.p:
                continue
            fault.times -= 1
            return fault.mode
        return ""

    def note_request(self, entry: dict[str, Any]) -> None:
        """Keep the newest requests."""
        self.requests.append(entry)
        del self.requests[:-_KEPT_REQUESTS]

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the answer; ended with the server."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def reached(self, moment: datetime) -> None:
        """Wait for a moment of the system's time, which may be moved."""
        while clock.now() < moment:
            moved = self._moved
            wait = (moment - clock.now()).total_seconds()
            try:
                async with asyncio.timeout(max(0.01, wait)):
                    await moved.wait()
            except TimeoutError:
                continue

    def clock_moved(self) -> None:
        """Wake whoever waits for a moment."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Call somebody, a few at a time. Raises httpx.HTTPError; five seconds are enough."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=5, trust_env=False)
        async with self._lines:
            return await self._client.request(method, url, **options)

    async def stop(self) -> None:
        """End what is still waiting."""
        for task in self._tasks:
            task.cancel()
        if self._client is not None:
            await self._client.aclose()


def state_of(request: Request) -> State:
    """The memory behind a request."""
    state: State = request.app.ctx.state
    return state

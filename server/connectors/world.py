"""The outside world as one value, built from the settings and passed to whoever needs it."""

from dataclasses import dataclass

import httpx

from server.connectors.object_storage import ObjectStorage
from server.connectors.protocols import Registers, Sms, Storage, WeChat
from server.connectors.registers import ExchangeRegisters
from server.connectors.sms import HttpSms
from server.connectors.storage import FileStorage
from server.connectors.wechat import WeChatApi
from server.core.config import Settings

_TIMEOUT = httpx.Timeout(8.0, connect=2.0)


@dataclass(frozen=True)
class World:
    """Every connector, sharing one HTTP client."""

    wechat: WeChat
    registers: Registers
    sms: Sms
    storage: Storage
    client: httpx.AsyncClient

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.aclose()


def build_world(settings: Settings) -> World:
    """Connectors for these settings; call inside the loop that will use them."""
    client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)
    return World(
        wechat=WeChatApi(client, settings),
        registers=ExchangeRegisters(client, settings),
        sms=HttpSms(client, settings),
        storage=build_storage(settings),
        client=client,
    )


def build_storage(settings: Settings) -> Storage:
    """The bucket where one is set, else a folder under the running state."""
    if settings.s3_bucket:
        return ObjectStorage(settings)
    return FileStorage(settings.var / "files")

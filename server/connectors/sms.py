"""The SMS gateway over HTTP; the idempotency key makes repeating safe."""

from collections.abc import Mapping

import httpx

from server.connectors.protocols import Away, SendRefused
from server.core.config import Settings

_OK = 200
_NOT_NOW = frozenset({401, 403, 408, 429})


class HttpSms:
    """`POST /sms/v1/messages`, Bearer key."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self._client = client
        self._url = f"{settings.sms_url}/sms/v1/messages"
        self._headers = {"authorization": f"Bearer {settings.sms_key or settings.sandbox_token}"}

    async def send(
        self, phone: str, template: str, params: Mapping[str, str], idempotency_key: str
    ) -> str:
        """Send one message. Raises SendRefused, Away."""
        body = {
            "phone": phone,
            "template": template,
            "params": dict(params),
            "idempotency_key": idempotency_key,
        }
        try:
            answer = await self._client.post(self._url, json=body, headers=self._headers)
        except httpx.HTTPError as broken:
            raise Away(system="sms") from broken
        return _reference(answer)

    async def outcome(self, reference: str) -> str:
        """Ask after a message; what the gateway does not say is taken for `accepted`."""
        try:
            answer = await self._client.get(f"{self._url}/{reference}", headers=self._headers)
            told = str(answer.json().get("state", "")) if answer.status_code == _OK else ""
        except (httpx.HTTPError, ValueError, AttributeError) as broken:
            raise Away(system="sms") from broken
        return told if told in {"delivered", "failed"} else "accepted"


def _reference(answer: httpx.Response) -> str:
    """The gateway's reference. A key it does not know is our fault, not this message's."""
    if answer.status_code == _OK:
        try:
            return str(answer.json()["message_id"])
        except (ValueError, LookupError, TypeError) as wrong:
            raise Away(system="sms") from wrong
    if answer.status_code in _NOT_NOW or answer.is_server_error:
        raise Away(system="sms")
    raise SendRefused(why="sms")

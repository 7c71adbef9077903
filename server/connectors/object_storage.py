"""Files in an S3-compatible store: boto3 in threads, one try more, one refusal for all failures."""

import asyncio
from typing import Any

from server.connectors.protocols import Away
from server.connectors.storage import check_key
from server.core.config import Settings

_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 2, 15, 2


class ObjectStorage:
    """One bucket; keys are object names. Works with what speaks S3 with signature version 4."""

    def __init__(self, settings: Settings) -> None:
        self._bucket = settings.s3_bucket
        self._client = _client(settings)

    async def put(self, key: str, content: bytes) -> None:
        """Keep a file whole or not at all. Raises Away."""
        await self._call("put_object", key, Body=content)

    async def read(self, key: str) -> bytes:
        """A file's content. Raises Away when it is gone."""
        found: bytes = await self._call("get_object", key)
        return found

    async def erase(self, key: str) -> None:
        """Remove a file; already gone is fine. Raises Away."""
        await self._call("delete_object", key)

    async def _call(self, name: str, key: str, **given: Any) -> Any:
        check_key(key)
        return await asyncio.to_thread(self._blocking, name, key, given)

    def _blocking(self, name: str, key: str, given: dict[str, Any]) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - see `_client`
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        try:
            answer = getattr(self._client, name)(Bucket=self._bucket, Key=key, **given)
            return answer["Body"].read() if "Body" in answer else None
        except (BotoCoreError, ClientError, HTTPError, OSError) as failed:
            raise Away(system="storage") from failed


def _client(settings: Settings) -> Any:
    # boto3 takes a third of a second and 30 MB: only who stores there pays for it.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        signature_version="s3v4",
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
        s3={"addressing_style": settings.s3_addressing},
        # Stores other than Amazon's refuse the checksums boto3 adds by itself.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=16,
        proxies={},
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=settings.s3_key,
        aws_secret_access_key=settings.s3_secret,
        config=config,
    )

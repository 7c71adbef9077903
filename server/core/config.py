"""Settings: read once from the environment into one frozen struct.

The only module that reads the environment; everything else asks `settings()`.
"""

import os
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal

Environment = Literal["development", "test", "production"]

LEAST_LOG_DAYS = 366
_MUST_BE_SET = (
    "public_url", "database_url", "redis_url", "exchange_base", "exchange_key", "sms_base",
    "sms_key", "wechat_appid", "wechat_secret", "wechat_token", "wechat_aes_key",
)  # fmt: skip
WECHAT_API = "https://api.weixin.qq.com"


class BadSettings(RuntimeError):
    """The environment asks for something that must not run."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator can set; the environment name is ONETRIP_ + the field in capitals."""

    env: Environment = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 2
    worker_processes: int = 1
    stall_seconds: float = 30.0
    public_url: str = ""
    var_dir: str = "var"
    keys_dir: str = ""
    seed: int = 20260918
    log_level: str = "INFO"
    log_format: str = "json"
    log_dir: str = ""
    log_days: int = 400

    database_url: str = ""
    redis_url: str = ""
    pool_size: int = 8
    acquire_timeout: float = 5.0
    statement_timeout_ms: int = 15_000

    wechat_api_base: str = ""
    wechat_appid: str = "wx0000000000000001"
    wechat_secret: str = ""
    wechat_token: str = ""
    wechat_aes_key: str = ""
    wechat_service_appid: str = "wx0000000000000002"
    wechat_service_secret: str = ""
    wechat_template_progress: str = ""
    exchange_base: str = ""
    exchange_client: str = "onetrip"
    exchange_key: str = ""
    sms_base: str = ""
    sms_key: str = ""
    s3_bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_key: str = ""
    s3_secret: str = ""
    s3_addressing: str = "path"

    sandbox: bool = True
    demo: bool = True
    sandbox_port: int = 8010
    sandbox_token: str = ""

    home_region: str = "320600"
    seals_dir: str = ""

    proxies: int = 0
    frame_ancestors: str = "'none'"
    metrics_token: str = ""

    @property
    def is_production(self) -> bool:
        """True where real people are served."""
        return self.env == "production"

    @property
    def base_url(self) -> str:
        """The address residents and call-backs reach us by."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox listens, for the outside-world addresses that default to it."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def wechat_url(self) -> str:
        """The WeChat API in use."""
        return self.wechat_api_base or (WECHAT_API if self.is_production else self.sandbox_url)

    @property
    def exchange_url(self) -> str:
        """The register exchange in use."""
        return self.exchange_base or self.sandbox_url

    @property
    def sms_url(self) -> str:
        """The SMS gateway in use."""
        return self.sms_base or self.sandbox_url

    @property
    def var(self) -> Path:
        """Where running state lives (embedded servers, keys, files)."""
        return Path(self.var_dir).absolute()

    @property
    def logs(self) -> Path | None:
        """Where log files go, one a day; None: to standard error only."""
        return Path(self.log_dir).absolute() if self.log_dir else None

    @property
    def keys(self) -> Path:
        """Where key files live."""
        return Path(self.keys_dir).absolute() if self.keys_dir else self.var / "keys"


def _value(kind: object, raw: str) -> object:
    if kind is bool:
        return raw.strip().lower() in {"1", "true", "yes", "on"}
    if kind is int:
        return int(raw)
    if kind is float:
        return float(raw)
    return raw


def load(environ: dict[str, str]) -> Settings:
    """Build settings from a mapping; raises BadSettings on values that must not run."""
    given: dict[str, object] = {}
    for field in fields(Settings):
        raw = environ.get(f"ONETRIP_{field.name.upper()}")
        if raw is not None and raw != "":
            given[field.name] = _value(field.type, raw)
    loaded = Settings(**given)  # type: ignore[arg-type]
    _check(loaded)
    return loaded


def _check(loaded: Settings) -> None:
    if loaded.env not in {"development", "test", "production"}:
        raise BadSettings(f"ONETRIP_ENV must be development, test or production: {loaded.env}")
    if loaded.log_format not in {"json", "text"}:
        raise BadSettings(f"ONETRIP_LOG_FORMAT must be json or text: {loaded.log_format}")
    if loaded.is_production:
        _check_production(loaded)


def _check_production(loaded: Settings) -> None:
    if loaded.log_days < LEAST_LOG_DAYS:
        raise BadSettings(f"ONETRIP_LOG_DAYS must be {LEAST_LOG_DAYS} or more: the law asks for it")
    if loaded.wechat_url != WECHAT_API:
        raise BadSettings("production talks to the real WeChat only: unset ONETRIP_WECHAT_API_BASE")
    # What is left as it comes was not set: the sandbox's names and secrets are known to all.
    missing = [name for name in _MUST_BE_SET if getattr(loaded, name) == getattr(Settings, name)]
    if loaded.s3_bucket:
        missing += [n for n in ("s3_endpoint", "s3_key", "s3_secret") if not getattr(loaded, n)]
    if missing:
        names = ", ".join(f"ONETRIP_{name.upper()}" for name in missing)
        raise BadSettings(f"production needs {names}")


@cache
def settings() -> Settings:
    """The process's settings, read once."""
    return load(dict(os.environ))


def reload() -> Settings:
    """Read the environment again; for the supervisor and tests, before anything is open."""
    settings.cache_clear()
    return settings()

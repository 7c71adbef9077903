"""Structured logs: one JSON object a line, scrubbed of personal numbers.

INFO: one line a request. WARNING: look tomorrow. ERROR: now.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from server.core.privacy.masks import scrub

request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonLines(logging.Formatter):
    """A record as one JSON line; messages and tracebacks are scrubbed."""

    def format(self, record: logging.LogRecord) -> str:
        """Render the record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "where": record.name,
            "say": scrub(record.getMessage()),
        }
        if request_id.get():
            line["request"] = request_id.get()
        extra = getattr(record, "fields", None)
        if isinstance(extra, dict):
            line.update(extra)
        if record.exc_info:
            line["trace"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(level: str) -> None:
    """Send everything to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("tortoise", "sanic", "sanic.root", "sanic.access", "httpx", "httpcore", "jieba"):
        logging.getLogger(noisy).handlers[:] = []
        logging.getLogger(noisy).propagate = True
        logging.getLogger(noisy).setLevel("WARNING")

"""Structured logs: one JSON object a line, or a line of text, scrubbed of personal numbers.

INFO: one line a request. WARNING: look tomorrow. ERROR: now. To standard error, or into one
file a day that is kept as long as the settings say.
"""

import json
import logging
import os
import re
import sys
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from server.core import clock
from server.core.config import Settings
from server.core.privacy.masks import scrub

_DAY = re.compile(r"onetrip-(\d{4}-\d{2}-\d{2})\.jsonl")

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


class PlainLines(logging.Formatter):
    """The same as a line for people: time, level, where, words."""

    def format(self, record: logging.LogRecord) -> str:
        """Render the record."""
        at = f"{clock.local(datetime.fromtimestamp(record.created, UTC)):%m-%d %H:%M:%S}"
        extra = getattr(record, "fields", None) or {}
        told = " ".join(f"{name}={value}" for name, value in extra.items())
        line = f"{at} {record.levelname:7} {record.name}: {scrub(record.getMessage())} {told}"
        trace = f"\n{scrub(self.formatException(record.exc_info))}" if record.exc_info else ""
        return line.rstrip() + trace


class DailyFile(logging.Handler):
    """One file a day in a folder; several processes append whole lines to the same one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._day, self._file = folder, "", -1
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def emit(self, record: logging.LogRecord) -> None:
        """Append the record; a full disk must not stop the work."""
        try:
            line = self.format(record).encode() + b"\n"
            os.write(self._of_day(f"{clock.real_now():%Y-%m-%d}"), line)
        except OSError:
            self.handleError(record)

    def _of_day(self, day: str) -> int:
        if day != self._day:
            self._close_file()
            path = self._folder / f"onetrip-{day}.jsonl"
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._day = day
        return self._file

    def _close_file(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file, self._day = -1, ""


def forget_old(settings: Settings) -> list[str]:
    """Remove log files older than the settings keep them; returns their names."""
    if settings.logs is None:
        return []
    first = clock.real_now().date() - timedelta(days=settings.log_days)
    old = [
        path
        for path in sorted(settings.logs.glob("onetrip-*.jsonl"))
        if (found := _DAY.fullmatch(path.name)) and date.fromisoformat(found[1]) < first
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return [path.name for path in old]


def set_up(settings: Settings) -> None:
    """Send everything to standard error or to the day's file, in the form that was set."""
    handler = DailyFile(settings.logs) if settings.logs else logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines() if settings.log_format == "text" else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for noisy in ("tortoise", "sanic", "sanic.root", "sanic.access", "httpx", "httpcore", "jieba"):
        logging.getLogger(noisy).handlers[:] = []
        logging.getLogger(noisy).propagate = True
        logging.getLogger(noisy).setLevel("WARNING")

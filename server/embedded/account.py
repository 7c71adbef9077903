"""Whom PostgreSQL runs as: it refuses root, and root is who often starts us in a container."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.embedded.process import DidNotStart

_NOBODY = "nobody"
# Where root keeps what `nobody` must reach when the checkout lies under a closed home.
_OPEN_HOME = Path("/var/lib/onetrip")


@dataclass(frozen=True)
class Account:
    """What to put before a command, and which user to become (None: stay who we are)."""

    prefix: tuple[str, ...] = ()
    user: str | None = None

    def may_enter(self, directory: Path) -> bool:
        """Whether that user can read what lies in the nearest folder there is."""
        while not directory.exists():
            directory = directory.parent
        asked = ("test", "-r", str(directory), "-a", "-x", str(directory))
        return subprocess.run(asked, check=False, **self.become()).returncode == 0

    def home_for(self, directory: Path) -> Path:
        """The directory itself, or a place outside that belongs to it and can be entered."""
        if self.user is None:
            return directory
        if not self.may_enter(directory.parent):
            name = hashlib.sha256(str(directory).encode()).hexdigest()[:16]
            directory = _OPEN_HOME / name
        directory.mkdir(parents=True, exist_ok=True)
        if directory.is_relative_to(_OPEN_HOME):
            _OPEN_HOME.chmod(0o755)
        self.own(directory)
        return directory

    def become(self) -> dict[str, Any]:
        """What to tell subprocess."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give one file or folder to that user; nobody else reads it."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.user is not None:
            shutil.chown(path, self.user, pwd.getpwnam(self.user).pw_gid)

    def copied(self, package: Path, bin_folder: Path) -> Path:
        """The binaries where that user can run them: where they are, or in a copy."""
        if self.user is None or self.may_enter(bin_folder):
            return bin_folder
        version = hashlib.sha256(str(bin_folder.resolve()).encode()).hexdigest()[:16]
        place = _OPEN_HOME / f"programs-{version}"
        inside = bin_folder.relative_to(package.parent)
        if not place.exists():
            _copy(package, inside.parent, place)
        return place / inside


def _copy(package: Path, inside: Path, place: Path) -> None:
    """One release and the libraries beside its package; whole or not at all."""
    making = place.with_suffix(f".{os.getpid()}")
    shutil.copytree(package.parent / inside, making / inside, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, making / libraries.name)
    subprocess.run(("chmod", "-R", "a+rX", str(making)), check=True)
    _OPEN_HOME.chmod(0o755)
    making.rename(place)


@cache
def ordinary_account() -> Account:
    """Ourselves when we are not root; else root in a user namespace where it is nobody.

    In a namespace files keep belonging to root outside, so it also works under a home nobody
    else may enter. Where none is allowed it is the account `nobody`, with files of its own.
    Raises DidNotStart when there is no such account either.
    """
    if os.geteuid() != 0:
        return Account()
    known = pwd.getpwnam(_NOBODY) if _has_nobody() else None
    unshare = shutil.which("unshare")
    if unshare and known:
        mapped = (f"--map-user={known.pw_uid}", f"--map-group={known.pw_gid}")
        prefix = (unshare, "-U", *mapped)
        if subprocess.run((*prefix, "true"), capture_output=True, check=False).returncode == 0:
            return Account(prefix)
    if known:
        return Account(user=_NOBODY)
    raise DidNotStart(
        "PostgreSQL refuses to run as root, and this machine has neither user namespaces nor an"
        " account `nobody`: run as an ordinary user, or set ONETRIP_DATABASE_URL"
    )


def _has_nobody() -> bool:
    return any(entry.pw_name == _NOBODY for entry in pwd.getpwall())

"""What a backup says of itself: counts, digests and key ids, sealed so that a change shows."""

import hmac
from pathlib import Path

import msgspec

from server.core.privacy import KeyRing, MissingKeys, hmac_sm3, ring, sm3
from server.core.privacy.keyring import check_of

FORMAT = 1
FILE, DUMP, CHECKPOINTS, FILES = "manifest.json", "database.dump", "checkpoints.jsonl", "files"
_CHUNK = 1_048_576


class BackupDamaged(RuntimeError):
    """The folder is no whole backup of ours, or something in it was changed."""


class WrongKeys(RuntimeError):
    """The key ring here cannot open what the backup holds."""


class TableSum(msgspec.Struct, frozen=True):
    """How many rows a table has, and a sum over them that their order does not change."""

    rows: int
    digest: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One backup. Keys are named by id with a check value; the keys themselves are never here."""

    format: int
    made_at: str
    server_version: str
    migrations: list[str]
    tables: dict[str, TableSum]
    sequences: dict[str, int]
    files: dict[str, str]
    keys: dict[str, str]
    dump_digest: str
    checkpoints_digest: str
    seal: str = ""
    sealed_by: str = ""


def key_checks(keys: KeyRing) -> dict[str, str]:
    """`purpose.id` and the first bytes of a digest: tells one key from another, opens nothing."""
    return {
        f"{purpose}.{key_id}": check_of(key) for (purpose, key_id), key in sorted(keys.keys.items())
    }


def check_keys(wanted: dict[str, str]) -> None:
    """Refuse to go on without every key the backup was made under. Raises WrongKeys."""
    here = key_checks(ring())
    wrong = sorted(name for name, check in wanted.items() if here.get(name) != check)
    if wrong:
        raise WrongKeys(f"these keys are not here, or are others: {', '.join(wrong)}")


def digest_of(path: Path) -> str:
    """SM3 over a file, read in pieces through its digests: memory stays small."""
    if not path.exists():
        return ""
    found = b""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            found = sm3(found + piece)
    return found.hex()


def write(manifest: Manifest, folder: Path) -> None:
    """Seal and write."""
    key_id, key = ring().newest("audit")
    sealed = msgspec.structs.replace(manifest, sealed_by=key_id, seal="")
    sealed = msgspec.structs.replace(sealed, seal=_seal(sealed, key))
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(sealed)))


def read(folder: Path) -> Manifest:
    """Read, check the keys, then the seal and what it covers. Raises BackupDamaged, WrongKeys."""
    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as wrong:
        raise BackupDamaged(f"no manifest in {folder}") from wrong
    if found.format != FORMAT:
        raise BackupDamaged(f"a backup of format {found.format}; this version reads {FORMAT}")
    check_keys(found.keys)
    _check_seal(found)
    for name, wanted in ((DUMP, found.dump_digest), (CHECKPOINTS, found.checkpoints_digest)):
        if digest_of(folder / name) != wanted:
            raise BackupDamaged(f"{name} is not what the manifest says")
    return found


def _check_seal(found: Manifest) -> None:
    try:
        key = ring().named("audit", found.sealed_by)
    except MissingKeys as missing:
        raise WrongKeys(str(missing)) from missing
    expected = _seal(msgspec.structs.replace(found, seal=""), key)
    if not hmac.compare_digest(expected, found.seal):
        raise BackupDamaged("the manifest was changed after it was made")


def _seal(manifest: Manifest, key: bytes) -> str:
    return hmac_sm3(key, b"backup" + msgspec.json.encode(manifest, order="sorted")).hex()

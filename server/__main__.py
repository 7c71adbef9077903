"""`onetrip`: one command for the operator; each subcommand delegates and prints what it did."""

import argparse
import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; returns its exit code."""
    asked = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = asked.run
    return run(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onetrip", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    _add(commands, "serve", "start everything", _serve)
    _add(commands, "worker", "one worker", _worker)
    _add(commands, "migrate", "bring the database up to date", _migrate)
    _add(commands, "demo", "enter the demo stories into a running system", _demo)
    clock = _add(commands, "clock", "show or move the system's time", _clock)
    clock.add_argument("what", choices=("show", "advance", "reset"))
    clock.add_argument("by", nargs="?", default="", help="5d, 3h, 30m")
    staff = _add(commands, "staff", "add, list or reset staff", _staff)
    staff.add_argument("what", choices=("add", "list", "reset"))
    for name in ("login", "--name", "--role", "--region", "--password"):
        staff.add_argument(name, nargs="?" if name == "login" else None, default="")
    items = _add(commands, "items", "check, compare, try out, take in, give out", _items)
    items.add_argument("what", choices=("check", "diff", "dry-run", "import", "export"))
    items.add_argument("file", type=Path, help="a definition; for export the item's code")
    audit = _add(commands, "audit", "verify the audit trail", _audit)
    audit.add_argument("what", choices=("verify",))
    keys = _add(commands, "keys", "list keys by id, or make a new one", _keys)
    keys.add_argument("what", choices=("list", "add"))
    keys.add_argument("purpose", nargs="?", choices=("data", "index", "audit", "token"))
    keys.add_argument("id", nargs="?", help="2026a; the last in order is the one written with")
    backup = _add(commands, "backup", "save database, files and checkpoints; keys never", _backup)
    backup.add_argument("into", type=Path, help="a folder; the backup gets one of its own in it")
    restore = _add(commands, "restore", "bring a backup back into an empty database", _restore)
    restore.add_argument("backup", type=Path)
    outbox = _add(commands, "outbox", "see and replay stuck jobs", _outbox)
    outbox.add_argument("what", choices=("stuck", "replay"))
    outbox.add_argument("job", nargs="?", type=int, default=0)
    return parser


def _add(
    commands: Any, name: str, words: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words)
    parser.set_defaults(run=run)
    return parser


def _connected(work: Callable[[], Awaitable[int]]) -> int:
    """Run with a database: the environment's, else the one of a running `make run`."""
    from server.core import database
    from server.serving import surroundings

    surroundings.read_run_file()

    async def run() -> int:
        await database.connect(pool_size=2)
        try:
            return await work()
        finally:
            await database.close()

    return asyncio.run(run())


def _serve(_: argparse.Namespace) -> int:
    from server import serving

    return serving.main()


def _worker(_: argparse.Namespace) -> int:
    from server import worker

    worker.main()
    return 0


def _migrate(_: argparse.Namespace) -> int:
    from server import loading
    from server.core import schema

    async def work() -> int:
        applied = await schema.migrate()
        await loading.load_files()
        print("applied:", ", ".join(applied) or "nothing new")
        return 0

    return _connected(work)


def _demo(_: argparse.Namespace) -> int:
    from server import demo
    from server.serving import surroundings

    surroundings.read_run_file()
    return asyncio.run(demo.main())


def _clock(asked: argparse.Namespace) -> int:
    from server.core import clock, clock_offset

    async def work() -> int:
        if asked.what == "advance":
            await clock_offset.advance(_span(asked.by))
        elif asked.what == "reset":
            await clock_offset.reset()
        await clock_offset.load()
        print(f"system time {clock.local(clock.now()):%Y-%m-%d %H:%M}, {clock.offset()} ahead")
        return 0

    return _connected(work)


def _span(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([dhms])", text)
    if not found:
        raise SystemExit("say how far: 5d, 3h, 30m or 10s")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _staff(asked: argparse.Namespace) -> int:
    from server.core.actors import SYSTEM, Role
    from server.registry import staff

    async def work() -> int:
        if asked.what == "list":
            for member in await staff.listed():
                print(member.login, member.name, *member.posts)
        elif asked.what == "reset":
            print("second factor:", await staff.reset(asked.login, asked.password, by=SYSTEM))
        else:
            _, secret = await staff.add(
                asked.login,
                asked.name,
                asked.password,
                role=Role(asked.role),
                region_code=asked.region,
                by=SYSTEM,
            )
            print("added; second factor:", secret)
        return 0

    return _connected(work)


def _items(asked: argparse.Namespace) -> int:
    if asked.what == "export":
        return _connected(lambda: _export(str(asked.file)))
    from server.catalogue import items

    text = asked.file.read_text(encoding="utf-8")
    try:
        item = items.parse(text, name=str(asked.file))
    except items.BadDefinition as wrong:
        print(wrong)
        return 1
    if asked.what == "check":
        lanes, needs = len(item.lanes), len(item.needs)
        print(f"{item.code}: {item.title}, {lanes} lane(s), {needs} facts; good")
        return 0
    work = {"diff": _diff, "dry-run": _dry_run, "import": _import}[asked.what]
    return _connected(lambda: work(item, text))


async def _export(code: str) -> int:
    from server import loading

    print(await loading.item_text(code), end="")
    return 0


async def _diff(item: Any, _: str) -> int:
    from server import loading

    print("\n".join(await loading.item_changes(item)) or "no difference")
    return 0


async def _dry_run(item: Any, _: str) -> int:
    from server import loading

    print("\n".join(await loading.item_shifts(item)))
    return 0


async def _import(item: Any, text: str) -> int:
    from server.catalogue import items

    taken = await items.import_text(text, name=item.code)
    print(f"{taken.code}@{taken.version}, in force from {taken.effective_from}")
    return 0


def _audit(_: argparse.Namespace) -> int:
    from server.registry import audit

    async def work() -> int:
        report = await audit.verify()
        print(f"{report.rows} rows sealed;", "; ".join(report.problems) or "the chain holds")
        return 0 if report.is_intact else 1

    return _connected(work)


def _keys(asked: argparse.Namespace) -> int:
    from server.core.config import settings
    from server.core.privacy import keyring

    folder = settings().keys
    try:
        if asked.what == "add":
            print("made", keyring.add_new(folder, asked.purpose or "", asked.id or "").name)
        for name, check in keyring.checks(folder).items():
            print(name, check)
    except keyring.KeyRefused as refused:
        print(refused)
        return 1
    return 0


def _backup(asked: argparse.Namespace) -> int:
    from server import backup
    from server.connectors import build_storage
    from server.core.config import settings
    from server.core.privacy import MissingKeys
    from server.serving import surroundings

    surroundings.read_run_file()
    storage = build_storage(settings())
    try:
        made = asyncio.run(backup.save(asked.into, url=settings().database_url, storage=storage))
    except (backup.ToolFailed, backup.FilesMissing, MissingKeys, OSError) as failed:
        print(failed)
        return 1
    print(f"saved in {made}; it holds key ids only: keep the keys themselves elsewhere")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    from server import backup
    from server.connectors import build_storage
    from server.core.config import settings
    from server.core.privacy import MissingKeys
    from server.serving import surroundings

    refusals = (
        backup.BackupDamaged,
        backup.NotEmpty,
        backup.WrongKeys,
        backup.ToolFailed,
        surroundings.AlreadyRunning,
        MissingKeys,
    )
    try:
        with surroundings.database_at_hand():
            url, storage = settings().database_url, build_storage(settings())
            report = asyncio.run(backup.restore(asked.backup, url=url, storage=storage))
    except refusals as refused:
        print(refused)
        return 1
    print(
        f"{report.rows} rows in {report.tables} tables, {report.files} files,"
        f" {report.audit_rows} audit rows, {report.seconds} s;",
        "; ".join(report.problems) or "all as it was saved",
    )
    return 1 if report.problems else 0


def _outbox(asked: argparse.Namespace) -> int:
    from server.core import outbox

    async def work() -> int:
        if asked.what == "replay":
            await outbox.replay(asked.job)
        for job in await outbox.stuck():
            print(job.job_id, job.event, job.reaction, job.subject, job.last_error)
        return 0

    return _connected(work)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bots.evaluate`: our set; `--train --test`: anybody's; `--compare`: beside sklearn."""

import argparse
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bots.evaluate import compare, measure, report, sets
from bots.evaluate.own import FOLDER, read
from bots.understand import Context, load, understand


def main() -> None:
    """Print what is asked for."""
    asked = argparse.ArgumentParser(prog="python -m bots.evaluate")
    asked.add_argument("--train", type=Path, help='lines of {"text", "label"}')
    asked.add_argument("--test", type=Path)
    asked.add_argument("--compare", action="store_true", help="the five sets, 20 splits each")
    asked.add_argument("--splits", type=int, default=20)
    asked.add_argument("--folder", type=Path, default=FOLDER)
    asked.add_argument("--show", action="store_true", help="show the sentences that went wrong")
    given = asked.parse_args()
    if given.train and given.test:
        _say([str(measure(_pairs(given.train), _pairs(given.test)))])
    elif given.compare:
        _say(_compared(given.splits))
    else:
        load()
        _say(report(given.folder))
        if given.show:
            _say(_wrong(given.folder))


def _pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    read_lines = [json.loads(line) for line in lines if line.strip()]
    return [(line["text"], str(line["label"])) for line in read_lines]


def _compared(splits: int) -> Iterable[str]:
    for name, pairs in sets().items():
        found = compare(name, pairs, splits)
        yield (
            f"{name:14} ours {found.ours:.4f}  LinearSVC {found.theirs:.4f}  "
            f"standard error {found.error:.4f}  {found.ours_us:.0f} us beside "
            f"{found.theirs_us:.0f} us  {found.ours_kb:.0f} KB beside {found.theirs_kb:.0f} KB  "
            f"{'above' if found.above else 'not above'}"
        )


def _wrong(folder: Path) -> Iterable[str]:
    for line in read(folder):
        heard = understand(line["text"], Context(_day()))
        if not line.get("crisis") and (heard.item, heard.intent) != (line["item"], line["intent"]):
            yield f"{line['text']}  {line['intent']}/{line['item']}  {heard.intent}/{heard.item}"


def _day() -> date:
    return date(2026, 11, 25)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201 - a command speaks


if __name__ == "__main__":
    main()

"""What somebody was told, as the case page shows it."""

from typing import Any

from server.casework.desk import StaffCase
from server.contact import notices
from server.core.actors import Actor
from server.web.console import words


async def load(seen: StaffCase, by: Actor) -> list[dict[str, Any]]:
    """What the person was told, how and when; a rung that failed says so."""
    del by
    return [
        {
            "title": each.title,
            "when": words.moment(each.told_at),
            "read": words.moment(each.read_at) if each.read_at else "",
            "rungs": [
                {
                    "channel": words.CHANNELS[rung.channel],
                    "result": words.RUNGS[rung.result],
                    "is_bad": rung.result in {"failed", "unknown", "not_reached"},
                    "when": words.moment(rung.at) if rung.at else "",
                    "by": rung.by,
                    "note": rung.note,
                }
                for rung in each.rungs
            ],
        }
        for each in await notices.tellings_of(seen.case.case_no)
    ]

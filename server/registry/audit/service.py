"""Writing a row: one statement, in the caller's transaction, unchained."""

import re

import msgspec

from server.core import clock, database, privacy
from server.core.actors import Actor

# Ids of ours hold runs of digits that look like a card number now and then.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# So does the code of a village: twelve digits.
_REGION = re.compile(r'"region":"\d{6,12}"')


class PersonalDataInAudit(ValueError):
    """A row's words hold an ID, phone or card number; the trail holds ids only."""


async def record(
    by: Actor,
    action: str,
    subject: str,
    *,
    reason: str = "",
    detail: dict[str, object] | None = None,
) -> None:
    """Note that `by` did `action` to `subject` (`case:XZ-…`, `person:<uuid>`).

    Call in the transaction of what is noted. Raises PersonalDataInAudit.
    """
    words = msgspec.json.encode(detail or {}).decode()
    said = _UUID.sub("", f"{subject} {reason} {_REGION.sub('', words)}")
    if privacy.scrub(said) != said:
        raise PersonalDataInAudit(action)
    await database.execute(
        "INSERT INTO audit_rows (at, written_at, actor, role, action, subject, reason, detail)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        clock.now(),
        clock.real_now(),
        by.id,
        by.role.value,
        action,
        subject,
        reason,
        words,
    )

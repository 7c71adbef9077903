"""Sign-in codes: six digits by SMS, five minutes, five tries, one use; only a digest is kept."""

import hmac
from datetime import timedelta

from server.core import clock, database, ids
from server.core.errors import Invalid
from server.core.privacy import blind_index

LIFE = timedelta(minutes=5)
MOST_TRIES = 5


class CodeWrong(Invalid):
    """Not the newest code for this phone, or used, or too old, or tried too often."""

    code = "sessions.code_wrong"


async def new_code(phone: str) -> str:
    """A fresh code for a phone; older ones stop working."""
    code, now = ids.digits(6), clock.real_now()
    index = blind_index(phone, "sign_in.phone")
    async with database.transaction():
        await database.execute(
            "UPDATE sign_in_codes SET used_at = $2 WHERE phone_index = $1 AND used_at IS NULL",
            index,
            now,
        )
        await database.execute(
            "INSERT INTO sign_in_codes (phone_index, code_digest, created_at, expires_at, attempts)"
            " VALUES ($1, $2, $3, $4, 0)",
            index,
            blind_index(code, f"sign_in.code.{index.hex()}"),
            now,
            now + LIFE,
        )
    return code


async def use_code(phone: str, code: str) -> None:
    """Use up the phone's code. Raises CodeWrong; each wrong try counts."""
    index, now = blind_index(phone, "sign_in.phone"), clock.real_now()
    row = await database.fetch_one(
        "UPDATE sign_in_codes SET attempts = attempts + 1 WHERE id ="
        " (SELECT id FROM sign_in_codes WHERE phone_index = $1 AND used_at IS NULL"
        " AND expires_at > $2 AND attempts < $3 ORDER BY id DESC LIMIT 1 FOR UPDATE)"
        " RETURNING id, code_digest",
        index,
        now,
        MOST_TRIES,
    )
    given = blind_index(code, f"sign_in.code.{index.hex()}")
    if row is None or not hmac.compare_digest(bytes(row["code_digest"]), given):
        raise CodeWrong(fields={"code": "field.code_wrong"})
    used = await database.fetch(
        "UPDATE sign_in_codes SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING id",
        row["id"],
        now,
    )
    if not used:
        raise CodeWrong(fields={"code": "field.code_wrong"})

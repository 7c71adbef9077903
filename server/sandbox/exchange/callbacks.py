"""Answers that come by themselves: once, twice, never, or corrected later."""

from typing import Any

import httpx
import msgspec

from server.sandbox.exchange.results import result, sealed
from server.sandbox.exchange.signing import sign
from server.sandbox.state import State

_TIMES = {"never": 0, "once": 1, "twice": 2}


async def call_back(state: State, kept: dict[str, Any]) -> None:
    """When the answer is there, tell it to whoever asked."""
    times = _TIMES[kept["mode"].get("callback", "once")]
    if times:
        await state.reached(kept["ready_at"])
        for _ in range(times):
            await _push(state, kept, result(state, kept))


async def correct(state: State, kept: dict[str, Any], values: dict[str, Any]) -> str:
    """The register has been wrong: a new answer takes the place of the old one."""
    old = result(state, kept)
    facts = [{**f, "value": values.get(f["key"], f["value"])} for f in old["facts"]]
    keys = ("register", "as_of", "coverage")
    query_no = f"{kept['query_no']}-{state.next_serial()}"
    content = {**{key: old[key] for key in keys}, "query_no": query_no, "facts": facts}
    told = {**sealed(content, [], {}), "supersedes": kept["query_no"]}
    state.queries[query_no] = {**kept, "query_no": query_no, "told": told, "body": b""}
    await _push(state, kept, told)
    return query_no


async def _push(state: State, kept: dict[str, Any], told: dict[str, Any]) -> None:
    body = msgspec.json.encode(told)
    path = "/" + state.callback_url.split("/", 3)[3]
    broken = kept["mode"].get("signature") == "broken"
    entry: dict[str, Any] = {"to": "registers", "query_no": told["query_no"]}
    state.pushes.append(entry)
    try:
        headers = sign(state, path, body, is_broken=broken)
        answer = await state.send("POST", state.callback_url, content=body, headers=headers)
        entry["status"] = answer.status_code
    except httpx.HTTPError as failed:
        entry["error"] = type(failed).__name__

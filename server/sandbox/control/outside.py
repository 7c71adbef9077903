"""Clock, faults, registers, SMS, addresses: the world around."""

from datetime import timedelta

from sanic import HTTPResponse, Request
from sanic.response import json

from server.core import clock
from server.sandbox import authenticators
from server.sandbox.exchange.callbacks import correct
from server.sandbox.sms import OUTCOMES
from server.sandbox.state import Fault, state_of


async def reset(request: Request) -> HTTPResponse:
    """Forget everything."""
    await state_of(request).stop()
    request.app.ctx.state = request.app.ctx.build()
    return json({"ok": True})


async def move_clock(request: Request) -> HTTPResponse:
    """Take over the system's offset, or advance by seconds; tokens and codes age by the latter."""
    state, asked = state_of(request), request.json
    if "offset_seconds" in asked:
        clock.set_offset(timedelta(seconds=int(asked["offset_seconds"])))
    if "advance" in asked:
        clock.set_offset(clock.offset() + timedelta(seconds=float(asked["advance"])))
        state.ahead += float(asked["advance"])
    state.clock_moved()
    return json({"now": clock.now().isoformat()})


async def age_tokens(request: Request) -> HTTPResponse:
    """Let tokens and codes age without moving the system's time."""
    state_of(request).ahead += float(request.json["seconds"])
    return json({"ok": True})


async def add_fault(request: Request) -> HTTPResponse:
    """Switch a misbehaviour on: path, mode, times, chance."""
    asked = request.json
    fault = Fault(
        asked["path"], asked["mode"], int(asked.get("times", 1)), float(asked.get("p", 1.0))
    )
    state_of(request).faults.append(fault)
    return json({"ok": True})


async def clear_faults(request: Request) -> HTTPResponse:
    """Switch every misbehaviour off."""
    state = state_of(request)
    state.faults.clear()
    state.register_modes.clear()
    return json({"ok": True})


async def set_register(request: Request) -> HTTPResponse:
    """Program one register, or one person in it.

    delay (seconds of system time), status with `times` or `for_seconds`, coverage, empty, missing
    (fact keys), values, stale_days, callback (once, twice, never), seal or signature "broken".
    Register `batches` with `half`: result files are cut.
    """
    asked = request.json
    if "for_seconds" in asked:
        asked["until"] = clock.now() + timedelta(seconds=float(asked["for_seconds"]))
    state_of(request).register_modes[f"{asked['register']}:{asked.get('id_no', '*')}"] = asked
    return json({"ok": True})


async def set_consent(request: Request) -> HTTPResponse:
    """What a consent covers: `registers`, `id_no`; outside of it answers are refused."""
    asked = request.json
    state_of(request).consents[asked["consent_no"]] = asked
    return json({"ok": True})


async def withdraw_consent(request: Request) -> HTTPResponse:
    """Let the exchange know that a consent no longer holds."""
    state_of(request).withdrawn.add(request.json["consent_no"])
    return json({"ok": True})


async def set_needs(request: Request) -> HTTPResponse:
    """Which facts a purpose needs; asking for others is warned of."""
    asked = request.json
    state_of(request).needs[asked["purpose"]] = frozenset(asked["facts"])
    return json({"ok": True})


async def supersede(request: Request) -> HTTPResponse:
    """A register corrects what it told: a new answer that supersedes the old is called back."""
    state, asked = state_of(request), request.json
    kept = state.queries.get(asked["query_no"])
    if kept is None or clock.now() < kept["ready_at"]:
        return json({"error": "query_no"}, status=404)
    return json({"query_no": await correct(state, kept, asked["values"])})


async def set_sms_outcome(request: Request) -> HTTPResponse:
    """What becomes of messages to one phone."""
    asked = request.json
    if asked["outcome"] not in OUTCOMES:
        return json({"error": "outcome"}, status=422)
    state_of(request).sms_outcomes[asked["phone"]] = asked["outcome"]
    return json({"ok": True})


async def set_addresses(request: Request) -> HTTPResponse:
    """Where answers, events and receipts are pushed to."""
    state, asked = state_of(request), request.json
    state.callback_url = asked.get("callback_url", state.callback_url)
    state.push_url = asked.get("push_url", state.push_url)
    state.sms_receipt_url = asked.get("sms_receipt_url", state.sms_receipt_url)
    if "service_push_url" in asked:
        state.push["service_url"] = asked["service_push_url"]
    return json({"ok": True})


async def add_authenticator(request: Request) -> HTTPResponse:
    """Put a demo caseworker's second factor on the phones page."""
    state, told = state_of(request), request.json
    others = [one for one in state.authenticators if one["login"] != told["login"]]
    state.authenticators = [*others, told]
    authenticators.keep(state.settings, state.authenticators)
    return json({"ok": True})


ROUTES = (
    ("POST", "/reset", reset),
    ("POST", "/clock", move_clock),
    ("POST", "/age", age_tokens),
    ("POST", "/fault", add_fault),
    ("DELETE", "/fault", clear_faults),
    ("POST", "/register", set_register),
    ("POST", "/consent", set_consent),
    ("POST", "/withdrawn", withdraw_consent),
    ("POST", "/needs", set_needs),
    ("POST", "/supersede", supersede),
    ("POST", "/sms_outcome", set_sms_outcome),
    ("POST", "/addresses", set_addresses),
    ("POST", "/authenticator", add_authenticator),
)

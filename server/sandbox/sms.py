"""The SMS gateway: one message for one idempotency key, however often it is sent."""

import hmac
from typing import Any

import httpx
import msgspec
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from server.core import clock
from server.core.privacy import sm3
from server.sandbox.state import State, state_of

TEXTS = {
    "sign_in": "【一趟办】验证码 {code}，5 分钟内有效。别告诉任何人。",
    "progress": "【一趟办】您有一条新的进度，请登录查看：{link}",
    "staff_crisis": "【一趟办】紧急：有人说到危险，请马上打开查看并确认：{link}",
    "staff_call": "【一趟办】有群众等您回话，请查看：{link}",
    "answer_wanted": "【一趟办】有一件事等您答一句话，请登录查看：{link}",
}
# What may become of a message: `never` arrives but is never reported.
OUTCOMES = frozenset({"delivered", "failed", "never", "refused"})


class Message(msgspec.Struct):
    """One message handed over."""

    phone: str
    template: str
    params: dict[str, str]
    idempotency_key: str


def door() -> Blueprint:
    """The gateway's door."""
    blueprint = Blueprint("sms_gateway", url_prefix="/sms/v1")
    blueprint.on_request(_check_key)
    blueprint.add_route(send, "/messages", methods=["POST"])
    blueprint.add_route(look, "/messages/<message_id:str>", methods=["GET"])
    return blueprint


async def _check_key(request: Request) -> HTTPResponse | None:
    settings = state_of(request).settings
    expected = f"Bearer {settings.sms_key or settings.sandbox_token}"
    given = request.headers.get("authorization", "")
    if hmac.compare_digest(expected.encode(), given.encode(errors="replace")):
        return None
    return json({"error": "unauthorised"}, status=401)


async def send(request: Request) -> HTTPResponse:
    """Take a message over for delivery; the same key with another message is 409."""
    state = state_of(request)
    try:
        asked = msgspec.json.decode(request.body, type=Message)
        text = TEXTS[asked.template].format_map(asked.params)
    except (msgspec.MsgspecError, KeyError):
        return json({"error": "message"}, status=422)
    if not _is_mobile(asked.phone) or state.sms_outcomes.get(asked.phone) == "refused":
        return json({"error": "phone"}, status=422)
    digest = sm3(msgspec.json.encode(asked, order="sorted")).hex()
    known = state.sms_keys.get(asked.idempotency_key)
    if known:
        if known[1] != digest:
            return json({"error": "idempotency_key"}, status=409)
        return json({"message_id": known[0]})
    message_id = f"SMS{state.message_id()}"
    state.sms_keys[asked.idempotency_key] = (message_id, digest)
    _deliver(state, asked, message_id, text)
    return json({"message_id": message_id})


def _is_mobile(phone: str) -> bool:
    digits = len(phone) == 11 and phone.isascii() and phone.isdigit()
    return digits and phone[0] == "1" and phone[1] in "3456789"


def _deliver(state: State, asked: Message, message_id: str, text: str) -> None:
    outcome = state.sms_outcomes.get(asked.phone, "delivered")
    entry = {
        "message_id": message_id,
        "phone": asked.phone,
        "template": asked.template,
        "params": asked.params,
        "text": text,
        "at": clock.now().isoformat(),
        "state": {"never": "accepted"}.get(outcome, outcome),
    }
    state.sms.append(entry)
    if state.sms_receipt_url and outcome != "never":
        state.later(_report(state, entry))


async def look(request: Request, message_id: str) -> HTTPResponse:
    """What became of a message: accepted, delivered, failed."""
    for entry in state_of(request).sms:
        if entry["message_id"] == message_id:
            return json({"message_id": message_id, "state": entry["state"]})
    return json({"error": "message_id"}, status=404)


async def _report(state: State, entry: dict[str, Any]) -> None:
    """A delivery receipt, to the address that was set."""
    receipt = {"message_id": entry["message_id"], "state": entry["state"], "at": entry["at"]}
    headers = {"authorization": f"Bearer {state.settings.sms_key or state.settings.sandbox_token}"}
    told: dict[str, Any] = {"to": "sms", "message_id": entry["message_id"]}
    state.pushes.append(told)
    try:
        answer = await state.send("POST", state.sms_receipt_url, json=receipt, headers=headers)
        told["status"] = answer.status_code
    except httpx.HTTPError as broken:
        told["error"] = type(broken).__name__

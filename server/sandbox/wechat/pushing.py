"""Pushing to the service as WeChat does: signed, in the chosen mode, up to three times."""

import asyncio
from typing import Any

import httpx
import msgspec

from server.core import clock
from server.sandbox.state import State
from server.sandbox.wechat import replies
from server.sandbox.wechat.accounts import Account
from server.sandbox.wechat.crypto import encrypt, signature
from server.sandbox.wechat.messages import render

_DELIVERIES = 3
_SLOW = 3.0
_WRONG_APPID = "wx00000000deadbeef"
# What an honest service must not accept.
_HOSTILE = ("wrong_signature", "old_timestamp", "wrong_appid", "plain_in_safe", "dtd",
            "signature_only", "duplicate_element")  # fmt: skip


async def push(state: State, account: Account, content: dict[str, Any], **options: Any) -> None:
    """Deliver one message; stops at the first valid answer, unless told otherwise.

    Options (also kept for all pushes in `state.push`): mode, format, shape, delay, duplicates,
    create_time_text, no_msg_id, and the hostile ones.
    """
    chosen = {**state.push, **options}
    await asyncio.sleep(float(chosen.get("delay", 0)))
    url = _url(state, account)
    if not url:
        return
    content = _bent(content, chosen)
    answered = await _until_answered(state, account, content, chosen)
    if not answered:
        state.failed_pushes.append({"openid": content["FromUserName"], "said": "服务出现故障"})
        return
    for _ in range(int(chosen.get("duplicates", 0))):
        await _deliver(state, account, content, chosen)


def _url(state: State, account: Account) -> str:
    if account.kind == "mini":
        return state.push_url
    return str(state.push.get("service_url", ""))


def _bent(content: dict[str, Any], chosen: dict[str, Any]) -> dict[str, Any]:
    bent = dict(content)
    if chosen.get("create_time_text"):
        bent["CreateTime"] = str(bent["CreateTime"])
    if chosen.get("no_msg_id"):
        bent.pop("MsgId", None)
    return bent


async def _until_answered(
    state: State, account: Account, content: dict[str, Any], chosen: dict[str, Any]
) -> bool:
    for number in range(_DELIVERIES):
        if number:
            await asyncio.sleep(state.rules["retry_wait"])
        if await _deliver(state, account, content, chosen):
            return True
    return False


async def _deliver(
    state: State, account: Account, content: dict[str, Any], chosen: dict[str, Any]
) -> bool:
    query, body = envelope(state, account, content, chosen)
    entry: dict[str, Any] = {"to": "wechat", "event": content.get("Event") or content["MsgType"]}
    state.pushes.append(entry)
    try:
        answer = await state.send("POST", _url(state, account), params=query, content=body)
    except httpx.HTTPError as broken:
        entry["error"] = type(broken).__name__
        return False
    took = answer.elapsed.total_seconds()
    entry.update(status=answer.status_code, body=answer.text[:40], seconds=round(took, 1))
    return _judge(state, account, content, chosen, answer, took)


def _judge(
    state: State,
    account: Account,
    content: dict[str, Any],
    chosen: dict[str, Any],
    answer: httpx.Response,
    took: float,
) -> bool:
    if answer.status_code != 200:
        return False
    for hostile in _HOSTILE:
        if chosen.get(hostile):
            state.warn(f"accepted a push although: {hostile}")
    if took > _SLOW:
        state.warn("a push was answered later than 3 s")
    if answer.text in {"success", ""}:
        return True
    if replies.understand(state, account, content["FromUserName"], answer.text):
        return True
    state.warn("a push was answered with neither success nor a valid reply")
    return False


def envelope(
    state: State, account: Account, content: dict[str, Any], chosen: dict[str, Any]
) -> tuple[dict[str, str], str]:
    """The query and body of one delivery; time, nonce and cipher are new each time."""
    mode, form = chosen.get("mode", "safe"), chosen.get("format", "xml")
    text = render(content, form, chosen.get("shape", "list"))
    if chosen.get("duplicate_element"):
        text = text.replace("</MsgType>", "</MsgType><MsgType>text</MsgType>", 1)
    stamp = int(clock.real_now().timestamp()) - (3600 if chosen.get("old_timestamp") else 0)
    nonce = str(state.dice.randrange(10**9))
    query = {
        "signature": signature(account.push_token, str(stamp), nonce),
        "timestamp": str(stamp),
        "nonce": nonce,
        "openid": str(content["FromUserName"]),
    }
    if mode == "plain" or chosen.get("plain_in_safe"):
        return query, text
    tail = _WRONG_APPID if chosen.get("wrong_appid") else account.appid
    sealed = encrypt(account.key, state.dice.randbytes(16), text.encode(), tail)
    query["encrypt_type"] = "aes"
    query["msg_signature"] = signature(account.push_token, str(stamp), nonce, sealed)
    if chosen.get("wrong_signature"):
        query["msg_signature"] = query["msg_signature"][::-1]
    if chosen.get("signature_only"):
        del query["msg_signature"]
    return query, _wrapped(account, text, sealed, mode, form, is_dtd=bool(chosen.get("dtd")))


def _wrapped(
    account: Account, text: str, sealed: str, mode: str, form: str, *, is_dtd: bool
) -> str:
    if form == "json":
        inner = msgspec.json.decode(text) if mode == "compat" else {}
        outer = {**inner, "ToUserName": account.original_id, "Encrypt": sealed}
        return msgspec.json.encode(outer).decode()
    plain = text.removeprefix("<xml>").removesuffix("</xml>")
    to = f"<ToUserName><![CDATA[{account.original_id}]]></ToUserName>"
    body = f"<xml>{plain if mode == 'compat' else to}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    dtd = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return f"{dtd}{body}" if is_dtd else body


async def verify_address(state: State, account: Account) -> dict[str, Any]:
    """Check the push address as the console does: the exact echo, nothing else."""
    stamp, nonce = str(int(clock.real_now().timestamp())), str(state.dice.randrange(10**9))
    echo = str(state.dice.randrange(10**18, 10**19))
    query = {
        "signature": signature(account.push_token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "echostr": echo,
    }
    try:
        answer = await state.send("GET", _url(state, account), params=query)
    except httpx.HTTPError as broken:
        return {"ok": False, "error": type(broken).__name__}
    return {"ok": answer.status_code == 200 and answer.text == echo, "status": answer.status_code}

"""Two doors for machines: check, store once, answer at once; everything else is the worker's."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, text

from server.casework import checks
from server.connectors import PushReader, push_key
from server.contact import notices
from server.core.errors import NotFound
from server.web.access import machine

blueprint = Blueprint("callbacks", url_prefix="/callbacks")


def _reader(request: Request, appid: str) -> PushReader:
    """One reader a process and account: it remembers what it has seen."""
    settings = request.app.ctx.settings
    if appid not in (settings.wechat_appid, settings.wechat_service_appid):
        raise NotFound
    if not hasattr(request.app.ctx, "push_readers"):
        request.app.ctx.push_readers = {}
    readers: dict[str, PushReader] = request.app.ctx.push_readers
    if appid not in readers:
        readers[appid] = PushReader(settings, appid)
    return readers[appid]


def _query(request: Request) -> dict[str, str]:
    return {name: values[-1] for name, values in request.args.items()}


@blueprint.get("/wechat/<appid:str>")
@machine
async def verify_address(request: Request, appid: str) -> HTTPResponse:
    """WeChat checks that the address is ours."""
    return text(_reader(request, appid).echo(_query(request)))


@blueprint.post("/wechat/<appid:str>")
@machine
async def wechat_push(request: Request, appid: str) -> HTTPResponse:
    """A message or event: stored once, answered `success`, understood by the worker."""
    message = _reader(request, appid).read(_query(request), request.body)
    kind = str(message.get("Event") or message.get("MsgType") or "unknown")
    await notices.receive_push(push_key(message), appid=appid, kind=kind, body=message)
    return text("success")


@blueprint.post("/registers")
@machine
async def register_answer(request: Request) -> HTTPResponse:
    """A register's late answer: kept once for each question."""
    result = request.app.ctx.world.registers.read_callback(
        request.path, dict(request.headers), request.body
    )
    return json({"stored": await checks.store_result(result)})

"""`/phones`: what the demo people's phones received, so that a visitor can read the codes."""

from html import escape

import pyotp
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html

from server.core import clock
from server.sandbox.population import STORIES, Person
from server.sandbox.state import State, state_of

_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>沙盒里的手机</title>
<meta http-equiv="refresh" content="5"><style>
body {{ font: 17px/1.6 system-ui, "Noto Sans SC", sans-serif; margin: 0 auto; max-width: 40rem;
padding: 16px; background: #f4f6f4; color: #1c2422; }}
article {{ background: #fff; border: 1px solid #d9dfdc; border-radius: 12px; padding: 12px 16px;
margin: 12px 0; overflow-wrap: anywhere; }} h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.05rem;
margin: 0; }} p {{ margin: 4px 0; }} .soft {{ color: #4d5a57; font-size: .95rem; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0f1513; color: #e8edeb; }}
article {{ background: #18201e; border-color: #33403c; }} .soft {{ color: #b4c0bc; }} }}
</style></head><body><h1>沙盒里的手机</h1>
<p class="soft">这里替演示人物收短信和微信。人名、号码都是虚构的。页面每 5 秒自己刷新。</p>
{phones}</body></html>"""


def door() -> Blueprint:
    """The page's door."""
    blueprint = Blueprint("phones")
    blueprint.add_route(phones, "/phones", methods=["GET"])
    return blueprint


async def phones(request: Request) -> HTTPResponse:
    """Every demo person with the newest messages."""
    state = state_of(request)
    why = {story.code: story.why for story in STORIES}
    told = [
        (_newest(state, person), person, why[code])
        for code, home in state.town.stories.items()
        for person in home.members
    ]
    # Whose phone rang last comes first; the order is kept among the silent ones.
    told.sort(key=lambda entry: entry[0][0][0] if entry[0] else "", reverse=True)
    codes = [_code(one) for one in state.authenticators]
    parts = [_phone(person, reason, newest) for newest, person, reason in told]
    return html(_PAGE.format(phones="".join(codes + parts)))


def _newest(state: State, person: Person) -> list[tuple[str, str, str]]:
    appids = (state.settings.wechat_appid, state.settings.wechat_service_appid)
    openids = {person.openid(appid) for appid in appids}
    texts = [(m["at"], "短信", m["text"]) for m in state.sms if m["phone"] == person.phone]
    cards = [(m["at"], "微信", m["text"]) for m in state.outbox if m["openid"] in openids]
    return sorted(texts + cards, reverse=True)[:5]


def _phone(person: Person, why: str, newest: list[tuple[str, str, str]]) -> str:
    lines = "".join(f"<p><b>{kind}</b> {escape(said)}</p>" for _, kind, said in newest)
    silent = '<p class="soft">还没有消息</p>'
    return (
        f"<article><h2>{escape(person.name)} · {escape(person.phone)}</h2>"
        f'<p class="soft">身份证号 {person.id_no} · {escape(why)}</p>{lines or silent}</article>'
    )


def _code(told: dict[str, str]) -> str:
    """A demo caseworker's authenticator, showing the code of this half minute."""
    code = pyotp.TOTP(told["secret"]).at(clock.real_now())
    return (
        f"<article><h2>验证器：{escape(told['name'])}</h2>"
        f"<p>账号 {escape(told['login'])} · 动态码 <b>{code[:3]} {code[3:]}</b></p></article>"
    )

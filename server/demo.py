"""Demo people and stories, entered through the same doors as real ones: the API, over HTTP.

Staff are added as an operator adds them. What a visitor needs to know is written to
`var/demo.txt`: the supervisor shows it.
"""

from typing import Any

import httpx
import pyotp

from server.core import clock, database, ids
from server.core.actors import SYSTEM, Role
from server.core.config import settings
from server.registry import staff

PASSWORD = "Demo-2026-onetrip"  # noqa: S105 - printed for every visitor of the demo
STAFF = (
    ("zhangwei", "张伟", Role.CLERK, "320699100"),
    ("zhoumin", "周敏", Role.CLERK, "320699101"),
    ("limin", "李敏", Role.HEAD, "320699100"),
    ("gujun", "顾军", Role.HEAD, "320699101"),
    ("qianli", "钱丽", Role.CLERK, "320699001"),
    ("fangjie", "方杰", Role.HEAD, "320699001"),
    ("xufang", "许芳", Role.COUNTY_APPROVER, "320699"),
    ("chenbo", "陈波", Role.COUNTY_REVIEWER, "320699"),
    ("yaolan", "姚兰", Role.MANAGER, "320699"),
    ("dingyi", "丁毅", Role.AUDITOR, "320699"),
    ("admin-system", "系统管理员", Role.SYSTEM_ADMIN, "320699"),
    ("admin-security", "安全管理员", Role.SECURITY_ADMIN, "320699"),
    ("admin-audit", "审计管理员", Role.AUDIT_ADMIN, "320699"),
)
_TOWN_STAFF = {
    "320699001": ("qianli", "fangjie"),
    "320699100": ("zhangwei", "limin"),
    "320699101": ("zhoumin", "gujun"),
}

_FIRE = {
    "event.kind": "fire",
    "event.when": "now",
    "event.basics": "none",
    "event.people": 2,
    "hardship.description": "昨晚家里着火了，被褥粮食都没有了。",
}
_AROUND = {"third_party.liability": "none", "cause.same_cause_aid": False}

# Whose story goes how far. 李秀英 files nothing: she is the visitor's.
STORIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("wang-guilan", "submitted", {"household.classification": "subsistence"}),
    ("wang-yan", "submitted", {"expense.own_payment": 5_000_000}),
    ("he-qiuju", "correction", {"household.property": 3_000_000}),
    ("lu-jianguo", "checking", {"expense.own_payment": 4_200_000}),
    ("ayinuer", "checking", {"expense.own_payment": 3_900_000, "household.size": 1}),
    ("zhang-jianguo", "refused", {"household.income_12m": 20_880_000}),
    ("ma-jianping", "objected", {"household.income_12m": 19_200_000}),
    ("qian-bonian", "proposed", {"household.size": 3}),
    ("chen-jing", "quick", _FIRE),
    ("xu-hong", "urgent", _FIRE | _AROUND | {"event.people": 4}),
)
_LANES = {"quick": "quick", "urgent": "urgent"}
_REPORT = {
    "region": "320699100201",
    "kind": "illness",
    "whom": "桥东第二排，姓吴的老太太",
    "words": "一个人住，摔了以后起不来，这两天没见她出门。",
    "once": "demo-report",
    "source": "village",
}
_ANSWERS: dict[str, Any] = {
    "hardship.description": "家里人住院，花销一下子太大。",
    "expense.kind": "medical",
    "expense.own_payment": 4_000_000,
    "expense.other_aid": 300_000,
    "third_party.liability": "none",
    "cause.same_cause_aid": False,
    "residence.basis": "hukou",
    "household.size": 2,
    "household.classification": "none",
    "household.income_12m": 3_600_000,
    "household.property": 900_000,
}


class Visitor:
    """Somebody signed in at the API."""

    def __init__(self, api: httpx.AsyncClient, token: str) -> None:
        self._api = api
        self._headers = {"authorization": f"Bearer {token}"}

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request; refusals end the demo with their words."""
        headers = {**self._headers, "idempotency-key": ids.token()}
        answer = await self._api.request(method, f"/api/v1{path}", json=body, headers=headers)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None


async def main() -> int:
    """Enter everything, once; returns an exit code."""
    await database.connect(pool_size=2)
    try:
        secrets = await _add_staff()
    finally:
        await database.close()
    control = {"authorization": f"Bearer {settings().sandbox_token}"}
    async with (
        httpx.AsyncClient(base_url=settings().base_url, timeout=20, trust_env=False) as api,
        httpx.AsyncClient(
            base_url=settings().sandbox_url, timeout=20, trust_env=False, headers=control
        ) as outside,
    ):
        for login, name, role, _ in STAFF:
            told = {"login": login, "name": f"{name} · {role.value}", "secret": secrets[login]}
            await outside.post("/_ctl/authenticator", json=told)
        people = (await outside.get("/_ctl/people")).json()
        officials = {login: await _official(api, login, secrets[login]) for login in secrets}
        for story, until, changes in STORIES:
            await _play(api, outside, officials, people[story][0], until, changes)
        await api.post("/api/v1/reports", json=_REPORT)
    _write(people)
    return 0


async def _add_staff() -> dict[str, str]:
    secrets = {}
    for login, name, role, region in STAFF:
        _, secrets[login] = await staff.add(
            login, name, PASSWORD, role=role, region_code=region, by=SYSTEM
        )
    return secrets


async def _official(api: httpx.AsyncClient, login: str, secret: str) -> Visitor:
    half = await api.post("/api/v1/staff/sessions", json={"login": login, "password": PASSWORD})
    first = Visitor(api, half.json()["token"])
    code = pyotp.TOTP(secret).at(clock.real_now())
    full = await first.call("POST", "/staff/sessions/second-factor", {"code": code})
    return Visitor(api, full["token"])


async def _resident(
    api: httpx.AsyncClient, outside: httpx.AsyncClient, person: dict[str, Any]
) -> Visitor:
    code = (await outside.post("/_ctl/login_code", json={"id_no": person["id_no"]})).json()["code"]
    opened = await api.post("/api/v1/sessions/wechat", json={"code": code})
    visitor = Visitor(api, opened.json()["token"])
    real = {"name": person["name"], "id_no": person["id_no"]}
    await visitor.call("POST", "/me/real-name", real)
    return visitor


async def _play(
    api: httpx.AsyncClient,
    outside: httpx.AsyncClient,
    officials: dict[str, Visitor],
    person: dict[str, Any],
    until: str,
    changes: dict[str, Any],
) -> None:
    resident = await _resident(api, outside, person)
    draft = {"item": "temporary-relief", "region": person["region"]}
    lane = _LANES.get(until)
    case_no = (await resident.call("POST", "/cases", draft | ({"lane": lane} if lane else {})))[
        "case_no"
    ]
    facts = changes if lane else _ANSWERS | changes
    await resident.call("PATCH", f"/cases/{case_no}", {"facts": facts})
    shown = await resident.call("GET", f"/cases/{case_no}/review")
    signed = {"signature": person["name"], "consent_version": shown["consent_version"]}
    await resident.call("POST", f"/cases/{case_no}/submit", signed)
    clerk, head = (officials[login] for login in _TOWN_STAFF[person["region"][:9]])
    if lane:
        await _help_fast(clerk, head, case_no, until)
        return
    await _handle(clerk, head, case_no, until)
    if until == "objected":
        words = {"words": "我家有两个人一直在吃药，这笔钱没有算进去，请再看一看。"}
        await resident.call("POST", f"/cases/{case_no}/objections", words)


async def _help_fast(clerk: Visitor, head: Visitor, case_no: str, lane: str) -> None:
    """A small sum is given at once; one above the township's limit goes up to the county."""
    path, fen = f"/staff/cases/{case_no}", {"quick": 82_000, "urgent": 984_000}[lane]
    grant = {"outcome": "grant", "amount_fen": fen}
    await clerk.call("POST", f"{path}/claim")
    await clerk.call("POST", f"{path}/accept")
    opinion = {"opinion": "上门看过，家里确实烧毁，先帮过这一段。"}
    await clerk.call("POST", f"{path}/propose", grant | opinion)
    if lane == "quick":
        await head.call("POST", f"{path}/decide", grant)
    else:
        await head.call("POST", f"{path}/refer-up")


async def _handle(clerk: Visitor, head: Visitor, case_no: str, until: str) -> None:
    path = f"/staff/cases/{case_no}"
    if until == "submitted":
        return
    await clerk.call("POST", f"{path}/claim")
    if until == "correction":
        words = "您写的存款是 3 万元。请说一下有没有别的账户，不记得也没关系。"
        point = {"fact": "household.property", "words": words}
        await clerk.call("POST", f"{path}/corrections", {"points": [point]})
        return
    if any(s["state"] == "asked" for s in (await clerk.call("GET", f"{path}/signers"))["signers"]):
        why = {"note": "家人在外地，电话里说知道了，还没签；先按申报往下办。"}
        await clerk.call("POST", f"{path}/signers/pass", why)
    await clerk.call("POST", f"{path}/accept")
    if until == "proposed":
        await _until_checking(clerk, path)
        opinion = {"outcome": "grant", "amount_fen": 400_000, "opinion": "刚性支出大，建议救助。"}
        await clerk.call("POST", f"{path}/propose", opinion)
    if until in {"refused", "objected"}:
        await _until_checking(clerk, path)
        opinion = {"outcome": "refuse", "opinion": "家庭人均收入高于当地线，建议不予救助。"}
        await clerk.call("POST", f"{path}/propose", opinion)
        decision = {
            "outcome": "refuse",
            "reason_codes": ["R02_INCOME_NOT_BELOW"],
            "reason": "全家每人每年收入高于当地线。看病自付部分可以另问医疗救助。",
        }
        await head.call("POST", f"{path}/decide", decision)


async def _until_checking(clerk: Visitor, path: str) -> None:
    """The worker moves an accepted case on; wait for it as a person would."""
    for _ in range(100):
        if (await clerk.call("GET", path))["stage"] == "checking":
            return
        await clock.sleep(0.1)


def _write(people: dict[str, Any]) -> None:
    li = people["li-xiuying"][0]
    lines = [
        "Demo people (all invented). Sign in by phone; the codes arrive at the phones page.",
        f"  {li['name']}  phone {li['phone']}  ID {li['id_no']}  — yours: has not applied yet",
    ]
    for story, until, _ in STORIES:
        person = people[story][0]
        lines.append(f"  {person['name']}  phone {person['phone']}  — {until}")
    lines.append(f"Staff: password {PASSWORD}, second factor on the phones page.")
    for login, name, role, region in STAFF:
        lines.append(f"  {login}  {name}  {role.value}  {region}")
    path = settings().var / "demo.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

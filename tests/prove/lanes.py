"""A township at work for the kill proof: people in all lanes, an office, messages on the way."""

import asyncio
from datetime import timedelta

from server.core import clock, ids
from tests.journeys.test_lanes import FIRE
from tests.prove import harness, officials

LANES = ("expenditure", "quick", "urgent")
FACTS = {
    "expenditure": harness.ANSWERS,
    "quick": FIRE,
    "urgent": FIRE | {"third_party.liability": "none", "cause.same_cause_aid": False},
}
ENDLESS = 10**9


async def morning(system):
    """Nine o'clock for system and sandbox, if it is a time when nothing may ring."""
    hour = clock.local(clock.real_now()).hour
    return await pass_time(system, hours=(33 - hour) % 24) if not 8 <= hour < 18 else 0


async def pass_time(system, already=0, **span):
    """Move the clock of system and sandbox on; returns how far they are ahead now."""
    seconds = int(timedelta(**span).total_seconds())
    await officials.command(system, "clock", "advance", f"{seconds}s")
    ahead = already + seconds
    await system.control.post("/_ctl/clock", json={"offset_seconds": ahead})
    return ahead


async def flap(system):
    """SMS gateway and WeChat fail every other time, and lose some answers of what they did."""
    for path in ("/sms/v1/messages", "/cgi-bin/message/subscribe/send"):
        for mode, chance in (("accept_then_drop", 0.2), ("flap", 1.0)):
            fault = {"path": path, "mode": mode, "times": ENDLESS, "p": chance}
            await system.control.post("/_ctl/fault", json=fault)


async def allow_cards(system, draft):
    """Two cards may be sent to this person; all later messages go by SMS."""
    template = "sandboxtemplate0000000000000000000000000001"
    for tap in ("1", "2"):
        body = {"template": template, "answer": "accept", "tap": tap}
        kept = await harness.call(
            system, "POST", "/notices/permits", token=draft["token"], body=body
        )
        assert kept.status_code == 200, kept.text
        asked = {"id_no": draft["id_no"], "template": template}
        await system.control.post("/_ctl/subscribe", json=asked)


async def give_phone(system, draft):
    """A phone to send to, proved by the code it was sent."""
    phone = draft["phone"]
    await harness.call(system, "POST", "/sessions/codes", body={"phone": phone})
    for _ in range(100):
        told = (await system.control.get("/_ctl/sms", params={"phone": phone})).json()
        if told:
            break
        await asyncio.sleep(0.1)
    body = {"phone": phone, "code": told[-1]["params"]["code"]}
    kept = await harness.call(system, "PUT", "/me/phone", token=draft["token"], body=body)
    assert kept.status_code < 300, kept.text


class Office:
    """A clerk and a head who go on until each case is decided, whatever falls over meanwhile."""

    def __init__(self, system):
        self.system = system

    async def open(self):
        for name, role in (("clerk", "clerk"), ("head", "head")):
            secret = await officials.enrol(self.system, f"lanes-{name}", role)
            setattr(self, name, await officials.sign_in(self.system, f"lanes-{name}", secret))
        return self

    async def takes(self, token, case_no, act, body=None):
        """One step; an answer that was lost is asked again, and a step taken is not taken twice."""
        path = f"/api/v1/staff/cases/{case_no}/{act}"
        headers = {"authorization": f"Bearer {token}", "idempotency-key": ids.token()}
        for _ in range(300):
            try:
                answer = await self.system.http.post(path, json=body, headers=headers)
            except Exception as broken:
                if type(broken).__module__.split(".")[0] not in {"httpx", "httpcore"}:
                    raise
                await asyncio.sleep(0.1)
                continue
            if answer.status_code in {500, 502, 503, 504}:
                await asyncio.sleep(0.1)
                continue
            assert answer.status_code in {200, 204, 409}, (act, answer.text)
            return
        raise AssertionError(f"{act} was never answered")

    async def works_on(self, draft):
        """From submitted to decided, or to the poster that the lane hangs up first."""
        case_no, lane = draft["case_no"], draft["lane"]
        await self.takes(self.clerk, case_no, "claim")
        if lane == "expenditure":
            await self.takes(self.clerk, case_no, "signers/pass", {"note": "人在外地"})
        await self.takes(self.clerk, case_no, "accept")
        if lane == "expenditure":
            return
        grant = {"outcome": "grant", "amount_fen": 82_000}
        await self.takes(self.clerk, case_no, "propose", grant | {"opinion": "先帮一个月"})
        await self.takes(self.head, case_no, "decide", grant)


STAGES = {"expenditure": {"accepted", "checking"}, "quick": {"approved", "closed"},
          "urgent": {"approved", "closed"}}  # fmt: skip


async def check_lanes(system, connection, drafts):
    """Each case is where it was acknowledged to be; each message exists and rang once."""
    stages = {
        row["case_no"]: row["stage"]
        for row in await connection.fetch("SELECT case_no, stage FROM cases")
    }
    for draft in drafts:
        assert stages[draft["case_no"]] in STAGES[draft["lane"]], draft["lane"]
    doubled = await connection.fetch(
        "SELECT case_no, step FROM case_steps s JOIN cases c ON c.id = s.case_id"
        " WHERE s.from_stage <> s.to_stage GROUP BY 1, 2 HAVING count(*) > 1"
    )
    assert doubled == []
    told = await connection.fetch(
        "SELECT account_id, kind, case_no, count(*) AS n FROM notices GROUP BY 1, 2, 3"
    )
    assert {row["n"] for row in told} == {1}
    for kind, lanes in (("case-submitted", LANES), ("case-accepted", LANES),
                        ("case-granted", ("quick", "urgent"))):  # fmt: skip
        wanted = {draft["case_no"] for draft in drafts if draft["lane"] in lanes}
        assert wanted == {row["case_no"] for row in told if row["kind"] == kind}, kind
    return await check_rung(system, connection, len(told))


async def check_rung(system, connection, notices):
    """Every message reached a phone or is somebody's to call; none went out twice."""
    silent = await connection.fetch(
        "SELECT n.id, n.kind FROM notices n WHERE NOT EXISTS (SELECT 1 FROM notice_sends s"
        " WHERE s.notice_id = n.id AND s.state IN ('sent', 'waiting', 'skipped'))"
        " AND NOT EXISTS (SELECT 1 FROM phone_task_notices t WHERE t.notice_id = n.id)"
    )
    assert silent == []
    sms = [one for one in (await system.control.get("/_ctl/sms")).json()
           if one["template"] != "sign_in"]  # fmt: skip
    cards = (await system.control.get("/_ctl/outbox")).json()
    sent = await connection.fetch(
        "SELECT channel, state, count(*) AS n FROM notice_sends GROUP BY 1, 2"
    )
    by = {(row["channel"], row["state"]): row["n"] for row in sent}
    assert len(sms) == by.get(("sms", "sent"), 0)
    left = by.get(("wechat", "sent"), 0) + by.get(("wechat", "unsettled"), 0)
    assert by.get(("wechat", "sent"), 0) <= len(cards) <= left
    return f"{notices} notices once each, {len(cards)} cards, {len(sms)} SMS, none twice"

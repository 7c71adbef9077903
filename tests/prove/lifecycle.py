"""A hypothesis machine over the life of a case: everybody tries everything, over HTTP.

What is allowed stands in `law.py`, written by hand and not read from the program.
"""

import asyncio
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.casework import desk, publicity
from server.core import clock, clock_offset, database, ids
from server.core.actors import Role
from server.registry import delegations, people, sessions
from server.registry.delegations import Wanted
from tests.factories import registry as make
from tests.prove.law import ACTS, ALLOWED, AMOUNTS, LANES, NEXT


class Town:
    """Everybody who works in it, made once; the machine's way into the test's own loop."""

    def __init__(self, app, worker, loop):
        self.http, self.worker, self.loop = app.http, worker, loop
        self.tokens, self.ids, self.reached, self.answers = {}, {}, Counter(), Counter()

    async def staff(self):
        """The officials, a colleague of each kind that has no business here among them."""
        for name, role, office in (
            ("clerk", Role.CLERK, make.TOWNSHIP),
            ("clerk2", Role.CLERK, make.TOWNSHIP),
            ("head", Role.HEAD, make.TOWNSHIP),
            ("elsewhere", Role.CLERK, make.OTHER_TOWNSHIP),
            ("reviewer", Role.COUNTY_REVIEWER, make.COUNTY),
            ("approver", Role.COUNTY_APPROVER, make.COUNTY),
            ("auditor", Role.AUDITOR, make.COUNTY),
            ("manager", Role.MANAGER, make.COUNTY),
            ("admin", Role.SYSTEM_ADMIN, make.COUNTY),
        ):
            actor = await make.a_staff_member(role=role, region=office)
            self.tokens[name] = (await make.a_session(actor))[0]
            self.ids[name] = actor.staff_id
        return self

    def run(self, work):
        """From the machine's thread: do it in the loop and wait."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(300)


OFFICIALS = ("clerk", "clerk2", "head", "elsewhere", "reviewer", "approver", "auditor", "manager",
             "admin")  # fmt: skip
OUTSIDERS = {"elsewhere", "manager", "admin", "auditor", "stranger"}


class Life(RuleBasedStateMachine):
    """One case from its draft on."""

    town = None

    @initialize(lane=st.sampled_from(sorted(LANES)))
    def begin(self, lane):
        self.recused, self.tokens = set(), dict(self.town.tokens)
        self.town.run(self._begin(lane))

    async def _begin(self, lane):
        resident = await make.a_resident()
        self.person = await people.of(resident.person_id)
        self.tokens["resident"] = (await make.a_session(resident))[0]
        self.tokens["stranger"] = (await make.a_session(await make.a_resident()))[0]
        self.tokens["delegate"] = await self._delegate(resident)
        self.case_no = ""
        asked = {"item": "temporary-relief", "region": make.VILLAGE, "lane": lane}
        status, told = await self.ask("resident", "POST", "/cases", asked)
        assert status == 201, told
        self.case_no = told["case_no"]
        path = f"/cases/{self.case_no}"
        status, told = await self.ask("resident", "PATCH", path, {"facts": LANES[lane]})
        assert told["wrong"] == {}

    async def _delegate(self, resident):
        niece = await make.a_resident()
        until = clock.today() + timedelta(days=300)
        wanted = Wanted(kind="relative", relation="侄女", until=until)
        named = await people.of(niece.person_id)
        given = await delegations.grant(resident.person_id, named, wanted, by=resident)
        opened = await sessions.open_for_person(
            niece.account_id, resident.person_id, mandate_no=given.mandate_no, device="test"
        )
        return opened[0]

    async def ask(self, who, method, path, body=None):
        """One request; never a fault, and a refusal says what, why and what next."""
        headers = {"authorization": f"Bearer {self.tokens[who]}"}
        if method == "POST":
            headers["idempotency-key"] = ids.token()
        sent = {"json": body} if body is not None else {}
        answer = await self.town.http.request(method, f"/api/v1{path}", headers=headers, **sent)
        told = answer.json() if answer.content else {}
        assert answer.status_code < 500, (who, method, path, body, answer.text)
        if answer.status_code >= 400:
            assert told["code"], told
            assert told["title"], told
            assert told["next"], told
        return answer.status_code, told

    async def seen(self):
        """What a refusal must leave as it is, and a step must add to."""
        case = await database.fetch_one(
            "SELECT id, stage, handler_id, lane FROM cases WHERE case_no = $1", self.case_no
        )
        steps = await database.fetch(
            "SELECT id, step, from_stage, to_stage, role, actor FROM case_steps"
            " WHERE case_id = $1 ORDER BY id",
            case["id"],
        )
        counted = await database.fetch_one(
            "SELECT (SELECT count(*) FROM outbox_events WHERE subject = $1) AS events,"
            " (SELECT count(*) FROM audit_rows WHERE subject = $2) AS audited",
            self.case_no,
            f"case:{self.case_no}",
        )
        return SimpleNamespace(
            stage=case["stage"], handler=case["handler_id"], lane=case["lane"],
            steps=[dict(step) for step in steps], **dict(counted),
        )  # fmt: skip

    async def tries(self, who, act, body):
        """Somebody does something: it is allowed and leaves its traces, or nothing happened."""
        before = await self.seen()
        method, path = self.door(act)
        if act == "answer":
            body = await self._answers()
        status, told = await self.ask(who, method, path, body)
        after = await self.seen()
        self.town.answers[status] += 1
        if status >= 400:
            was = (before.stage, before.handler, before.lane, before.steps, before.events)
            now = (after.stage, after.handler, after.lane, after.steps, after.events)
            assert was == now, (who, act, told)
            return
        assert who not in OUTSIDERS, (who, act)
        assert who not in self.recused, (who, act)
        await self.check_new(before, after)
        if (after.steps, after.handler) != (before.steps, before.handler):
            assert after.audited > before.audited, (who, act)

    def door(self, act):
        """Where an act is done."""
        if act in {"submit", "withdraw"}:
            return "POST", f"/cases/{self.case_no}/{act}"
        if act == "answer":
            return "POST", f"/cases/{self.case_no}/corrections/answers"
        return "POST", f"/staff/cases/{self.case_no}/{act.split(' ')[0]}"

    async def _answers(self):
        rows = await database.fetch(
            "SELECT p.id FROM correction_points p JOIN corrections r ON r.id = p.correction_id"
            " JOIN cases c ON c.id = r.case_id WHERE c.case_no = $1 AND p.answer_kind IS NULL",
            self.case_no,
        )
        given = [{"point": str(row["id"]), "kind": "cannot"} for row in rows]
        return {"answers": given or [{"point": str(ids.new()), "kind": "cannot"}]}

    async def check_new(self, before, after):
        """Each new step is one that this role may take from there, told and audited."""
        new = after.steps[len(before.steps) :]
        assert after.steps[: len(before.steps)] == before.steps
        stage, moves = before.stage, 0
        for step in new:
            assert step["from_stage"] == stage
            if step["step"] not in ALLOWED:  # noted acts leave the stage as it is
                assert step["to_stage"] == stage, step
                continue
            roles, origins, ends = ALLOWED[step["step"]]
            assert step["role"] in roles, step
            assert stage in origins, step
            assert step["to_stage"] in ends, step
            stage, moves = step["to_stage"], moves + 1
            self.town.reached[stage] += 1
            await self.check_audited(step)
        assert stage == after.stage
        assert after.events - before.events >= moves, new

    async def check_audited(self, step):
        """The same transaction wrote down who took it."""
        rows = await database.fetch(
            "SELECT 1 FROM audit_rows WHERE subject = $1 AND action = $2 AND actor = $3",
            f"case:{self.case_no}",
            step["step"],
            step["actor"],
        )
        assert rows, step

    @rule(who=st.sampled_from([*OFFICIALS, "resident", "delegate", "stranger"]),
          act=st.sampled_from([*ACTS, "submit", "withdraw", "answer"]), amount=AMOUNTS)  # fmt: skip
    def somebody_tries_something(self, who, act, amount):
        body = dict(ACTS.get(act) or {})
        if "amount_fen" in body:
            body["amount_fen"] = amount
        if act == "withdraw" and who in {"resident", "delegate"}:
            return  # it ends everything: seldom enough by its own rule
        self.town.run(self.tries(who, act, self.signed(act) or body or None))

    @rule(chosen=st.integers(0, 59))
    def the_case_goes_on(self, chosen):
        self.town.run(self._go_on(chosen))

    @rule(chosen=st.integers(0, 59))
    def and_on(self, chosen):
        """The same once more, so that a life gets somewhere among all the attempts."""
        self.town.run(self._go_on(chosen))

    async def _go_on(self, chosen):
        likely = NEXT.get((await self.seen()).stage)
        if likely:
            who, act = likely[chosen % len(likely)]
            await self.tries(who, act, self.signed(act) or ACTS.get(act) or None)

    def signed(self, act):
        """A resident's own name under what is sent in."""
        if act != "submit":
            return None
        return {"signature": self.person.name, "consent_version": "2026-11"}

    @rule(chosen=st.integers(0, 9))
    def the_resident_takes_it_back(self, chosen):
        if chosen == 0:
            self.town.run(self.tries("resident", "withdraw", None))

    @rule(chosen=st.integers(0, 9))
    def a_clerk_keeps_out(self, chosen):
        if chosen == 0:
            self.town.run(self._recuse("clerk2"))

    async def _recuse(self, who):
        path = f"/staff/cases/{self.case_no}/recusal"
        status, _ = await self.ask(who, "POST", path, {"relation": "表姐"})
        if status < 400:
            self.recused.add(who)

    @rule(days=st.sampled_from([0, 1, 8]))
    def the_system_works(self, days):
        self.town.run(self._work(days))

    async def _work(self, days):
        before = await self.seen()
        if days:
            await clock_offset.advance(timedelta(days=days))
        await publicity.close_due()
        await desk.return_silent()
        await desk.escalate_overdue()
        await self.town.worker.drain()
        await self.check_new(before, await self.seen())

    @invariant()
    def who_decides_did_not_handle(self):
        self.town.run(self._check_decider())

    async def _check_decider(self):
        rows = await database.fetch(
            "SELECT d.decided_by, d.proposed_by, c.handler_id, c.stage FROM decisions d"
            " JOIN cases c ON c.id = d.case_id WHERE c.case_no = $1",
            self.case_no,
        )
        for row in rows:
            if row["decided_by"]:
                assert row["decided_by"] not in (row["proposed_by"], row["handler_id"])


def machine(town):
    """The state machine of one town."""
    return type("LifeInTown", (Life,), {"town": town})

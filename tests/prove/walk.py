"""Schemathesis over the OpenAPI document, with real tokens and real names of things mixed in.

Left to itself it would hardly ever name a case that exists or a fact that is known, and would be
turned away at the first door; so half of what it makes is led further in.
"""

import asyncio
import random
import threading
import uuid
from collections import Counter

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks as conformity

from server.core.actors import Role

CHECKS = [
    schemathesis.checks.not_a_server_error,
    conformity.status_code_conformance,
    conformity.content_type_conformance,
    conformity.response_headers_conformance,
    conformity.response_schema_conformance,
]
LINES = 6
_sessions = threading.local()


class Walk:
    """So many made-up requests for each operation of a running app.

    `tokens` maps a role to a token, `known` a path value or a fact to values that exist;
    `renew(tokens)` opens again what a request has ended.
    """

    def __init__(self, url, document, tokens, known, renew):
        self.url, self.tokens, self.known, self.renew = url, tokens, known, renew
        self.schema = schemathesis.openapi.from_dict(document)
        self.dice, self.statuses, self.faults = random.Random(20260918), Counter(), {}

    async def take(self, count):
        """Walk through all operations with `count` requests in all; returns the statuses."""
        operations = [found.ok() for found in self.schema.get_all_operations()]
        for number, operation in enumerate(operations):
            share = count * (number + 1) // len(operations) - count * number // len(operations)
            await self._one(operation, share, number)
            await self.renew(self.tokens)
        return self.statuses

    async def _one(self, operation, share, number):
        made = await asyncio.to_thread(self._made, operation, share, number)
        lines = [made[line::LINES] for line in range(LINES)]
        await asyncio.gather(*(asyncio.to_thread(self._send, line) for line in lines))

    def _made(self, operation, share, number):
        made = []
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            made += generated(operation, mode, share - share // 2, number)
        # What has nothing to vary is asked again and again.
        made = (made * share)[:share] if made else []
        roles = operation.definition.raw.get("x-roles", [])
        return [self._led(case, roles) for case in made]

    def _led(self, case, roles):
        led = dict(case.path_parameters or {})
        for name in led:
            if self.dice.random() < 0.7:
                led[name] = self.dice.choice(self._values(name))
        if led:
            case.path_parameters = led
        if isinstance(case.body, dict) and isinstance(case.body.get("facts"), dict):
            case.body = case.body | {"facts": self._facts(case.body["facts"])}
        return case, self._headers(roles)

    def _values(self, name):
        if name.endswith(("_id", "deputy", "alert")):
            return [*self.known.get(name, ()), str(uuid.uuid4())]
        return self.known.get(name) or ["1", "0", "-1", "99999999999999999999", "money"]

    def _facts(self, facts):
        names = self.known["fact"]
        return {
            self.dice.choice(names) if self.dice.random() < 0.8 else key: value
            for key, value in (
                facts or {"x": self.dice.choice([0, -1, 2**70, "", [], None])}
            ).items()
        }

    def _headers(self, roles):
        chosen = self.dice.random()
        held = [self.tokens[role] for role in roles if role in self.tokens]
        if held and chosen < 0.75:
            token = self.dice.choice(held)
        elif chosen < 0.9:
            token = self.dice.choice(list(self.tokens.values()))
        else:
            return {}
        return {"Authorization": f"Bearer {token}"}

    def _send(self, line):
        if not hasattr(_sessions, "own"):
            _sessions.own = requests.Session()
            _sessions.own.trust_env = False
        for case, headers in line:
            answer = case.call(self.url, session=_sessions.own, headers=headers, timeout=100)
            self.statuses[answer.status_code] += 1
            try:
                case.validate_response(answer, checks=CHECKS)
            except schemathesis.core.failures.FailureGroup as wrong:
                for one in wrong.exceptions:
                    name = f"{case.method} {case.operation.path}: {one.title}"
                    told = f"{one.message}\n{case.as_curl_command()}\n{answer.status_code}"
                    self.faults.setdefault(name, f"{told} {answer.text[:600]}")


def generated(operation, mode, count, number):
    """So many cases of one kind; fewer where fewer differ, none where there is nothing to break."""
    made = []

    @seeded(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case):
        made.append(case)

    try:
        collect()
    except schemathesis.core.errors.SchemathesisError:
        return made
    except Exception as nothing:
        if type(nothing).__name__ not in {"Unsatisfiable", "SkipTest", "Skipped"}:
            raise
    return made


ROLES = {
    Role.CLERK: "320699100",
    Role.HEAD: "320699100",
    Role.VILLAGE_HELPER: "320699100201",
    Role.COUNTY_REVIEWER: "320699",
    Role.COUNTY_APPROVER: "320699",
    Role.MANAGER: "320699",
    Role.AUDITOR: "320699",
    Role.SYSTEM_ADMIN: "320699",
    Role.SECURITY_ADMIN: "320699",
    Role.AUDIT_ADMIN: "320699",
}

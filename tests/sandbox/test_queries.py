"""The exchange answers as the contract says: signed, idempotent, consented, now or later."""

import asyncio
from datetime import timedelta

import pytest

from server import sandbox
from server.core import clock, config
from server.core.config import BadSettings
from tests.sandbox.conftest import signature

MEDICAL = "medical.own_payment_12m"


async def test_identity_is_answered_at_once_without_consent(outside):
    li = await outside.story("li-xiuying")
    asked = outside.question(
        li, "public-security", "identity.matches", "household.members", consent=None, case_no=""
    )

    told = (await outside.ask(asked)).json()

    assert told["coverage"] == "covered"
    facts = {fact["key"]: fact["value"] for fact in told["facts"]}
    assert facts["identity.matches"] is True
    assert [member["relation"] for member in facts["household.members"]] == ["户主", "子"]
    assert await outside.ctl("/warnings") == []


async def test_the_same_number_gives_the_same_answer_and_another_body_conflicts(outside):
    li = await outside.story("li-xiuying")
    asked = outside.question(li, "civil-affairs", "benefits.existing")

    first, second = await outside.ask(asked), await outside.ask(asked)
    other = await outside.ask({**asked, "purpose": "something-else"})

    assert first.content == second.content
    assert other.status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"consent": None},
        {"consent": {"no": "C1", "digest": "md5:1"}},
        {"consent": {"no": "C1", "digest": "sm3:1", "expires_at": "2020-01-01T00:00:00Z"}},
        {"consent": {"no": "gone", "digest": "sm3:1"}},
        {"consent": {"no": "narrow", "digest": "sm3:1"}},
    ],
)
async def test_no_valid_consent_no_answer(outside, changed):
    li = await outside.story("li-xiuying")
    await outside.ctl("/withdrawn", consent_no="gone")
    await outside.ctl("/consent", consent_no="narrow", registers=["banks"])

    answer = await outside.ask(outside.question(li, "medical-insurance", MEDICAL, **changed))

    assert (answer.status_code, answer.json()["error"]) == (403, "consent_refused")


async def test_insurance_takes_two_seconds_and_banks_two_working_days(outside):
    li = await outside.story("li-xiuying")
    friday = clock.now() + timedelta(days=(4 - clock.local(clock.now()).weekday()) % 7)
    await outside.ctl("/clock", advance=(friday - clock.now()).total_seconds())
    bank = outside.question(li, "banks", "bank.deposits")
    insured = outside.question(li, "medical-insurance", MEDICAL)

    assert (await outside.ask(bank)).status_code == 202
    waiting = await outside.ask(insured)
    assert waiting.status_code == 202
    assert waiting.json()["ready_by"].endswith("Z")

    await outside.ctl("/clock", advance=3)
    assert (await outside.poll(insured["query_no"])).json()["facts"][0]["value"] == 6_124_000
    await outside.ctl("/clock", advance=3 * 86_400)
    assert (await outside.poll(bank["query_no"])).status_code == 202
    await outside.ctl("/clock", advance=86_400)
    assert (await outside.poll(bank["query_no"])).status_code == 200


async def test_a_namesake_and_a_stranger_are_unknown(outside):
    first, second = await outside.story("chen-jing"), await outside.story("chen-jing-2")
    assert first["name"] == second["name"]
    mixed = {"name": "李秀英", "id_no": first["id_no"]}
    nobody = {"name": "无此人", "id_no": "320699194903070016"}

    for person in (mixed, nobody):
        answer = await outside.ask(outside.question(person, "civil-affairs", "marriage.status"))
        assert answer.status_code == 404
        assert answer.json() == {"error": "unknown_subject"}

    matches = outside.question(mixed, "public-security", "identity.matches", "household.members")
    told = (await outside.ask(matches)).json()
    assert [(f["key"], f["value"]) for f in told["facts"]] == [("identity.matches", False)]


async def test_not_covered_is_not_none(outside):
    ayinuer, li = await outside.story("ayinuer"), await outside.story("li-xiuying")
    await outside.ctl("/register", register="medical-insurance", delay=0)
    await outside.ctl("/register", register="social-security", empty=True)

    away = await outside.ask(outside.question(ayinuer, "medical-insurance", MEDICAL))
    none = await outside.ask(outside.question(li, "social-security", "pension.monthly"))
    car = await outside.ask(outside.question(li, "vehicles", "vehicles.owned"))

    assert (away.json()["coverage"], away.json()["facts"]) == ("not_covered", [])
    assert (none.json()["coverage"], none.json()["facts"]) == ("covered", [])
    assert [(f["key"], f["value"]) for f in car.json()["facts"]] == [("vehicles.owned", [])]


async def test_partial_names_what_is_missing_and_stale_shows_its_day(outside):
    li = await outside.story("li-xiuying")
    await outside.ctl(
        "/register",
        register="social-security",
        id_no=li["id_no"],
        missing=["pension.monthly"],
        stale_days=40,
    )
    asked = outside.question(li, "social-security", "pension.monthly", "employment.insured")

    told = (await outside.ask(asked)).json()

    assert told["coverage"] == "partial"
    assert told["notes"] == ["missing: pension.monthly"]
    assert [fact["key"] for fact in told["facts"]] == ["employment.insured"]
    assert told["as_of"] == (clock.today() - timedelta(days=40)).isoformat()


async def test_busy_and_broken_registers_recover(outside):
    li = await outside.story("li-xiuying")
    await outside.ctl("/register", register="civil-affairs", status=429, times=1)
    asked = outside.question(li, "civil-affairs", "marriage.status")

    slow = await outside.ask(asked)
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "1")
    assert (await outside.ask(asked)).status_code == 200

    await outside.ctl("/register", register="social-security", status=503, for_seconds=60)
    other = outside.question(li, "social-security", "pension.monthly")
    assert (await outside.ask(other)).status_code == 503
    await outside.ctl("/clock", advance=61)
    assert (await outside.ask(other)).status_code == 200


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"subject": None},
        {"facts": []},
        {"register": "astrology"},
        {"facts": ["pension.monthly"]},
    ],
)
async def test_what_is_no_question_is_422(outside, broken):
    li = await outside.story("li-xiuying")
    asked = {**outside.question(li, "civil-affairs", "marriage.status"), **broken} if broken else {}

    assert (await outside.ask(asked)).status_code == 422


async def test_only_fresh_signed_first_requests_pass(outside):
    path = "/exchange/v1/queries/Q1"
    good = signature("GET", path, b"")
    old = signature("GET", path, b"", stamp=str(int(clock.real_now().timestamp()) - 301))
    other_path = signature("GET", "/exchange/v1/queries/Q2", b"")
    stranger = {**signature("GET", path, b""), "X-Exchange-Client": "stranger"}

    assert (await outside.http.get(path, headers=good)).status_code == 404
    for headers in (good, old, other_path, stranger, {}):
        assert (await outside.http.get(path, headers=headers)).status_code == 401


async def test_the_signature_covers_the_query_of_the_address(outside):
    path = "/exchange/v1/queries/Q1?x=1"

    assert (await outside.http.get(path, headers=signature("GET", path, b""))).status_code == 404
    bare = signature("GET", "/exchange/v1/queries/Q1", b"")
    assert (await outside.http.get(path, headers=bare)).status_code == 401


async def test_the_seal_fits_the_answer_unless_broken_on_purpose(outside):
    import msgspec

    from server.core.privacy import sm3

    li = await outside.story("li-xiuying")
    told = (await outside.ask(outside.question(li, "civil-affairs", "benefits.existing"))).json()
    content = {key: told[key] for key in ("register", "query_no", "as_of", "coverage", "facts")}
    assert told["seal"] == "sm3:" + sm3(msgspec.json.encode(content, order="sorted")).hex()

    await outside.ctl("/register", register="civil-affairs", seal="broken")
    asked = outside.question(li, "civil-affairs", "marriage.status")
    assert (await outside.ask(asked)).json()["seal"] == "sm3:" + "0" * 64


async def test_careless_questions_are_warned_of(outside):
    li, zhang = await outside.story("li-xiuying"), await outside.story("zhang-jianguo")
    await outside.ctl("/needs", purpose="temporary-relief", facts=["pension.monthly"])
    await outside.ctl("/consent", consent_no="hers", id_no=li["id_no"])
    hers = {"no": "hers", "digest": "sm3:1"}

    await outside.ask(outside.question(li, "social-security", "pension.monthly", consent=hers))
    await outside.ask(outside.question(li, "social-security", "pension.monthly", consent=hers))
    await outside.ask(outside.question(li, "social-security", "employment.insured", case_no=""))
    await outside.ask(outside.question(zhang, "social-security", "pension.monthly", consent=hers))

    assert await outside.ctl("/warnings") == [
        "social-security asked again while the answer holds: ['pension.monthly']",
        "social-security: not needed: ['employment.insured']",
        "social-security asked before submission",
        "social-security asked outside the consent's scope",
    ]


async def test_a_value_may_change_but_not_what_was_answered(outside):
    he = await outside.story("he-qiuju")
    first = outside.question(he, "social-security", "pension.monthly")
    before = (await outside.ask(first)).json()
    await outside.ctl("/register", register="social-security", values={"pension.monthly": 51_000})

    later = outside.question(he, "social-security", "pension.monthly", case_no="another")
    assert (await outside.ask(later)).json()["facts"][0]["value"] == 51_000
    assert (await outside.poll(first["query_no"])).json() == before


async def pushed(receiver, count):
    for _ in range(200):
        if len(receiver.got) >= count:
            return
        await asyncio.sleep(0.01)


async def test_late_answers_come_by_themselves_signed(outside, receiver):
    li = await outside.story("li-xiuying")
    await outside.ctl("/addresses", callback_url=receiver.url)
    await outside.ctl("/register", register="banks", delay=86_400, callback="twice")
    asked = outside.question(li, "banks", "bank.deposits")
    await outside.ask(asked)

    await outside.ctl("/clock", advance=86_401)
    await pushed(receiver, 2)

    assert len(receiver.got) == 2
    first, second = receiver.got
    assert first.body == second.body == (await outside.poll(asked["query_no"])).content
    given = {name: first.headers[name] for name in first.headers}
    expected = signature(
        "POST",
        "/push",
        first.body,
        stamp=given["x-exchange-timestamp"],
        nonce=given["x-exchange-nonce"],
    )
    assert given["x-exchange-signature"] == expected["X-Exchange-Signature"]
    assert given["x-exchange-nonce"] != second.headers["x-exchange-nonce"]


async def test_a_register_may_never_call_back_or_sign_wrongly(outside, receiver):
    li, son = await outside.story("li-xiuying"), await outside.story("li-xiuying", 1)
    await outside.ctl("/addresses", callback_url=receiver.url)
    await outside.ctl("/register", register="banks", id_no=li["id_no"], delay=60, callback="never")
    await outside.ctl(
        "/register", register="banks", id_no=son["id_no"], delay=60, signature="broken"
    )
    await outside.ask(outside.question(li, "banks", "bank.deposits"))
    await outside.ask(outside.question(son, "banks", "bank.deposits"))

    await outside.ctl("/clock", advance=61)
    await pushed(receiver, 1)
    await asyncio.sleep(0.05)

    assert [set(got.headers["x-exchange-signature"]) for got in receiver.got] == [{"0"}]


async def test_a_result_is_superseded_later(outside, receiver):
    he = await outside.story("he-qiuju")
    await outside.ctl("/addresses", callback_url=receiver.url)
    asked = outside.question(he, "social-security", "pension.monthly")
    await outside.ask(asked)

    told = await outside.ctl(
        "/supersede", query_no=asked["query_no"], values={"pension.monthly": 48_000}
    )
    await pushed(receiver, 1)

    newer = receiver.got[0].json
    assert newer["supersedes"] == asked["query_no"]
    assert newer["facts"][0]["value"] == 48_000
    assert (await outside.poll(told["query_no"])).json() == newer


async def test_same_seed_same_calls_same_bytes(outside, sandbox_twin):
    for side in (outside, sandbox_twin):
        person = await side.story("qian-bonian")
        side.told = (
            await side.ask(side.question(person, "civil-affairs", "benefits.existing"))
        ).content
        side.code = (await side.ctl("/login_code", id_no=person["id_no"]))["code"]

    assert outside.told == sandbox_twin.told
    assert outside.code == sandbox_twin.code


async def test_it_never_runs_in_production(monkeypatch):
    settings = config.load({"ONETRIP_ENV": "development"})
    object.__setattr__(settings, "env", "production")

    with pytest.raises(BadSettings):
        sandbox.build(seed=1, settings=settings)

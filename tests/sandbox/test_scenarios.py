"""What the whole has to withstand: our connectors and doors against the sandbox's worst."""

import asyncio

import pytest

from server.connectors import build_world, protocols
from server.connectors.protocols import Away, CodeRefused, OutcomeUnknown, SendRefused
from server.core import config, database
from server.registry import people
from server.worker import Worker
from tests.sandbox.conftest import Outside

SEND = "/cgi-bin/message/subscribe/send"
TOKEN = "/cgi-bin/stable_token"
CARD = {"thing1": "一件事"}
HOSTILE = ("wrong_signature", "old_timestamp", "wrong_appid", "plain_in_safe", "signature_only")


@pytest.fixture
async def played(sandbox):
    """The sandbox that the settings point at."""
    return Outside(sandbox)


@pytest.fixture
async def world(played):
    """Real connectors."""
    made = build_world(config.settings())
    yield made
    await made.close()


async def permitted(played, count=1, story="li-xiuying"):
    openid = (await played.login(await played.story(story)))["openid"]
    for _ in range(count):
        await played.ctl(f"/user/{openid}/subscribe", template="T1", push=False)
    return openid


async def asked(played, path):
    return [r for r in await played.ctl("/requests") if r["path"] == path]


def card(world, openid):
    return world.wechat.send_subscribe(openid, "T1", "pages/case", CARD)


async def test_a_cold_start_with_fifty_sends_fetches_one_token(played, world):
    openid = await permitted(played, 50)

    sent = await asyncio.gather(*(card(world, openid) for _ in range(50)))

    assert len(set(sent)) == 50
    assert len(await asked(played, TOKEN)) == 1


async def test_a_revoked_token_is_fetched_once_more_and_each_call_repeated_once(played, world):
    openid = await permitted(played, 2)
    await card(world, openid)
    await played.ctl("post:/tokens/end")

    await card(world, openid)

    assert len(await asked(played, TOKEN)) == 2
    assert len(await asked(played, SEND)) == 3
    assert await played.ctl("/warnings") == []


async def test_a_token_that_is_never_good_stops_after_two_attempts(played, world):
    openid = await permitted(played)
    await played.ctl("/fault", path=SEND, mode="errcode:40001", times=50)

    with pytest.raises(Away):
        await card(world, openid)

    assert len(await asked(played, SEND)) == 2


async def test_a_login_code_sent_twice_asks_for_another(played, world):
    li = await played.story("li-xiuying")
    code = (await played.ctl("/login_code", id_no=li["id_no"]))["code"]
    appid = config.settings().wechat_appid

    first = await world.wechat.sign_in(code, appid)
    with pytest.raises(CodeRefused):
        await world.wechat.sign_in(code, appid)

    assert first.openid == (await played.login(li))["openid"]


async def test_no_permit_is_final_and_not_repeated(played, world):
    openid = await permitted(played, 0)

    with pytest.raises(SendRefused):
        await card(world, openid)
    await played.ctl(f"/user/{openid}/subscribe", template="T1", push=False)
    await card(world, openid)
    with pytest.raises(SendRefused):
        await card(world, openid)

    assert len(await asked(played, SEND)) == 3


async def test_a_card_whose_answer_is_lost_is_never_sent_again(played, world):
    openid = await permitted(played, 2)
    await card(world, openid)
    await played.ctl("/fault", path=SEND, mode="accept_then_drop")

    with pytest.raises(OutcomeUnknown):
        await card(world, openid)

    assert len(await played.ctl(f"/outbox?openid={openid}")) == 2
    assert await played.ctl("/warnings") == []


@pytest.mark.parametrize("mode", ["http:503", "html", "truncated", "empty", "errcode:-1"])
async def test_rubbish_instead_of_an_answer_is_no_crash(played, world, mode):
    openid = await permitted(played)
    await played.ctl("/fault", path=SEND, mode=mode)

    with pytest.raises((Away, OutcomeUnknown)):
        await card(world, openid)


async def test_an_errcode_as_text_is_understood(played, world):
    openid = await permitted(played)
    await played.ctl("/fault", path=SEND, mode="wrong_type")

    assert int(await card(world, openid)) > 10**16


# The app's own doors


@pytest.fixture
async def wired(app_server, played):
    """The app, and a sandbox that pushes to it."""
    appid = config.settings().wechat_appid
    await played.ctl(
        "/addresses",
        push_url=f"{app_server.url}/callbacks/wechat/{appid}",
        callback_url=f"{app_server.url}/callbacks/registers",
    )
    return played


async def settled(played, count):
    for _ in range(500):
        pushes = await played.ctl("/pushes")
        if len(pushes) >= count and all("status" in p or "error" in p for p in pushes):
            return pushes
        await asyncio.sleep(0.02)
    raise AssertionError(await played.ctl("/pushes"))


async def stored():
    return await database.fetch("SELECT kind FROM wechat_pushes ORDER BY push_key")


async def test_the_push_address_is_verified(wired):
    assert (await wired.ctl("post:/verify_url")) == {"ok": True, "status": 200}


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_push_delivered_three_times_is_stored_once(wired, form):
    openid = (await wired.login(await wired.story("li-xiuying")))["openid"]

    await wired.ctl(f"/user/{openid}/say", text="在吗", options={"duplicates": 2, "format": form})

    assert [p["status"] for p in await settled(wired, 3)] == [200] * 3
    assert len(await stored()) == 1
    assert await wired.ctl("/warnings") == []


@pytest.mark.parametrize(
    ("form", "hostile"),
    [
        *(("xml", hostile) for hostile in (*HOSTILE, "dtd", "duplicate_element")),
        *(("json", hostile) for hostile in HOSTILE),
    ],
)
async def test_a_hostile_push_is_refused_and_leaves_nothing(wired, hostile, form):
    openid = (await wired.login(await wired.story("li-xiuying")))["openid"]

    options = {hostile: True, "format": form}
    await wired.ctl(f"/user/{openid}/say", text="在吗", options=options)

    assert {p["status"] // 100 for p in await settled(wired, 3)} == {4}
    assert await stored() == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"format": "json"},
        {"format": "json", "shape": "documented"},
        {"format": "json", "shape": "wrapped"},
        {"mode": "compat"},
        {"create_time_text": True, "format": "json"},
    ],
)
async def test_every_shape_of_a_permission_enters_the_ledger_alike(wired, options):
    li = await wired.story("li-xiuying")
    told = await wired.login(li)
    appid = config.settings().wechat_appid
    account = await people.account_for_openid("wechat-mini", appid, told["openid"], told["unionid"])
    world = build_world(config.settings())

    await wired.ctl(f"/user/{told['openid']}/subscribe", templates=["T1", "T2"], options=options)
    await settled(wired, 1)
    await Worker(world).drain()
    await world.close()

    ledger = await database.fetch(
        "SELECT account_id, template, change FROM wechat_permits ORDER BY template"
    )
    assert [(row["account_id"], row["template"], row["change"]) for row in ledger] == [
        (account.id, "T1", 1),
        (account.id, "T2", 1),
    ]


async def test_a_call_back_that_is_not_signed_is_refused(wired):
    li = await wired.story("li-xiuying")
    await wired.ctl("/register", register="banks", delay=0.1, signature="broken")

    await wired.ask(wired.question(li, "banks", "bank.deposits"))

    assert [p["status"] // 100 for p in await settled(wired, 1)] == [4]


async def test_an_answer_to_a_question_we_never_asked_is_not_stored(wired):
    li = await wired.story("li-xiuying")
    await wired.ctl("/register", register="banks", delay=0.1, callback="twice")

    await wired.ask(wired.question(li, "banks", "bank.deposits"))

    assert {p["status"] // 100 for p in await settled(wired, 2)} <= {2, 4}
    assert await database.fetch("SELECT 1 FROM register_queries") == []


# Registers, through the connector


def question(person, query_no="Q-1", register="civil-affairs", facts=("marriage.status",)):
    from server.core import clock

    return protocols.RegisterQuery(
        query_no=query_no,
        register=register,
        purpose="temporary-relief",
        case_no="XZ-20261124-0001-1",
        name=person["name"],
        id_no=person["id_no"],
        facts=facts,
        as_of=clock.today(),
        consent={
            "no": "C1",
            "digest": "sm3:1",
            "signed_at": clock.now().isoformat(),
            "expires_at": "2099-01-01T00:00:00+00:00",
        },
    )


async def test_a_broken_seal_is_no_answer(played, world):
    li = await played.story("li-xiuying")
    await played.ctl("/register", register="civil-affairs", seal="broken")

    with pytest.raises(Away):
        await world.registers.ask(question(li))


async def test_every_refusal_of_the_exchange_has_its_type(played, world):
    li = await played.story("li-xiuying")
    for status, refusal in (
        (429, protocols.SlowDown),
        (503, Away),
        (403, protocols.ConsentRefused),
        (404, protocols.UnknownSubject),
    ):
        await played.ctl("/register", register="civil-affairs", status=status, times=1)
        with pytest.raises(refusal):
            await world.registers.ask(question(li))

    assert (await world.registers.ask(question(li))).facts[0].value == "widowed"


@pytest.mark.parametrize("mode", ["html", "truncated", "empty", "http:502", "reset"])
async def test_rubbish_from_the_exchange_is_away(played, world, mode):
    li = await played.story("li-xiuying")
    await played.ctl("/fault", path="/exchange", mode=mode)

    with pytest.raises(Away):
        await world.registers.ask(question(li))


async def test_a_text_repeated_after_a_lost_answer_arrives_once(played, world):
    li = await played.story("li-xiuying")
    await played.ctl("/fault", path="/sms", mode="accept_then_drop")

    with pytest.raises(Away):
        await world.sms.send(li["phone"], "sign_in", {"code": "123456"}, "k")
    await world.sms.send(li["phone"], "sign_in", {"code": "123456"}, "k")

    assert len(await played.ctl(f"/sms?phone={li['phone']}")) == 1

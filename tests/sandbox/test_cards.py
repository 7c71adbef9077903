"""Subscribe cards: the order of checks, values by prefix, one permit for one card."""

import pytest

from server.sandbox.wechat import values

SEND = "/cgi-bin/message/subscribe/send"
DATA = {"thing1": {"value": "高龄津贴"}, "date2": {"value": "2026-11-24"}}


@pytest.fixture
async def card(outside):
    """A template of the account, a person, and a body that would pass."""
    added = await outside.wx(
        "/wxaapi/newtmpl/addtemplate", {"tid": "402", "kidList": [1, 2], "sceneDesc": "预约"}
    )
    li = await outside.story("li-xiuying")
    openid = (await outside.login(li))["openid"]
    return {
        "touser": openid,
        "template_id": added["priTmplId"],
        "page": "pages/case/detail?no=1",
        "data": DATA,
    }


async def permit(outside, card, **more):
    await outside.ctl(
        f"/user/{card['touser']}/subscribe", template=card["template_id"], push=False, **more
    )


async def send(outside, card, **changed):
    return await outside.wx(SEND, {**card, **changed})


async def test_one_permit_one_card(outside, card):
    await permit(outside, card)

    first, second = await send(outside, card), await send(outside, card)

    assert first["errcode"] == 0
    assert 10**16 < first["msgid"] < 10**19
    assert second["errcode"] == 43101
    (kept,) = await outside.ctl(f"/outbox?openid={card['touser']}")
    assert (kept["data"], kept["page"]) == (card["data"], card["page"])


async def test_the_checks_come_in_order(outside, card):
    """Each body is wrong in all later ways too; the first wrong thing is named."""
    worst = {"touser": "o-nobody", "template_id": "none", "page": "/no", "data": {}}
    codes = []
    for key in ("touser", "template_id", "page", "data"):
        codes.append((await send(outside, worst))["errcode"])
        worst[key] = card[key]
    codes.append((await send(outside, worst))["errcode"])

    assert codes == [40003, 40037, 41030, 47003, 43101]


@pytest.mark.parametrize("body", [b"", b"[]", b"not json", b'"text"'])
async def test_a_body_that_is_no_object_is_47001(outside, body):
    token = await outside.token()

    answer = await outside.http.post(SEND, params={"access_token": token}, content=body)

    assert answer.json()["errcode"] == 47001


async def test_keys_must_be_exactly_the_templates(outside, card):
    await permit(outside, card)

    less = await send(outside, card, data={"thing1": DATA["thing1"]})
    more = await send(outside, card, data={**DATA, "thing9": DATA["thing1"]})
    text = await send(outside, card, data='{"thing1": {"value": "x"}}')

    assert [answer["errcode"] for answer in (less, more, text)] == [47003] * 3
    assert "date2" in less["errmsg"]
    assert "thing9" in more["errmsg"]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("thing1", ["高龄津贴", "x" * 20, "好😀"], ["", "x" * 21, "两\n行"]),
        ("phrase1", ["待补正"], ["六个字的短语", "ok", ""]),
        ("character_string1", ["XZ-20261124-0001-1"], ["编号1", "x" * 33, ""]),
        ("number1", ["12", "3.50"], ["十二", "-1", "1" * 33]),
        ("amount1", ["¥12.50", "820元"], ["十元", "12345678901"]),
        ("phone_number1", ["+86-0513-12345678"], ["1" * 18, "电话"]),
        ("name1", ["李秀英", "Mary Ann"], ["一二三四五六七八九十一", ""]),
        (
            "time1",
            ["15:01", "15:01:05", "2019年10月1日 15:01", "9:00~11:30", "2026-11-24 09:30"],
            ["早上"],
        ),
        (
            "date1",
            ["2019年10月1日", "2018-01-01", "2018/01/01", "2018.01", "01-01", "2018-01-01 15:01"],
            ["明天"],
        ),
        ("letter1", ["abc"], ["abc1"]),
    ],
)
def test_values_by_prefix(key, good, bad):
    for value in good:
        assert values.problem({key: {"value": value}}, None) == "", value
    for value in bad:
        assert key in values.problem({key: {"value": value}}, None), value


async def test_a_long_term_permit_lasts_until_refused(outside, card):
    added = await outside.wx(
        "/wxaapi/newtmpl/addtemplate", {"tid": "401", "kidList": [1, 2], "sceneDesc": "进度"}
    )
    data = {"character_string1": {"value": "XZ1"}, "phrase2": {"value": "已受理"}}
    body = {**card, "template_id": added["priTmplId"], "data": data}
    await permit(outside, body)

    assert [(await send(outside, body))["errcode"] for _ in range(3)] == [0, 0, 0]
    await outside.ctl(f"/user/{card['touser']}/unsubscribe", template=body["template_id"])
    assert (await send(outside, body))["errcode"] == 43101


async def test_a_rejection_that_is_kept_outlives_permits(outside, card):
    await permit(outside, card)
    await permit(outside, card, answer="reject", always=True)

    assert (await send(outside, card))["errcode"] == 43101


async def test_two_sends_at_once_to_one_person_conflict_when_asked_for(outside, card):
    await outside.ctl("/rules", concurrent_guard=True)
    await permit(outside, card)
    await permit(outside, card)

    assert (await send(outside, card))["errcode"] == 0
    assert (await send(outside, card))["errcode"] == 43108


async def test_only_released_pages(outside, card):
    await outside.ctl("/rules", pages=["pages/index"])

    assert (await send(outside, card))["errcode"] == 41030
    assert (await send(outside, card, page="pages/index?x=1"))["errcode"] == 43101


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"tid": "999"}, 200014),
        ({"kidList": [1]}, 200020),
        ({"kidList": [1, 9]}, 200020),
        ({"kidList": [1, 2, 3, 4, 5, 6]}, 200020),
        ({"sceneDesc": "说" * 16}, 200021),
        ({}, 200022),
    ],
)
async def test_templates_are_picked_with_two_to_five_keywords(outside, card, changed, code):
    body = {"tid": "402", "kidList": [1, 2], "sceneDesc": "预约", **changed}

    assert (await outside.wx("/wxaapi/newtmpl/addtemplate", body))["errcode"] == code


async def test_templates_are_listed_and_given_up(outside, card):
    listed = await outside.wx("/wxaapi/newtmpl/gettemplate")
    (one,) = [t for t in listed["data"] if t["priTmplId"] == card["template_id"]]
    assert (one["type"], "thing1.DATA" in one["content"]) == (2, True)

    body = {"priTmplId": card["template_id"]}
    assert (await outside.wx("/wxaapi/newtmpl/deltemplate", body))["errcode"] == 0
    assert (await outside.wx("/wxaapi/newtmpl/deltemplate", body))["errcode"] == 40037
    assert (await send(outside, card))["errcode"] == 40037


async def test_a_template_message_needs_a_follower(outside):
    from tests.sandbox.conftest import SERVICE_APPID

    li = await outside.story("li-xiuying")
    code = await outside.ctl(f"post:/user/{li['id_no']}/oauth_code")
    body = {
        "touser": code["openid"],
        "template_id": "T" * 43,
        "data": {"first": {"value": "您好"}, "thing2": {"value": "高龄津贴"}},
    }
    path = "/cgi-bin/message/template/send"

    assert (await outside.wx(path, body, appid=SERVICE_APPID))["errcode"] == 43004
    await outside.ctl(f"post:/user/{li['id_no']}/follow")
    assert (await outside.wx(path, body, appid=SERVICE_APPID))["errcode"] == 0
    (kept,) = await outside.ctl(f"/outbox?openid={code['openid']}")
    assert set(kept["data"]) == {"thing2"}
    assert (await outside.wx(path, body))["errcode"] == 48001

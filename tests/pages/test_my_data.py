"""My data on pages: read it, keep it, see who looked, correct, close."""

from server.casework import cases, desk
from server.core.actors import Role
from server.registry import people
from tests.factories.casework import a_submitted_case
from tests.factories.registry import a_phone, a_session, a_staff_member
from tests.pages.visitor import code_for


async def as_resident(visitor, actor):
    token, _ = await a_session(actor)
    visitor.http.cookies.set("ot", token)
    return visitor


async def test_the_page_and_the_file_say_what_is_held(app_server, visitor):
    case, li = await a_submitted_case()
    await as_resident(visitor, li)

    page = await visitor.open("/me/data")
    assert case.case_no[-6:] in page.words
    answer = await visitor.http.get("/me/data.json")

    assert "attachment" in answer.headers["content-disposition"]
    assert answer.json()["person"]["id_no"] == (await people.of(li.person_id)).id_no


async def test_who_looked_names_the_office_and_not_the_person(app_server, visitor):
    case, li = await a_submitted_case()
    clerk = await a_staff_member("周敏", role=Role.CLERK)
    await desk.claim(case.case_no, clerk)
    await desk.case_for_staff(case.case_no, clerk)
    await as_resident(visitor, li)

    page = await visitor.open("/me/looked")

    assert "望江镇经办人" in page.words
    assert "周敏" not in page.words


async def test_closing_asks_names_what_is_open_and_signs_out(app_server, visitor):
    case, li = await a_submitted_case()
    await as_resident(visitor, li)
    page = await visitor.open("/me/close")
    assert case.case_no[-6:] in page.words
    page = await visitor.press(page, "/me/close")
    assert page.status == 422

    page = await visitor.press(page, "/me/close", confirm="1")

    assert page.path == "/"
    assert (await visitor.open("/me")).path == "/sign-in"
    assert (await cases.of(case.case_no)).stage == "submitted"


async def test_a_new_phone_is_proved_by_its_code(app_server, visitor, sandbox):
    _, li = await a_submitted_case()
    await as_resident(visitor, li)
    new = {"phone": a_phone()}
    page = await visitor.open("/me/phone")
    page = await visitor.press(page, "/me/phone", phone="123")
    assert page.status == 422
    page = await visitor.press(page, "/me/phone", phone=new["phone"])
    page = await visitor.press(page, "/me/phone/code", code="000000")
    assert page.status == 422

    page = await visitor.press(page, "/me/phone/code", code=await code_for(sandbox, new))

    assert page.path == "/me"
    assert (await people.account_of(li.account_id)).phone == new["phone"]


async def test_a_new_address_is_kept(app_server, visitor):
    _, li = await a_submitted_case()
    await as_resident(visitor, li)
    page = await visitor.open("/me/address")
    page = await visitor.press(page, "/me/address", address=" ")
    assert page.status == 422

    page = await visitor.press(page, "/me/address", address="向阳村三组 12 号")

    assert page.path == "/me"
    assert (await people.of(li.person_id)).address == "向阳村三组 12 号"


async def test_the_same_by_the_api(app_server, http):
    case, li = await a_submitted_case()
    token, _ = await a_session(li)
    headers = {"authorization": f"Bearer {token}"}

    copy = (await http.get("/api/v1/me/data", headers=headers)).json()
    assert copy["cases"][0]["case_no"] == case.case_no
    looks = (await http.get("/api/v1/me/looks", headers=headers)).json()
    assert looks == {"looks": []}
    address = {"address": "向阳村"}
    changed = await http.put("/api/v1/me/address", json=address, headers=headers)
    assert changed.status_code == 204
    left = (await http.get("/api/v1/me/closing", headers=headers)).json()
    assert left["open_cases"] == [case.case_no]
    no = await http.post("/api/v1/me/closing", json={"confirm": False}, headers=headers)
    assert no.status_code == 422
    yes = await http.post("/api/v1/me/closing", json={"confirm": True}, headers=headers)
    assert yes.status_code == 204
    assert (await http.get("/api/v1/me/data", headers=headers)).status_code == 401


async def test_who_has_no_mobile_says_how_they_are_called(app_server, visitor):
    _, li = await a_submitted_case()
    await as_resident(visitor, li)
    page = await visitor.open("/me/contact")
    assert "登录和短信还用原来的手机" in page.words
    page = await visitor.press(page, "/me/contact", kind="abroad", number="415 555 2671")
    assert page.status == 422
    assert "国家代码" in page.words
    assert page.form("/me/contact")["fields"] | {"csrf": ""} == {
        "csrf": "",
        "kind": "abroad",
        "number": "415 555 2671",
    }
    page = await visitor.press(page, "/me/contact", number="+1 415 555 2671")
    assert page.path == "/me"
    assert "境外的号码" in page.words

    page = await visitor.open("/me/contact")
    assert "+14*****2671" in page.words
    page = await visitor.press(page, "/me/contact", kind="none", number="")
    assert "没有电话" in page.words
    page = await visitor.press(await visitor.open("/me/contact"), "/me/contact", kind="mobile")

    person, account = await people.of(li.person_id), await people.account_of(li.account_id)
    assert (person.reach, person.phone) == ("mobile", account.phone)
    headers = {"authorization": f"Bearer {visitor.http.cookies['ot']}"}
    told = {"kind": "landline", "number": "051385220000"}
    answer = await visitor.http.put("/api/v1/me/contact", json=told, headers=headers)
    assert answer.status_code == 204
    assert (await people.of(li.person_id)).phone == "0513-85220000"

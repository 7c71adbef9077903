"""What somebody says at the counter: who acts for them, and how they are reached."""

from datetime import timedelta

from server.casework import desk
from server.core import clock, database
from server.core.actors import Role
from server.registry import delegations, people
from tests.factories.casework import a_submitted_case
from tests.factories.registry import OTHER_TOWNSHIP, a_person, a_staff_member

MANDATE = {"kind": "relative", "relation": "侄女", "method": "counter", "scope": "case"}


async def test_a_mandate_said_at_the_counter_is_entered_shown_and_ended(at_desk):
    case, _ = await a_submitted_case()
    niece, path = await a_person("王芳"), f"/console/cases/{case.case_no}"
    page = await at_desk.open(path)
    said = MANDATE | {"name": niece.name, "id_no": niece.id_no}

    page = await at_desk.press(page, f"{path}/mandate", **said)

    assert "已记下委托" in page.words
    (standing,) = await delegations.standing(case.applicant_id)
    assert (standing.method, standing.case_no, standing.relation) == (
        "counter",
        case.case_no,
        "侄女",
    )
    assert "谁在替本人办" in page.words
    assert "王芳" in page.words
    page = await at_desk.press(page, f"{path}/end-mandate")
    assert "委托已结束" in page.words
    assert await delegations.standing(case.applicant_id) == []
    assert "谁在替本人办" not in page.words


async def test_what_was_read_aloud_needs_a_witness_who_is_nobodys_helper(at_desk, clerk):
    case, _ = await a_submitted_case()
    niece, path = await a_person("王芳"), f"/console/cases/{case.case_no}"
    said = MANDATE | {"name": niece.name, "id_no": niece.id_no, "method": "read_aloud"}
    for witness, words in (("", "要写一位见证人"), ("王 芳", "不能是"), (clerk.name, "不能是")):
        page = await at_desk.press(
            await at_desk.open(path), f"{path}/mandate", **said, witness=witness
        )
        assert page.status == 422
        assert words in page.words

    page = await at_desk.press(page, f"{path}/mandate", **said, witness="赵建军")

    assert "已记下委托" in page.words


async def test_a_guardian_needs_the_document_and_an_end_within_a_year(at_desk):
    case, _ = await a_submitted_case()
    niece, path = await a_person("王芳"), f"/console/cases/{case.case_no}"
    said = MANDATE | {"name": niece.name, "id_no": niece.id_no, "kind": "guardian"}
    page = await at_desk.open(path)
    for until in ("", "明天", (clock.today() + timedelta(days=400)).isoformat()):
        page = await at_desk.press(page, f"{path}/mandate", **said, until=until, basis="判决书")
        assert page.status == 422
    page = await at_desk.press(page, f"{path}/mandate", **said)
    assert page.status == 422

    page = await at_desk.press(page, f"{path}/mandate", **said, basis="通州法院 2026 民特 8 号")

    assert "监护人" in page.words


async def test_another_offices_mandate_is_not_ended_from_here(at_desk):
    case, li = await a_submitted_case()
    _, wang = await a_submitted_case()
    niece, path = await a_person("王芳"), f"/console/cases/{case.case_no}"
    theirs = delegations.Wanted("relative", "", clock.today())
    given = await delegations.grant(wang.person_id, niece, theirs, by=wang)
    mine = await delegations.grant(li.person_id, niece, theirs, by=li)
    page = await at_desk.open(path)

    page = await at_desk.press(page, f"{path}/end-mandate", mandate=given.mandate_no)

    assert page.status == 404
    assert len(await delegations.standing(wang.person_id)) == 1
    assert mine.is_standing


async def test_how_somebody_is_called_is_entered_and_stands_in_the_head(at_desk):
    case, li = await a_submitted_case()
    path = f"/console/cases/{case.case_no}"
    page = await at_desk.open(path)
    page = await at_desk.press(page, f"{path}/contact", contact="landline", number="85220000")
    assert page.status == 422
    assert "区号" in page.words

    page = await at_desk.press(page, f"{path}/contact", contact="landline", number="051385220000")

    assert "座机 0513-******00" in page.words
    assert (await people.of(li.person_id)).phone == "0513-85220000"
    page = await at_desk.press(page, f"{path}/contact", contact="none", number="")
    assert "没有电话" in page.words


async def test_only_those_who_see_the_case_enter_either(app_server, console, http):
    case, _ = await a_submitted_case()
    niece = await a_person("王芳")
    stranger = await a_staff_member(region=OTHER_TOWNSHIP)
    auditor = await a_staff_member(role=Role.AUDITOR, region="320699")
    for somebody, status in ((stranger, 404), (auditor, 403)):
        async with console(somebody) as browser:
            headers = {"authorization": f"Bearer {browser.http.cookies['otc']}"}
            told = {"kind": "none"}
            where = f"/api/v1/staff/cases/{case.case_no}"
            answer = await http.put(f"{where}/contact", json=told, headers=headers)
            assert answer.status_code == status
            answer = await http.delete(f"{where}/mandates/WT-1", headers=headers)
            assert answer.status_code == status
    assert (await people.of(niece.id)).reach is None


async def test_the_api_ends_what_was_entered_and_keeps_a_number_abroad(app_server, console, http):
    case, li = await a_submitted_case()
    clerk, niece = await a_staff_member(), await a_person("王芳")
    await desk.claim(case.case_no, clerk)
    wanted = delegations.Wanted("relative", "", clock.today(), method="counter")
    given = await delegations.grant(li.person_id, niece, wanted, by=clerk)
    async with console(clerk) as browser:
        headers = {"authorization": f"Bearer {browser.http.cookies['otc']}"}
        where = f"/api/v1/staff/cases/{case.case_no}"
        told = {"kind": "abroad", "number": "+852 6000 1111"}
        assert (await http.put(f"{where}/contact", json=told, headers=headers)).status_code == 204
        ended = await http.delete(f"{where}/mandates/{given.mandate_no}", headers=headers)
    assert ended.json()["revoked_at"]
    assert (await people.of(li.person_id)).phone == "+85260001111"
    rows = await database.fetch("SELECT 1 FROM audit_rows WHERE action = 'end-mandate'")
    assert rows

"""After the end: rating, objecting, choosing how to be told; and what a neighbour may do."""

from server.casework import cases, publicity, reviews
from server.contact import notices
from server.core.actors import Role
from server.oversight import feedback
from tests.factories.casework import a_posted_case, a_refused_case
from tests.factories.registry import COUNTY, a_session, a_staff_member
from tests.pages.visitor import Visitor


async def as_actor(visitor: Visitor, actor) -> Visitor:
    token, _ = await a_session(actor)
    visitor.http.cookies.set("otc" if actor.staff_id else "ot", token)
    return visitor


async def test_a_rating_has_nothing_chosen_and_the_answer_stands_on_its_page(app_server, visitor):
    case, li, *_ = await a_refused_case()
    await as_actor(visitor, li)
    page = await visitor.open(f"/cases/{case.case_no}")
    assert f"/cases/{case.case_no}/rating" in page.links
    page = await visitor.open(f"/cases/{case.case_no}/rating")
    assert "level" not in page.form(f"/cases/{case.case_no}/rating")["fields"]

    page = await visitor.press(page, f"/cases/{case.case_no}/rating")
    assert page.status == 422
    page = await visitor.press(page, f"/cases/{case.case_no}/rating", level="1", words="没人说话")

    assert "您打的是：非常不满意" in page.words
    manager = await a_staff_member(role=Role.MANAGER, region=COUNTY)
    (line,) = await feedback.revisits_for(manager)
    await feedback.settle(line.id, manager, outcome="explained", findings="查过", reply="对不住您")
    page = await visitor.open(f"/cases/{case.case_no}/rating")
    assert "对不住您" in page.words


async def test_a_manager_looks_into_a_bad_rating_and_the_handler_cannot(app_server, visitor):
    case, li, clerk, _ = await a_refused_case()
    await feedback.rate(case.case_no, li, level=2, words="等太久")
    manager = await a_staff_member(role=Role.MANAGER, region=COUNTY)
    (line,) = await feedback.revisits_for(manager)

    await as_actor(visitor, clerk)
    page = await visitor.open("/console/feedback")
    assert page.status == 200
    assert case.applicant_name not in page.words
    assert "等太久" not in page.words

    await as_actor(visitor, manager)
    page = await visitor.open(f"/console/feedback/{line.id}")
    assert "等太久" in page.words
    settle = f"/console/feedback/{line.id}/settle"
    page = await visitor.press(page, settle, outcome="mended", findings="属实", reply="已改")
    assert page.status == 422
    assert page.form(settle)["fields"]["findings"] == "属实"
    page = await visitor.press(page, settle, outcome="mended", improvement="加了一人")
    assert page.path == "/console/feedback"


async def test_an_objection_is_made_answered_and_names_the_next_way(app_server, visitor):
    case, li, *_ = await a_refused_case()
    await as_actor(visitor, li)
    page = await visitor.open(f"/cases/{case.case_no}/objection")
    page = await visitor.press(page, f"/cases/{case.case_no}/objection")
    assert page.status == 422
    page = await visitor.press(page, f"/cases/{case.case_no}/objection", words="收入算错了")
    assert "您的意见收到了" in page.words

    reviewer = await a_staff_member(role=Role.COUNTY_REVIEWER, region=COUNTY)
    await as_actor(visitor, reviewer)
    (line,) = await reviews.objections_for(reviewer)
    page = await visitor.open(f"/console/objections/{line.id}")
    assert "收入算错了" in page.words
    answer = f"/console/objections/{line.id}/answer"
    page = await visitor.press(page, answer, result="changed", answer="算错了")
    assert page.status == 422
    page = await visitor.press(page, answer, result="kept", answer="查过流水，没有算错")

    page = await visitor.open(f"/cases/{case.case_no}/objection")
    assert "查过流水，没有算错" in page.words
    assert "行政复议" in page.words or "法院" in page.words


async def test_a_neighbour_objects_from_the_poster_without_a_name(app_server, visitor):
    case, _, _ = await a_posted_case()
    code = await publicity.code_of(case)
    page = await visitor.open(f"/posted/{code}")
    assert case.applicant_name not in page.words

    page = await visitor.press(page, f"/posted/{code}", words="他家有车")

    assert "您的意见收到了" in page.words
    assert page.path.startswith("/posted/answers/")
    head = await a_staff_member(role=Role.HEAD)
    (line,) = await reviews.objections_for(head)
    await reviews.answer(line.id, head, result="unfounded", words="查过，没有车")
    page = await visitor.open(page.path)
    assert "查过，没有车" in page.words
    assert (await visitor.open("/posted/NOSUCH")).status == 404


async def test_the_poster_carries_its_code(app_server, visitor):
    case, _, clerk = await a_posted_case()
    await as_actor(visitor, clerk)

    page = await visitor.open(f"/console/cases/{case.case_no}/poster")

    assert f"/posted/{await publicity.code_of(case)}" in page.words
    assert "<svg" in page.html


async def test_how_to_be_told_is_chosen_on_a_page(app_server, visitor):
    _, li, *_ = await a_refused_case()
    await as_actor(visitor, li)
    page = await visitor.open("/me")

    page = await visitor.press(page, "/me/told", channel="call")

    assert await notices.wish_of(li.account_id) == notices.Wish("call", village_may_call=True)
    assert "记下了" in page.words


async def test_withdrawing_is_within_reach_in_large_type_too(app_server, visitor, li):
    from tests.pages.visitor import sent_in

    page = await sent_in(visitor, li)
    case_no = page.path.split("/")[2]
    assert f"/cases/{case_no}/withdraw" in page.links
    visitor.http.cookies.set("care", "1")
    page = await visitor.open(f"/cases/{case_no}")
    assert f"/cases/{case_no}/withdraw" in page.links
    assert (await cases.of(case_no)).stage == "submitted"


async def test_a_village_helper_works_off_a_call(app_server, visitor):
    case, li, *_ = await a_refused_case()
    await notices.wish(li, notices.Wish("call"))
    await notices.tell_of_case(case.case_no, "case-refused")
    helper = await a_staff_member(role=Role.VILLAGE_HELPER, region=case.region_code)
    await as_actor(visitor, helper)

    page = await visitor.open("/console/")
    assert page.path == "/console/calls"
    link = next(link for link in page.links if link.startswith("/console/calls/"))
    page = await visitor.open(link)
    page = await visitor.press(page, f"{link}/outcome", outcome="not_reached")
    assert page.status == 422
    page = await visitor.press(page, f"{link}/outcome", outcome="told")

    assert "没有要打的电话" in page.words

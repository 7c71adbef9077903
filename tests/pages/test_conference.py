"""The page behind a conference's link."""

from server.casework import conferences
from tests.casework.test_reserve import an_urgent_case
from tests.factories.registry import a_staff_member


async def test_a_department_answers_without_signing_in(visitor):
    case, clerk = await an_urgent_case(), await a_staff_member()
    number = await conferences.open_one(
        case.case_no, clerk, triggers=["minor"], question="孩子要上学，能帮什么？"
    )
    link = "/conference/" + await conferences.invite(number, "education", clerk)
    page = await visitor.open(link)
    assert "能帮什么" in page.words
    assert case.applicant_name not in page.words
    page = await visitor.press(page, link, opinion="免学费", signed="王老师")
    assert "收到了" in page.words
    gone = await visitor.open("/conference/made-up")
    assert gone.status == 404

"""Cases that have been sent in, and letters about them."""

from server.casework import cases
from server.casework.letters import issuing
from server.casework.letters.models import Letter
from server.core.actors import SYSTEM
from tests.factories.registry import VILLAGE, a_resident
from tests.journeys.people import ANSWERS


async def a_case(name: str = "", *, by=None):
    """A case that has been sent in."""
    by = by or await a_resident(name)
    case = await cases.start("temporary-relief", VILLAGE, by)
    await cases.save(case.case_no, ANSWERS, by)
    person = await cases.of(case.case_no)
    return await cases.submit(case.case_no, by, signature=person.applicant_name)


async def a_letter(kind: str = "acceptance", *, case=None):
    """A letter as it is issued, not drawn yet."""
    case = case or await a_case()
    letter_id = await issuing._write(case, kind, kind, by=SYSTEM)
    return await Letter.get(id=letter_id)

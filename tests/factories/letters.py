"""Cases that have been sent in, letters about them, and what a letter's PDF says."""

import re
from io import BytesIO

import pypdf
from pypdf.generic import ContentStream

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


def text_of(pdf):
    """What a PDF says, without blanks.

    Its face has a code map of its own with two bytes a character, which pypdf's extraction takes
    for one byte each: the text operators are read with the map the file itself gives.
    """
    return "".join(
        "".join(_page_text(page) for page in pypdf.PdfReader(BytesIO(pdf)).pages).split()
    )


def _page_text(page):
    (font,) = page["/Resources"]["/Font"].values()
    told = font.get_object()["/ToUnicode"].get_object().get_data().decode()
    pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4,8})>", told)
    known = {code: bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
    said = ""
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"Tj":
            codes = operands[0].original_bytes.hex().upper()
            said += "".join(known[codes[at : at + 4]] for at in range(0, len(codes), 4))
    return said

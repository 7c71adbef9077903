"""A clerk's act makes a report a case, or part of one that is under way."""

from server.casework import cases
from server.casework.cases import Case
from server.casework.reports.errors import ReportInvalid
from server.casework.reports.queries import OpenReport
from server.casework.reports.service import end, locked
from server.core import database
from server.core.actors import Actor
from server.registry import people

_ITEM = "temporary-relief"
_LANES = ("urgent", "quick")


async def open_case(report: OpenReport, by: Actor, *, name: str, id_no: str, lane: str) -> Case:
    """Take the person in from the report; papers and signature follow the help.

    Raises ReportUnknown, ReportSettled, ReportInvalid, IdNumberWrong, NameWrong, NameDiffers.
    """
    if lane not in _LANES:
        raise ReportInvalid(fields={"lane": "field.not_a_choice"})
    async with database.transaction():
        await locked(report.report_no, by)
        person = await people.identify(name, id_no)
        told = {"event.kind": report.kind, "hardship.description": report.words}
        wanted = cases.TakenIn(_ITEM, report.region_code, lane, report.report_no, told)
        case = await cases.take_in(wanted, person, by)
        await end(report.report_no, "case", by, case_id=case.id)
    return case


async def link_to_case(report_no: str, case_no: str, by: Actor) -> None:
    """The report is about a case that is under way already; callers check who may see that one.

    Raises ReportUnknown, ReportSettled, CaseUnknown.
    """
    async with database.transaction():
        await locked(report_no, by)
        case = await cases.of(case_no)
        await cases.note_act(case, "report_linked", by)
        await end(report_no, "linked", by, case_id=case.id)

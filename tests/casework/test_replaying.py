"""Decided cases under another definition: whose outcome would change, and nothing does."""

from server.casework import decisions
from server.casework.cases import Case
from server.catalogue import items
from server.catalogue.items.service import FILES
from tests.factories.casework import a_refused_case, a_submitted_case

TEXT = (FILES / "temporary-relief.toml").read_text(encoding="utf-8")


async def test_the_same_definition_changes_nobody(db):
    await a_refused_case()
    done = await decisions.replay(items.parse(TEXT, name="same"))
    assert (done.judged, done.shifts) == (1, ())


async def test_who_would_come_out_otherwise_is_named(db):
    case, *_ = await a_refused_case()
    harder = TEXT.replace('{ rule = "expenditure_bands" }', '{ rule = "no_cash" }')

    done = await decisions.replay(items.parse(harder, name="harder"))

    assert [(shift.case_no, shift.would_be_fen) for shift in done.shifts] == [(case.case_no, 0)]
    assert (await Case.get(case_no=case.case_no)).stage == "refused"


async def test_who_is_not_decided_is_not_judged(db):
    await a_submitted_case()
    assert (await decisions.replay(items.parse(TEXT, name="same"))).judged == 0

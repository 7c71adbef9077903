"""One act on many cases: each in its own right, each refusal by name."""

import pytest

from server.casework import cases, desk
from server.core import database, ids
from server.core.actors import SYSTEM, Role
from server.registry import staff
from tests.factories.desk import a_case
from tests.factories.registry import OTHER_TOWNSHIP, a_staff_member


async def run(by, act, *case_nos, to=None):
    return await desk.run_batch(ids.new(), act, case_nos, by, to=to)


async def test_what_cannot_be_done_is_named_and_the_rest_is_done(db):
    clerk, other = await a_staff_member(), await a_staff_member()
    free, taken = await a_case(stage="submitted"), await a_case(handler=other)
    elsewhere = await a_case(region="320699101201")

    batch = await run(clerk, "claim", free.case_no, taken.case_no, elsewhere.case_no, "XZ-NO")

    assert {one.case_no: one.refused for one in batch.outcomes} == {
        free.case_no: "",
        taken.case_no: "desk.already_claimed",
        elsewhere.case_no: "cases.unknown",
        "XZ-NO": "cases.unknown",
    }
    assert (await cases.of(free.case_no)).handler_id == clerk.staff_id
    assert (await cases.of(taken.case_no)).handler_id == other.staff_id


async def test_the_same_batch_sent_twice_is_done_once(db):
    clerk, case = await a_staff_member(), await a_case(stage="submitted")
    batch_id = ids.new()

    first = await desk.run_batch(batch_id, "claim", [case.case_no], clerk)
    await desk.release(case.case_no, clerk)
    again = await desk.run_batch(batch_id, "claim", [case.case_no], clerk)

    assert first == again
    assert (await cases.of(case.case_no)).handler_id is None


async def test_five_hundred_are_enough_and_none_is_too_few(db):
    clerk = await a_staff_member()
    for chosen in ([], [f"XZ-{n}" for n in range(501)]):
        with pytest.raises(desk.BatchInvalid):
            await desk.run_batch(ids.new(), "claim", chosen, clerk)
    with pytest.raises(desk.BatchInvalid):
        await desk.run_batch(ids.new(), "grant", ["XZ-1"], clerk)


async def test_a_batch_is_the_business_of_who_ran_it(db):
    clerk, other = await a_staff_member(), await a_staff_member()
    batch = await run(clerk, "claim", (await a_case()).case_no)

    with pytest.raises(desk.BatchUnknown):
        await desk.batch_of(batch.id, other)


async def test_a_case_is_handed_to_a_colleague_of_the_office_only(db):
    clerk, colleague = await a_staff_member(), await a_staff_member()
    stranger = await a_staff_member(region=OTHER_TOWNSHIP)
    case = await a_case(handler=clerk)

    refused = await run(clerk, "assign", case.case_no, to=stranger.staff_id)
    done = await run(clerk, "assign", case.case_no, to=colleague.staff_id)

    assert refused.outcomes[0].refused == "desk.not_a_colleague"
    assert done.outcomes[0].refused == ""
    assert (await cases.of(case.case_no)).handler_id == colleague.staff_id


async def test_only_the_head_hands_on_what_another_holds(db):
    clerk, other = await a_staff_member(), await a_staff_member()
    head = await a_staff_member(role=Role.HEAD)
    case = await a_case(handler=other)

    by_clerk = await run(clerk, "assign", case.case_no, to=clerk.staff_id)
    by_head = await run(head, "assign", case.case_no, to=clerk.staff_id)

    assert by_clerk.outcomes[0].refused == "core.not_allowed"
    assert by_head.outcomes[0].refused == ""


async def test_a_relative_of_the_applicant_is_not_handed_the_case(db):
    clerk, colleague = await a_staff_member(), await a_staff_member()
    case = await a_case(handler=clerk)
    await staff.declare_relative(colleague.staff_id, case.applicant_id, "兄弟", by=SYSTEM)

    batch = await run(clerk, "assign", case.case_no, to=colleague.staff_id)

    assert batch.outcomes[0].refused == "desk.not_a_colleague"


async def test_every_case_of_a_batch_is_in_the_audit_trail(db):
    clerk, first, second = await a_staff_member(), await a_case(), await a_case()

    await run(clerk, "claim", first.case_no, second.case_no)

    rows = await database.fetch("SELECT subject FROM audit_rows WHERE action = 'claim'")
    assert {row["subject"] for row in rows} == {f"case:{first.case_no}", f"case:{second.case_no}"}


async def test_a_note_is_kept_sealed_and_stays_with_colleagues(db):
    clerk, case = await a_staff_member("张伟"), await a_case()

    await desk.write_note(case.case_no, "他耳朵不好，打电话要大声", clerk)

    (note,) = await desk.notes_of(case)
    assert (note.words, note.author) == ("他耳朵不好，打电话要大声", "张伟")
    row = await database.fetch_one("SELECT words_enc FROM desk_notes")
    assert "耳朵".encode() not in bytes(row["words_enc"])
    stranger = await a_staff_member(region=OTHER_TOWNSHIP)
    with pytest.raises(cases.CaseUnknown):
        await desk.write_note(case.case_no, "看一眼", stranger)
    with pytest.raises(desk.NoteEmpty):
        await desk.write_note(case.case_no, "  ", clerk)

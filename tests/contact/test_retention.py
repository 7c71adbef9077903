"""Nothing stays for ever, nothing goes unannounced, nothing goes in one night, and it shows."""

from datetime import datetime, timedelta

import pytest

from server.casework import cases, reports
from server.connectors.storage import FileStorage
from server.contact import notices, retention
from server.contact.retention import drafts, sweeping
from server.core import clock, database, outbox
from server.core.actors import SYSTEM
from server.registry import files
from tests.casework.test_reports import HUNGRY
from tests.factories.registry import a_resident, a_staff_member

NOON = datetime(2026, 3, 2, 4, tzinfo=clock.now().tzinfo)
AFTER = timedelta(days=77)
REGION = "320699100201"


async def a_draft(at=NOON, by=None):
    by = by or await a_resident()
    with clock.stopped_at(at):
        case = await cases.start("temporary-relief", REGION, by, lane="expenditure")
        await cases.save(case.case_no, {"hardship.description": "住院"}, by)
    return case, by


async def told(account_id):
    rows = await database.fetch(
        "SELECT n.kind, count(s.id) AS sends FROM notices n LEFT JOIN notice_sends s"
        " ON s.notice_id = n.id WHERE n.account_id = $1 GROUP BY n.id",
        account_id,
    )
    return [(row["kind"], row["sends"]) for row in rows]


async def exists(case_no):
    return bool(await database.fetch("SELECT 1 FROM cases WHERE case_no = $1", case_no))


async def test_an_old_draft_is_told_of_then_erased_with_everything(db, catalogue, tmp_path):
    case, by = await a_draft()
    storage = FileStorage(tmp_path)
    paper = b"%PDF-1.4\n" + b"x" * 100 + b"%%EOF"
    kept = await files.keep(case.case_no, "proof", "王秀的.pdf", [paper], by=by, storage=storage)

    with clock.stopped_at(NOON + AFTER):
        assert await retention.remind_of_drafts() == 1
        assert await retention.remind_of_drafts() == 0
        assert await retention.forget_drafts() == 0
    # Nobody asked for a message: it is told in the app only.
    assert await told(by.account_id) == [("draft-ends", 0)]
    with clock.stopped_at(NOON + AFTER + timedelta(days=15)):
        assert await retention.forget_drafts() == 1

    assert not await exists(case.case_no)
    assert await database.fetch("SELECT 1 FROM facts WHERE case_no = $1", case.case_no) == []
    assert await files.erase_waiting(storage) == 1
    assert await files.erase_waiting(storage) == 0
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    (row,) = await database.fetch("SELECT name FROM files WHERE id = $1", kept.id)
    assert row["name"] == "erased"
    actions = await database.fetch(
        "SELECT action FROM audit_rows WHERE subject = $1 AND reason = 'retention' ORDER BY id",
        f"case:{case.case_no}",
    )
    assert [row["action"] for row in actions] == ["erase-file", "forget-draft"]


async def test_who_asked_for_it_gets_a_message_too(db, catalogue):
    case, by = await a_draft()
    await retention.wish(case.case_no, wants_message=True, by=by)

    with clock.stopped_at(NOON + AFTER):
        await retention.remind_of_drafts()

    assert await told(by.account_id) == [("draft-ends", 1)]


async def test_a_draft_somebody_comes_back_to_stays(db, catalogue):
    case, by = await a_draft()
    with clock.stopped_at(NOON + AFTER):
        await retention.remind_of_drafts()
    with clock.stopped_at(NOON + AFTER + timedelta(days=1)):
        await cases.save(case.case_no, {"hardship.description": "还在住院"}, by)

    with clock.stopped_at(NOON + AFTER + timedelta(days=60)):
        assert await retention.forget_drafts() == 0
    assert await exists(case.case_no)


async def test_a_draft_somebody_reported_stays_and_is_not_said_to_go(db, catalogue):
    case, by = await a_draft()
    number = await reports.make(HUNGRY)
    clerk = await a_staff_member()
    await reports.take(number, clerk)
    await reports.link_to_case(number, case.case_no, clerk)

    with clock.stopped_at(NOON + AFTER):
        assert await retention.remind_of_drafts() == 0
    with clock.stopped_at(NOON + timedelta(days=200)):
        assert await retention.forget_drafts() == 0
        with pytest.raises(database.IntegrityError):
            await cases.forget_draft(
                case.id, saved_before=clock.now(), reason="retention", by=SYSTEM
            )
    assert await told(by.account_id) == []
    assert await exists(case.case_no)


async def test_one_night_sends_nothing_and_a_day_a_portion(db, catalogue, monkeypatch):
    monkeypatch.setattr(drafts, "PORTION", 2)
    for _ in range(3):
        await a_draft(by=await a_resident())

    with clock.stopped_at(NOON + AFTER + timedelta(hours=12)):
        assert await retention.remind_of_drafts() == 0
    with clock.stopped_at(NOON + AFTER):
        assert await retention.remind_of_drafts() == 2
        assert await retention.remind_of_drafts() == 1


async def test_only_ones_own_draft_may_be_wished_for(db, catalogue):
    case, _ = await a_draft()
    stranger = await a_resident()

    with pytest.raises(cases.CaseUnknown):
        await retention.wish(case.case_no, wants_message=True, by=stranger)


async def test_read_notices_go_after_two_years_unread_ones_stay(db, catalogue):
    by = await a_resident()
    for once in ("read", "unread"):
        with clock.stopped_at(NOON):
            await notices.tell(
                by.account_id,
                "case-accepted",
                once,
                case_no=None,
                params={"case_no": "1", "due": ""},
            )
    await database.execute("UPDATE notices SET read_at = $1 WHERE once_key = 'read'", NOON)

    with clock.stopped_at(NOON + sweeping.NOTICES_KEPT):
        assert await retention.forget_notices() == 0
    with clock.stopped_at(NOON + sweeping.NOTICES_KEPT + timedelta(days=1)):
        assert await retention.forget_notices() == 1

    left = await database.fetch("SELECT once_key FROM notices WHERE account_id = $1", by.account_id)
    assert [row["once_key"] for row in left] == ["unread"]
    rows = await database.fetch("SELECT action FROM audit_rows WHERE subject = 'notices'")
    assert [row["action"] for row in rows] == ["forget"]


async def test_delivered_events_go_and_undelivered_ones_stay(db, catalogue):
    for name in ("done", "waiting", "fresh"):
        await outbox.publish(cases.CaseSubmitted(name))
    long_ago = clock.real_now() - timedelta(days=31)
    await outbox.expand({"CaseSubmitted": (("tell", None),)})
    await database.execute(
        "UPDATE outbox_events SET expanded_at = $1 WHERE subject <> 'fresh'", long_ago
    )
    await database.execute(
        "UPDATE outbox_jobs SET state = 'done', done_at = $1 WHERE subject = 'done'", long_ago
    )
    subjects = await database.fetch("SELECT subject FROM outbox_events ORDER BY id")

    assert await retention.forget_events() == 1

    left = await database.fetch("SELECT subject FROM outbox_events ORDER BY id")
    assert len(left) == len(subjects) - 1


async def test_the_wish_is_given_on_a_page_and_by_the_api(http, sandbox):
    from tests.journeys.people import a_draft as a_full_draft
    from tests.journeys.people import a_resident as somebody

    li = await somebody(http, sandbox)
    case_no = await a_full_draft(li)

    await li.call("PUT", f"/cases/{case_no}/reminder", {"wanted": True}, status=204)
    assert await retention.wants_reminder(case_no)
    http.cookies.set("ot", li.token)
    shown = await http.get(f"/cases/{case_no}/reminder", headers={"accept": "text/html"})
    assert "到时候会发一条微信或短信提醒您" in shown.text
    token = shown.text.split('name="csrf" value="')[1].split('"')[0]
    await http.post(f"/cases/{case_no}/reminder", data={"csrf": token, "wanted": "0"})
    assert not await retention.wants_reminder(case_no)

"""Anybody tells of somebody in trouble, on a phone, without signing in."""

from server.core import database

TOLD = {
    "whom": "周福来，村口第二家",
    "kind": "no_food",
    "words": "两天没有开伙",
    "source": "village",
}


async def test_from_the_menu_to_the_number(visitor):
    page = await visitor.open("/")
    assert "/report" in page.links
    page = await visitor.open("/report?in=320699100201")
    assert "tel:12345" in page.links
    page = await visitor.press(page, "/report", **TOLD)
    assert "收到了" in page.words
    assert "周福来" not in page.words
    (row,) = await database.fetch("SELECT report_no FROM reports")
    again = await visitor.open(f"/report/{row['report_no']}")
    assert "马上有人看" in again.words
    assert "开伙" not in again.words


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(visitor):
    page = await visitor.open("/report?in=320699100201")
    page = await visitor.press(page, "/report", **(TOLD | {"words": ""}))
    assert page.status == 422
    assert page.form("/report")["fields"]["whom"] == TOLD["whom"]


async def test_an_unknown_number_is_not_found(visitor):
    page = await visitor.open("/report/BG2222222222")
    assert page.status == 404

"""Letters: numbered, frozen, drawn with rare characters, served with proof, checked by anybody."""

import asyncio
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from tortoise.exceptions import IntegrityError

from server.casework import letters
from server.casework.letters import Proof, appeal_until
from server.casework.letters.capitals import in_capitals
from server.casework.letters.content import Content, Section, Sum
from server.casework.letters.drawing import draw
from server.core import clock, database
from server.core.config import settings
from tests.factories.letters import a_letter, text_of


def a_content(**changes):
    given = {
        "kind": "grant",
        "title": "救助确认通知书",
        "issuer": "望江镇便民服务中心",
        "doc_no": "望江镇救〔2026〕12 号",
        "addressee": "王䶮㛃",
        "id_no": "320699********0036",
        "opening": "您提交的临时救助申请，经调查核实和审核，作出如下决定。",
        "sections": (Section("依据", ("社会救助暂行办法第四十七条",)),),
        "sums": (Sum("超过的部分，按 30%", "6,000.00"), Sum("合计", "6,000.00", is_total=True)),
        "decision": "给予临时救助 6,000.00 元。",
        "remedy": ("不服这个决定，可以从收到的第二天起 60 日内申请行政复议。",),
        "contact": "望江镇便民服务中心",
        "issued_on": date(2026, 11, 25),
        "office_code": "320699100",
        "verify_code": "ABCDEFGHJKLMN2",
    }
    return Content(**(given | changes))


@pytest.mark.parametrize("name", ["王䶮㛃", "阿依努尔·买买提", "欧阳建国"])
def test_rare_characters_of_a_name_are_really_in_the_pdf(name):
    said = text_of(draw(a_content(addressee=name)))
    assert name in said
    assert "印不出" not in said
    for words in ("60日内申请行政复议", "合计6,000.00", "ABCDEFGHJKLMN2", "（盖章处）"):
        assert words in said


def test_a_character_the_face_does_not_have_is_admitted():
    assert "U+2A6A5" in text_of(draw(a_content(addressee="王\U0002a6a5")))


def test_no_line_begins_with_a_comma():
    lines = "钱打到您的账户，" * 60
    drawn = draw(a_content(sections=(Section("说明", (lines,)),)))
    for page in pypdf.PdfReader(BytesIO(drawn)).pages:
        starts = {line.replace("\0", "").strip()[:1] for line in page.extract_text().splitlines()}
        assert "，" not in starts


def test_a_long_letter_goes_on_to_a_second_page():
    long = tuple(f"{number}．请您说明这一项的情况。" for number in range(60))
    drawn = draw(a_content(sections=(Section("请您说明的 60 项", long),)))
    assert len(pypdf.PdfReader(BytesIO(drawn)).pages) >= 2
    assert "60．" not in text_of(drawn)
    assert "59．请您说明" in text_of(drawn)


def test_the_seal_is_drawn_where_the_office_has_one(tmp_path, monkeypatch):
    from PIL import Image

    Image.new("RGBA", (80, 80), (200, 0, 0, 120)).save(tmp_path / "320699100.png")
    monkeypatch.setitem(vars(settings()), "seals_dir", str(tmp_path))
    assert "盖章处" not in text_of(draw(a_content()))
    assert "盖章处" in text_of(draw(a_content(office_code="320699101")))


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (820_000, "捌仟贰佰元整"),
        (1_000_010, "壹万元壹角整"),
        (2_003_005, "贰万零叁拾元零伍分"),
        (10_000_500, "壹拾万零伍元整"),
        (100_000_000, "壹佰万元整"),
        (5, "伍分"),
    ],
)
def test_amounts_stand_in_capitals(fen, said):
    assert in_capitals(fen) == said


@pytest.mark.parametrize(
    ("served", "review", "court"),
    [
        (date(2024, 11, 5), date(2025, 1, 6), date(2025, 5, 6)),  # both last days are holidays
        (date(2025, 8, 31), date(2025, 10, 30), date(2026, 2, 28)),  # a shorter month; works
    ],
)
async def test_the_last_days_of_an_appeal(rules, served, review, court):
    found = appeal_until(served)
    last = [
        clock.local(one.at).date() - timedelta(days=1) for one in (found.review, found.litigation)
    ]
    assert last == [review, court]
    assert not found.review.is_provisional


async def test_an_appeal_beyond_the_calendar_is_provisional(rules):
    found = appeal_until(date(2026, 11, 25))
    assert found.review.is_provisional
    assert found.litigation.is_provisional


@pytest.mark.parametrize(
    ("proof", "wrong"),
    [
        (Proof("in_app", date(2026, 1, 6)), {"method"}),
        (Proof("handed_over", date(2026, 1, 6)), {"receiver"}),
        (Proof("post", date(2026, 1, 6)), {"tracking_no", "sent_on"}),
        (Proof("left", date(2026, 1, 6), witnesses="甲、乙"), {"place"}),
        (
            Proof("public_notice", date(2026, 1, 6), place="村口", sent_on=date(2026, 1, 7)),
            {"sent_on"},
        ),
        (Proof("handed_over", date(2026, 1, 4), receiver="本人"), {"served_on"}),
        (Proof("handed_over", date(2026, 1, 9), receiver="本人"), {"served_on"}),
    ],
)
def test_a_proof_with_a_gap_is_no_proof(proof, wrong):
    from server.casework.letters.rules import check_proof

    with pytest.raises(letters.ServiceInvalid) as refused:
        check_proof(proof, issued_on=date(2026, 1, 5), today=date(2026, 1, 8))
    assert set(refused.value.fields) == wrong


async def _take(office, year, *, then=None):
    from server.casework.letters.issuing import _next

    async with database.transaction():
        number = await _next(office, year)
        await asyncio.sleep(0)
        if then:
            raise then
    return number


async def test_numbers_neither_double_nor_leave_gaps(fresh_db):
    """Twelve at once, three of which are rolled back."""
    works = [
        _take("320699100", 2026, then=RuntimeError() if number % 4 == 3 else None)
        for number in range(12)
    ]
    taken = await asyncio.gather(*works, return_exceptions=True)
    numbers = sorted(number for number in taken if isinstance(number, int))
    assert numbers == list(range(1, 10))
    assert await _take("320699100", 2027) == 1
    assert await _take("320699101", 2026) == 1


async def test_nothing_changes_a_letter_once_issued(fresh_db):
    letter = await a_letter()
    for change in ("doc_no = 'x'", "content_enc = '\\x00'", "issued_at = now()"):
        with pytest.raises(IntegrityError, match="stays as it is"):
            await database.execute(f"UPDATE letters SET {change} WHERE id = $1", letter.id)
    with pytest.raises(IntegrityError, match="stays as it is"):
        await database.execute("DELETE FROM letters WHERE id = $1", letter.id)

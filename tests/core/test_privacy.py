"""Sealed values open only where they belong; indexes find them; masks and scrubbing hide them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import privacy
from server.core.privacy import keyring

ID_NO = "320699194903070016"


@given(st.text(max_size=200))
def test_a_sealed_text_opens_again(text):
    assert privacy.decrypt(privacy.encrypt(text, "people.name"), "people.name") == text


def test_equal_texts_are_sealed_differently():
    assert privacy.encrypt("同", "x") != privacy.encrypt("同", "x")


def test_a_value_moved_to_another_column_does_not_open():
    blob = privacy.encrypt(ID_NO, "people.id_no")
    with pytest.raises(privacy.Unreadable):
        privacy.decrypt(blob, "people.phone")


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_damaged_value_does_not_open(position, bit):
    blob = bytearray(privacy.encrypt(ID_NO, "people.id_no"))
    blob[position % len(blob)] ^= 1 << bit
    with pytest.raises((privacy.Unreadable, privacy.MissingKeys, UnicodeDecodeError)):
        privacy.decrypt(bytes(blob), "people.id_no")


def test_the_published_sm3_vector():
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert privacy.sm3(b"abc").hex() == expected


def test_an_index_is_stable_and_bound_to_its_column():
    assert privacy.blind_index(ID_NO, "people.id_no") == privacy.blind_index(ID_NO, "people.id_no")
    assert privacy.blind_index(ID_NO, "people.id_no") != privacy.blind_index(ID_NO, "accounts.id")


def test_an_old_key_still_opens_after_rotation(tmp_path):
    first = keyring.load(tmp_path, generate=True)
    privacy.use(first)
    blob = privacy.encrypt("旧", "x")
    keyring.add(tmp_path, "data", "k2")
    privacy.use(keyring.load(tmp_path, generate=True))
    try:
        assert keyring.ring().newest("data")[0] == "k2"
        assert privacy.decrypt(blob, "x") == "旧"
    finally:
        privacy.use(None)


def test_production_refuses_generated_keys(tmp_path):
    keyring.load(tmp_path, generate=True)
    with pytest.raises(privacy.MissingKeys, match="generated"):
        keyring.load(tmp_path, generate=False)


def test_a_key_others_can_read_is_refused(tmp_path):
    keyring.load(tmp_path, generate=True)
    next(tmp_path.glob("data.*")).chmod(0o644)
    with pytest.raises(privacy.MissingKeys, match="0600"):
        keyring.load(tmp_path, generate=True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王*明"),
        ("欧阳小明", "欧**明"),
        ("阿卜杜·热合曼", "阿*****曼"),
        ("李", "*"),
    ],
)
def test_names_are_masked(name, shown):
    assert privacy.mask_name(name) == shown


def test_numbers_are_masked_one_way_only():
    assert privacy.mask_id_no(ID_NO) == "320699********0016"
    assert privacy.mask_phone("13812345678") == "138****5678"
    assert privacy.mask_phone("0513-85123456") == "0513-******56"
    assert privacy.mask_card("6222021102012345677") == "***************5677"


@pytest.mark.parametrize(
    "number",
    [
        ID_NO,
        "32069920160601124X",
        "13812345678",
        "138 1234 5678",
        "0513-85220000",
        "+14155552671",
        "+852 6000 1111",
        "6222021102012345677",
    ],
)
def test_free_text_loses_personal_numbers(number):
    assert number not in privacy.scrub(f"请联系{number}，谢谢")


def test_scrubbing_leaves_case_numbers_and_dates_alone():
    text = "XZ-20261124-0007-K 2026-11-24 8,200.00 2026-11-24T08:00:00+08:00 +3,000.00"
    assert privacy.scrub(text) == text


def test_a_new_key_is_the_one_written_with(tmp_path):
    for purpose in keyring.PURPOSES:
        keyring.add_new(tmp_path, purpose, "2026a")
    keyring.add_new(tmp_path, "data", "2027a")

    loaded = keyring.load(tmp_path, generate=False)

    assert loaded.newest("data")[0] == "2027a"
    assert len(set(keyring.checks(tmp_path).values())) == 5
    assert all(not path.stat().st_mode & 0o077 for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("purpose", "key_id"),
    [("data", "2026a"), ("data", "2025z"), ("index", "2027a"), ("data", "dev2"), ("data", "../x")],
)
def test_a_key_that_would_hide_or_replace_another_is_refused(tmp_path, purpose, key_id):
    for known in keyring.PURPOSES:
        keyring.add_new(tmp_path, known, "2026a")

    with pytest.raises(keyring.KeyRefused):
        keyring.add_new(tmp_path, purpose, key_id)

"""Failures as answers: in the reader's language, without a trace, with a way on."""

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from server.core.database import DatabaseBusy
from server.core.errors import Conflict, Invalid, NotFound, Unavailable
from server.web import errors
from server.web.body import FieldsInvalid


class SlotFull(Conflict):
    code = "test.slot_full"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(NotFound(), 404), (SlotFull(), 409), (Unavailable(), 503), (errors.TooLarge(), 413)],
)
def test_a_refusal_has_the_status_of_its_kind_or_its_own(refusal, status):
    assert errors.status_of(refusal) == status


def test_fields_are_worded_in_the_readers_language():
    refusal = FieldsInvalid(fields={"name": "field.missing"})

    chinese = errors.problem_of(refusal, "zh_CN", "r1")
    english = errors.problem_of(refusal, "en", "r1")

    assert chinese.fields["name"].text == "这一项要填。"
    assert english.fields["name"].text == "This has to be filled in."
    assert chinese.request_id == "r1"


def test_a_fault_of_ours_shows_its_number_and_nothing_else(caplog):
    refusal = errors.refusal_for(RuntimeError("secret"))
    problem = errors.problem_of(refusal, "zh_CN", "abc12345")

    assert errors.status_of(refusal) == 500
    assert "abc12345" in problem.next
    assert "secret" not in repr(problem)
    assert caplog.records[0].levelname == "ERROR"


def test_a_database_that_gives_way_asks_to_try_again():
    for failure in (asyncpg.DeadlockDetectedError("x"), OperationalError("x"), ConnectionError()):
        assert isinstance(errors.refusal_for(failure), DatabaseBusy)


def test_wrong_sql_is_our_fault_however_it_is_wrapped():
    wrong = OperationalError(asyncpg.UndefinedTableError("x"))

    assert isinstance(errors.refusal_for(wrong), errors.Unexpected)


def test_a_character_that_no_text_has_is_not_our_fault_and_does_not_pass():
    for nul in (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError):
        assert isinstance(errors.refusal_for(OperationalError(nul("x"))), errors.UnreadableText)
        assert isinstance(errors.refusal_for(nul("x")), errors.UnreadableText)


def test_every_kind_of_refusal_has_a_status():
    for kind in (Invalid, Conflict, NotFound, Unavailable):
        assert kind in errors.STATUSES

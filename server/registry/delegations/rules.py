"""Who may give a mandate, to whom, and for how long."""

from datetime import date
from uuid import UUID

from server.core import clock
from server.core.actors import CASE_ROLES, Actor
from server.registry import households, people
from server.registry.delegations.errors import DelegateUnfit, MandateInvalid, NotYoursToGive
from server.registry.people import Person

KINDS = ("relative", "village_helper", "other", "guardian")
METHODS = ("signature", "counter", "read_aloud")
LONGEST_DAYS = 365


def check_giver(person_id: UUID, kind: str, method: str, *, by: Actor) -> None:
    """The person by signature, else staff in their presence; a guardian is entered by staff.

    Raises NotYoursToGive.
    """
    by_staff = by.role in CASE_ROLES and method != "signature"
    themself = by.person_id == person_id and by.mandate is None and method == "signature"
    if not (by_staff or (themself and kind != "guardian")):
        raise NotYoursToGive


def check_words(kind: str, method: str, until: date, *, witness: str, basis: str) -> None:
    """Everything that makes it limited and provable. Raises MandateInvalid."""
    wrong: dict[str, str] = {}
    days = (until - clock.today()).days
    if not 0 <= days <= LONGEST_DAYS:
        wrong["until"] = "field.mandate_too_long"
    if kind not in KINDS:
        wrong["kind"] = "field.not_a_choice"
    if method not in METHODS:
        wrong["method"] = "field.not_a_choice"
    if method == "read_aloud" and not witness:
        wrong["witness"] = "field.witness_missing"
    if kind == "guardian" and not basis:
        wrong["basis"] = "field.basis_missing"
    if wrong:
        raise MandateInvalid(fields=wrong)


def check_witness(witness: str, *, barred: tuple[str, ...]) -> None:
    """Neither whom the mandate is for nor the clerk vouches for it. Raises MandateInvalid."""
    said = witness.replace(" ", "")
    if said and any(name and name.replace(" ", "") in said for name in barred):
        raise MandateInvalid(fields={"witness": "field.witness_unfit"})


async def check_delegate(person_id: UUID, delegate: Person) -> None:
    """An adult who is not the person, and not somebody to be kept away. Raises DelegateUnfit."""
    if delegate.id == person_id or not people.is_adult(delegate.born_on, clock.today()):
        raise DelegateUnfit
    if await households.cautions(person_id, about=[delegate.id]):
        raise DelegateUnfit

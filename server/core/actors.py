"""Actors: who does something. Passed explicitly as `by` through every service."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody acts as; one session acts as one role at a time."""

    PUBLIC = "public"
    RESIDENT = "resident"
    VILLAGE_HELPER = "village_helper"
    CLERK = "clerk"
    HEAD = "head"
    COUNTY_REVIEWER = "county_reviewer"
    COUNTY_APPROVER = "county_approver"
    MANAGER = "manager"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


STAFF_ROLES = frozenset(Role) - {Role.PUBLIC, Role.RESIDENT, Role.SYSTEM}
# Roles that work on cases; administrators never see case data.
CASE_ROLES = frozenset({Role.CLERK, Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})


# Three people, so that none can do and hide; each holds this one post only.
ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


@dataclass(frozen=True)
class Mandate:
    """What a delegate may do for somebody else, for now; never sign what is that person's own."""

    no: str
    for_id: UUID
    is_guardian: bool = False
    case_no: str | None = None
    items: tuple[str, ...] = ()

    def covers(self, case_no: str, item_code: str) -> bool:
        """Whether a case lies within what was given."""
        return self.case_no in (None, case_no) and (not self.items or item_code in self.items)


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one role.

    `id` is the stable text written to audit rows and steps (`resident:…`, `staff:…`, `system`).
    `office` is the region code whose cases a caseworker may see: a township or a county.
    `person_id` is who acts; a delegate acts for `mandate.for_id`. `for_name` is whom the screen
    must name, where an account serves more than one person.
    """

    id: str
    role: Role
    name: str = ""
    account_id: UUID | None = None
    person_id: UUID | None = None
    staff_id: UUID | None = None
    office: str = ""
    mandate: Mandate | None = None
    for_name: str = ""

    @property
    def subject(self) -> UUID | None:
        """The person whose matter this is: the represented one, else oneself."""
        return self.mandate.for_id if self.mandate else self.person_id

    @property
    def scope(self) -> str:
        """Keeps what one account does for one person apart from what it does for another."""
        return self.id if self.subject is None else f"{self.id}/{self.subject}"

    @property
    def is_staff(self) -> bool:
        """True for everybody who signs in to the console."""
        return self.role in STAFF_ROLES


PUBLIC = Actor(id="public", role=Role.PUBLIC)
SYSTEM = Actor(id="system", role=Role.SYSTEM, name="系统")

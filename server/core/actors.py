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


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one role.

    `id` is the stable text written to audit rows and steps (`resident:…`, `staff:…`, `system`).
    `office` is the region code whose cases a caseworker may see: a township or a county.
    """

    id: str
    role: Role
    name: str = ""
    account_id: UUID | None = None
    person_id: UUID | None = None
    staff_id: UUID | None = None
    office: str = ""

    @property
    def is_staff(self) -> bool:
        """True for everybody who signs in to the console."""
        return self.role in STAFF_ROLES


PUBLIC = Actor(id="public", role=Role.PUBLIC)
SYSTEM = Actor(id="system", role=Role.SYSTEM, name="系统")

"""Audit trail: who wrote or read what, sealed into a chain that shows every later change."""

from server.registry.audit.reading import PAGE, Row, Wanted, read
from server.registry.audit.sealing import checkpoint_file, seal_once
from server.registry.audit.service import PersonalDataInAudit, record
from server.registry.audit.verifying import Report, verify

__all__ = [
    "PAGE",
    "PersonalDataInAudit",
    "Report",
    "Row",
    "Wanted",
    "checkpoint_file",
    "read",
    "record",
    "seal_once",
    "verify",
]

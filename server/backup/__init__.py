"""Backup and restore: the database in one snapshot, the files, the audit checkpoints; no keys."""

from server.backup.manifest import BackupDamaged, Manifest, WrongKeys
from server.backup.restoring import NotEmpty, Report, restore
from server.backup.saving import FilesMissing, save
from server.backup.tools import ToolFailed

__all__ = [
    "BackupDamaged",
    "FilesMissing",
    "Manifest",
    "NotEmpty",
    "Report",
    "ToolFailed",
    "WrongKeys",
    "restore",
    "save",
]

"""Files: papers and photographs of a case, known by content, without the place they were taken."""

from server.registry.files.content import FileDamaged, FileIsHeic, FileTypeRefused
from server.registry.files.forgetting import erase, erase_waiting, forget_case
from server.registry.files.service import (
    File,
    FileTooLarge,
    FileUnknown,
    keep,
    keep_once,
    look,
    of,
    of_case,
    read,
    same,
)

__all__ = [
    "File",
    "FileDamaged",
    "FileIsHeic",
    "FileTooLarge",
    "FileTypeRefused",
    "FileUnknown",
    "erase",
    "erase_waiting",
    "forget_case",
    "keep",
    "keep_once",
    "look",
    "of",
    "of_case",
    "read",
    "same",
]

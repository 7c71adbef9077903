"""Files: papers and photographs of a case, known by content, without the place they were taken."""

from server.registry.files.content import FileDamaged, FileTypeRefused
from server.registry.files.forgetting import erase, erase_waiting, forget_case
from server.registry.files.service import (
    File,
    FileTooLarge,
    FileUnknown,
    keep,
    of,
    of_case,
    read,
)

__all__ = [
    "File",
    "FileDamaged",
    "FileTooLarge",
    "FileTypeRefused",
    "FileUnknown",
    "erase",
    "erase_waiting",
    "forget_case",
    "keep",
    "of",
    "of_case",
    "read",
]

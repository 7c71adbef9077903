"""Entitlements: an append-only ledger of what was granted; nothing is changed, only reversed."""

from server.registry.entitlements.service import Entry, EntryUnknown, grant, of_person, reverse

__all__ = ["Entry", "EntryUnknown", "grant", "of_person", "reverse"]

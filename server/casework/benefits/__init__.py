"""Benefits: a decided grant becomes a line in the ledger of entitlements."""

from server.casework.benefits.service import enter

__all__ = ["enter"]

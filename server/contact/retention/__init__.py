"""How long things stay: reminders before a draft goes, and the erasing of what is old.

In small portions, so that no night sends a hundred thousand messages; each erasure is audited.
"""

from server.contact.retention.drafts import forget_drafts, remind_of_drafts, wants_reminder, wish
from server.contact.retention.sweeping import forget_events, forget_logs, forget_notices

__all__ = [
    "forget_drafts",
    "forget_events",
    "forget_logs",
    "forget_notices",
    "remind_of_drafts",
    "wants_reminder",
    "wish",
]

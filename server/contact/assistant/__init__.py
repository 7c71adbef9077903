"""The assistant at work: the library `bots` over the front doors of everything it speaks of.

Four mouths, one brain: amounts, papers and periods come from the definitions, parameters and
estimates that the form, the clerk and the letter use.
"""

from server.contact.assistant.drafting import draft, facts_said, title_of
from server.contact.assistant.learning import is_danger, load
from server.contact.assistant.service import Replied, Spoken, reply
from server.contact.assistant.wechat import push_received

__all__ = [
    "Replied",
    "Spoken",
    "draft",
    "facts_said",
    "is_danger",
    "load",
    "push_received",
    "reply",
    "title_of",
]

"""Settings: one TOML file, the environment over it, secrets from files. They stop at the door.

Only `cli` reads them and hands each room what it needs as arguments.
"""

from notifier.settings.feeds import FeedName, FeedSection
from notifier.settings.reading import read_settings, unknown_variables
from notifier.settings.secret import is_exposed, revealed
from notifier.settings.sections import (
    Contact,
    DigestSection,
    Files,
    Sender,
    Signatory,
    Union,
)
from notifier.settings.servers import (
    Domain,
    JournalSection,
    Limits,
    MailboxSection,
    OAuthSection,
    Pace,
    RelayName,
    RelaySection,
)
from notifier.settings.whole import Settings

__all__ = [
    "Contact",
    "DigestSection",
    "Domain",
    "FeedName",
    "FeedSection",
    "Files",
    "JournalSection",
    "Limits",
    "MailboxSection",
    "OAuthSection",
    "Pace",
    "RelayName",
    "RelaySection",
    "Sender",
    "Settings",
    "Signatory",
    "Union",
    "is_exposed",
    "read_settings",
    "revealed",
    "unknown_variables",
]

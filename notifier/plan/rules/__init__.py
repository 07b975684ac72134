"""The rules of `config/rules.yaml`: who is written to how long before or after what.

Every field is validated, and what is wrong is said in sentences the officer can act on.
"""

from notifier.plan.rules.office import (
    ANY_HOUR,
    Acknowledgement,
    Cluster,
    Delivery,
    Documents,
    DutyStation,
    Notice,
    Overdue,
)
from notifier.plan.rules.rule import Anchor, Count, Narrowed, Offset, Rule
from notifier.plan.rules.stages import Contact, Reminders, SessionNotice, Stage
from notifier.plan.rules.timings import Timing
from notifier.plan.rules.whole import Rules

__all__ = [
    "ANY_HOUR",
    "Acknowledgement",
    "Anchor",
    "Cluster",
    "Contact",
    "Count",
    "Delivery",
    "Documents",
    "DutyStation",
    "Narrowed",
    "Notice",
    "Offset",
    "Overdue",
    "Reminders",
    "Rule",
    "Rules",
    "SessionNotice",
    "Stage",
    "Timing",
]

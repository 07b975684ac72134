"""One circular letter as a record, and the only path on which it may travel.

draft -> cleared -> signed -> issued. Before issue it can be returned to draft or withdrawn;
after issue nothing changes, corrections are reissues.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from notifier.languages import Language
from notifier.plan.kind import STANDING, Kind


class Status(StrEnum):
    """How far a letter has come."""

    DRAFT = "draft"
    CLEARED = "cleared"
    SIGNED = "signed"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


_STEPS: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.CLEARED, Status.WITHDRAWN}),
    Status.CLEARED: frozenset({Status.SIGNED, Status.DRAFT, Status.WITHDRAWN}),
    Status.SIGNED: frozenset({Status.ISSUED, Status.DRAFT, Status.WITHDRAWN}),
    Status.ISSUED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def may_become(now: Status, then: Status) -> bool:
    """Tell whether a letter in status `now` may take the status `then`."""
    return then in _STEPS[now]


def series_number(reference: str) -> str:
    """Return what a reference has in common with every other spelling of the same number.

    `CL-26/0099` and `cl-26/99` are one entry of the registry.
    """
    plain = unicodedata.normalize("NFKC", reference).casefold()
    return _LEADING_ZEROS.sub("", "".join(plain.split()))


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as the ledger keeps it.

    `key` is natural and unique (`wsis-forum-2026/inputs/consultation`): drafting twice drafts
    once. `facts` is the snapshot of the plan that the letter speaks of: the letter is rendered
    from it alone, never from the plan of the day.
    """

    id: int
    key: str
    kind: Kind
    status: Status
    activity: str
    consultations: tuple[str, ...]  # consultation keys; several in a merged reminder
    facts: Mapping[str, Any]
    addressees: tuple[str, ...] | None  # focal point ids; None: resolved from the audience at issue
    parent: int | None
    urgent: bool
    due_at: datetime  # when it should be issued
    created_at: datetime
    reference: str | None = None
    cleared_by: str | None = None
    cleared_at: datetime | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None
    issued_at: datetime | None = None
    released_at: datetime | None = None  # when its rows stood in the outbox
    signed_hash: str | None = None  # of what was cleared and signed

    @property
    def is_standing(self) -> bool:
        """Whether this letter goes out without a signature of its own."""
        return self.kind in STANDING


@dataclass(frozen=True, slots=True)
class Wording:
    """What one edition says, after the template was filled and before it takes a form.

    Personal values are still slots (see `slots`), so one wording serves every addressee of
    its language. `body` is Markdown; `deadlines` are the rows (when, what) of the key-deadlines
    table, Markdown inline text. What is signed is the hash of all of it.
    """

    language: Language
    subject: str
    salutation: str
    deadlines: tuple[tuple[str, str], ...]
    body: str
    closing: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands around the wording on paper: all data, entered or configured, never code."""

    organization: str  # "International Telecommunication Union" in the edition's language
    organ: str  # "General Secretariat"
    address_lines: tuple[str, ...]  # footer
    place_and_date: str  # "Geneva, 12 January 2026", formatted
    reference: str
    contact_name: str
    contact_phone: str
    contact_mail: str
    addressees: tuple[str, ...]  # the dash list on the right
    signatory_name: str
    signatory_title: str
    annexes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A letter in one language, ready to be spliced and sent. `pdf` is None for standing letters."""

    language: Language
    subject: str
    text: str
    html: str
    pdf: bytes | None
    pdf_name: str

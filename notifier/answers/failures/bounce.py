"""Bounces that are no RFC 3464 report: qmail, Exim, Exchange prose, gateways, carriers."""

import re
from dataclasses import replace

from notifier.answers.answer import Category, Understood
from notifier.answers.evidence import confirmed
from notifier.answers.failures.places import failed_addresses
from notifier.answers.failures.report import with_returned
from notifier.answers.failures.returned import human_part, returned_headers
from notifier.answers.failures.severity import is_hard_told
from notifier.answers.failures.signs import is_bounce, outside
from notifier.answers.failures.wording import (
    DELAYED,
    DELAYED_SUBJECT,
    DELIVERED,
    DELIVERED_SUBJECT,
    FAILED,
    FINAL,
)
from notifier.answers.mime.entity import Part
from notifier.invitations.token import tokens_in

_GOES_ON = re.compile(r"\W*(?:warning|delivery (?:status )?notification|\w+ notice)", re.IGNORECASE)
_SCANNED = 256 * 1024


def read_bounce(mail: Part, envelope: Understood) -> Understood | None:
    """Return the bounce that a mail is, None when it is none."""
    text = envelope.text
    seen = outside(mail, envelope)
    human = human_part(text)
    if seen.is_by_server and _is_success(envelope.subject, human):
        return replace(envelope, category=Category.OTHER, is_report=True)
    if not is_bounce(seen, mail, envelope, human):
        return None
    delayed = _is_delayed(envelope.subject, human)
    returned = returned_headers(mail, text)
    understood = with_returned(envelope, mail, text)
    return replace(
        confirmed(understood, tokens_in(text[:_SCANNED])),
        category=Category.BOUNCE,
        recipients=failed_addresses(mail, envelope.sender, returned, text),
        delayed=delayed,
        hard=None if delayed else is_hard_told(f"{human}\n{envelope.subject}", text),
        diagnostic=human.strip()[:2000],
    )


def _is_success(subject: str, human: str) -> bool:
    if DELIVERED_SUBJECT.search(subject[:300]):
        return True
    return bool(DELIVERED.search(human[:2000])) and not FAILED.search(
        DELIVERED.sub(" ", human[:4000])
    )


def _is_delayed(subject: str, human: str) -> bool:
    if DELAYED_SUBJECT.search(_title(subject)):
        return not re.search(r"giving up|given up", human[:8000], re.IGNORECASE)
    return bool(DELAYED.search(human[:8000])) and not FINAL.search(human[:8000])


def _title(subject: str) -> str:
    """Return what a server put before the subject of the mail that it returns, or the whole."""
    head, _, _ = subject.partition(":")
    return subject if _GOES_ON.match(head) else head

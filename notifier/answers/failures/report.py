"""Delivery reports of RFC 3464 (DSN): each recipient of whom one speaks, and what became of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from notifier.answers.answer import Category, Fate, Understood
from notifier.answers.evidence import confirmed
from notifier.answers.failures.places import address_of, failed_addresses
from notifier.answers.failures.returned import human_part, ids_in, message_ids, returned_headers
from notifier.answers.failures.returned import token_places as returned_places
from notifier.answers.failures.severity import enhanced_status, is_hard
from notifier.answers.failures.wording import DELAYED_SUBJECT
from notifier.answers.mime.bodies import words
from notifier.answers.mime.charset import header_text, text_of
from notifier.answers.mime.entity import RETURNED_WHOLE, Part, header_block, leaves, parse
from notifier.answers.programs.automatic import is_null_path
from notifier.invitations.token import tokens_in

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_IS_REPORT = re.compile(rb"^content-type:\s*multipart/report", re.IGNORECASE | re.MULTILINE)
_HAS_FIELDS = re.compile(
    rb"^(?:final|original)-recipient[ \t]*:.{0,2000}^(?:action|status)[ \t]*:",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_DAEMON = re.compile(r"mailer-daemon@|postmaster@")
_RECIPIENT_FIELDS = frozenset({"final-recipient", "original-recipient", "action", "status"})
_NOT_A_FAILURE = ("delivered", "relayed", "expanded", "delivery", "deliverable", "success")


@dataclass(frozen=True, slots=True)
class _Recipient:
    """One per-recipient group of a DSN (RFC 3464 2.3)."""

    address: str
    original: str
    action: str
    status: str
    diagnostic: str


def read_report(mail: Part, envelope: Understood) -> Understood | None:
    """Return what a delivery report says: a bounce, or OTHER where nothing failed; None for no report."""
    status = _status_parts(mail, envelope)
    if status:
        return _read_status(mail, envelope, status)
    inner = _inner(mail, envelope)
    status = [p for p in leaves(inner) if p.media_type in _STATUS_TYPES] if inner else []
    return _read_status(inner, envelope, status) if inner and status else None


def _status_parts(mail: Part, envelope: Understood) -> list[Part]:
    """Return the parts with fields of a report, also where a gateway gave them another type."""
    status = [p for p in leaves(mail) if p.media_type in _STATUS_TYPES]
    if status or not _is_by_server(mail, envelope):
        return status
    others = (p for p in leaves(mail) if p.media_type.startswith(("text/plain", "application/oct")))
    return [p for p in others if _HAS_FIELDS.search(p.content()[:20_000])]


def _is_by_server(mail: Part, envelope: Understood) -> bool:
    is_report = mail.media_type == "multipart/report"
    return is_report or is_null_path(mail) or bool(_DAEMON.match(envelope.sender))


def with_returned(understood: Understood, mail: Part, text: str) -> Understood:
    """Return `understood` with what the returned mail tells: its Message-ID and our tokens."""
    headers = returned_headers(mail, text)
    references = (*message_ids(headers), *understood.references)
    return replace(
        confirmed(understood, tokens_in(returned_places(headers))),
        references=tuple(dict.fromkeys(references)),
    )


def _read_status(mail: Part, envelope: Understood, status: list[Part]) -> Understood | None:
    texts = [text_of(p.content()[:256_000]) for p in status]
    groups = [group for text in texts for group in _groups(text)]
    text = words(mail)
    recipients = [_recipient(group) for group in groups if _RECIPIENT_FIELDS & group.keys()]
    if not recipients:
        return None
    understood = with_returned(_with_envelope_id(envelope, groups), mail, text)
    fates = tuple(_fate(r, human_part(text), envelope.subject) for r in recipients)
    failed = [fate for fate in fates if fate.severity != "delivered"]
    if not failed:
        return replace(understood, category=Category.OTHER, text=text, is_report=True)
    lost = [fate for fate in failed if fate.severity != "delayed"]
    return replace(
        understood,
        category=Category.BOUNCE,
        recipients=_addresses(lost or failed, mail, envelope.sender, text),
        delayed=not lost,
        hard=all(fate.severity == "hard" for fate in lost) if lost else None,
        diagnostic="\n".join(dict.fromkeys(fate.diagnostic for fate in lost or failed))[:2000],
        text=text,
        fates=fates,
    )


def _inner(mail: Part, envelope: Understood) -> Part | None:
    """Return a report that a server sent on wrapped in a mail of its own; people do so, too."""
    if not _is_by_server(mail, envelope):
        return None
    for part in leaves(mail):
        if part.media_type in RETURNED_WHOLE and _IS_REPORT.search(part.content()[:20_000]):
            return parse(part.content())
    return None


def _groups(text: str) -> Iterator[dict[str, str]]:
    """Yield the groups of fields, also where the blank lines between them are lost or doubled."""
    group: dict[str, str] = {}
    for block in re.split(r"\r?\n[ \t]*\r?\n", text.lstrip("\r\n")):
        for name, value in header_block(block):
            if name in _RECIPIENT_FIELDS and name in group:
                yield group
                group = {}
            group.setdefault(name, header_text(value))
        if {"action", "status"} <= group.keys() or not _RECIPIENT_FIELDS & group.keys():
            yield group
            group = {}
    if group:
        yield group


def _recipient(group: dict[str, str]) -> _Recipient:
    # RFC 3464 2.3.2: Final-Recipient is the one that failed, as its own server names it.
    named = (group.get(f, "") for f in ("final-recipient", "original-recipient"))
    others = (group.get(f, "") for f in ("x-actual-recipient", "x-display-name"))
    address = next((a for value in (*named, *others) if (a := address_of(value))), "")
    action = re.match(r"[a-z]*", group.get("action", "").strip().lower())
    diagnostic = group.get("diagnostic-code", "") or group.get("x-supplementary-info", "")
    return _Recipient(
        address=address,
        original=address_of(group.get("original-recipient", "")),
        action=action[0] if action else "",
        status=group.get("status", "") or enhanced_status(diagnostic),
        diagnostic=diagnostic,
    )


def _addresses(failed: list[Fate], mail: Part, sender: str, text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(fate.address for fate in failed if fate.address))
    return named or failed_addresses(mail, sender, returned_headers(mail, text), text)


def _fate(recipient: _Recipient, text: str, subject: str) -> Fate:
    said = " ".join(f"{recipient.status} {recipient.diagnostic}".split())
    if _is_delivered(recipient):
        return Fate(recipient.address, recipient.original, "delivered", said)
    if _is_delayed(recipient, subject):
        return Fate(recipient.address, recipient.original, "delayed", said)
    dead = _is_dead(recipient, text)
    return Fate(recipient.address, recipient.original, "hard" if dead else "soft", said)


def _is_delivered(recipient: _Recipient) -> bool:
    if recipient.action:
        return recipient.action in _NOT_A_FAILURE
    return recipient.status.strip().startswith("2")


def _is_delayed(recipient: _Recipient, subject: str) -> bool:
    if recipient.action:
        return recipient.action in {"delayed", "delay", "deferred", "transient"}
    return recipient.status.strip().startswith("4") and bool(DELAYED_SUBJECT.search(subject))


def _is_dead(recipient: _Recipient, text: str) -> bool:
    """Tell whether an address is dead; the prose is asked where the report says nothing itself."""
    told = recipient.diagnostic
    vague = recipient.status.strip()[:5] in {"", "5.0.0"} and not enhanced_status(told)
    if vague and len(told) < 20:
        told = f"{told}\n{text}"
    return is_hard(recipient.status, told)


def _with_envelope_id(envelope: Understood, groups: list[dict[str, str]]) -> Understood:
    """Add what we ourselves gave as ENVID (RFC 3461 4.4), which comes back as xtext."""
    given = " ".join(g.get("original-envelope-id", "") for g in groups)
    plain = re.sub(r"\+([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), given)
    return replace(
        confirmed(envelope, tokens_in(f"{given}\n{plain}")),
        references=(*ids_in(plain), *envelope.references),
    )

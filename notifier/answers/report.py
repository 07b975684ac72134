"""Mails with the structure of a report: DSN (RFC 3464), MDN (RFC 8098), feedback (RFC 5965)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from notifier.answers.answer import Category, Fate, Understood
from notifier.answers.bodies import words
from notifier.answers.charset import header_text, text_of
from notifier.answers.evidence import confirmed
from notifier.answers.mime import Part, header_block, leaves
from notifier.answers.returned import human_part, ids_in, message_ids, returned_headers
from notifier.answers.returned import token_places as returned_places
from notifier.answers.severity import enhanced_status, is_hard
from notifier.invitations.token import tokens_in

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_NOTED_TYPES = frozenset(
    {
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
        "message/tracking-status",
    }
)
_NOTED_REPORTS = frozenset({"disposition-notification", "feedback-report", "tlsrpt"})
_RECIPIENT_FIELDS = frozenset({"final-recipient", "original-recipient", "action", "status"})
_NOT_A_FAILURE = ("delivered", "relayed", "expanded", "delivery")
_ADDRESS = re.compile(r"[^\s<>;:,\"()]+@[^\s<>;,\"()]+")
# RFC 5429: a filter that rejects mail may do so in the form of an MDN.
_REJECTED = re.compile(
    r"was automatically rejected|automatically rejected|mail.{0,30}refused", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Recipient:
    """One per-recipient group of a DSN (RFC 3464 2.3)."""

    address: str
    original: str
    action: str
    status: str
    diagnostic: str


def read_report(mail: Part, envelope: Understood) -> Understood | None:
    """Return what a report says: a bounce, or OTHER where nothing failed; None for no report."""
    parts = list(leaves(mail))
    status = [p for p in parts if p.media_type in _STATUS_TYPES]
    if status:
        return _read_status(mail, envelope, status)
    if any(p.media_type in _NOTED_TYPES for p in parts) or (
        mail.media_type == "multipart/report"
        and mail.parameter("report-type").lower() in _NOTED_REPORTS
    ):
        return _read_notification(mail, envelope, parts)
    return None


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
    fates = tuple(_fate(r, human_part(text)) for r in recipients)
    failed = [fate for fate in fates if fate.severity != "delivered"]
    if not failed:
        return replace(understood, category=Category.OTHER, text=text)
    lost = [fate for fate in failed if fate.severity != "delayed"]
    return replace(
        understood,
        category=Category.BOUNCE,
        recipients=_addresses(lost or failed, mail, text),
        delayed=not lost,
        hard=all(fate.severity == "hard" for fate in lost) if lost else None,
        diagnostic="\n".join(dict.fromkeys(fate.diagnostic for fate in lost or failed))[:2000],
        text=text,
        fates=fates,
    )


def _read_notification(mail: Part, envelope: Understood, parts: list[Part]) -> Understood:
    text = words(mail)
    notices = [p for p in parts if p.media_type in _NOTED_TYPES]
    fields = header_block("\n".join(text_of(p.content()[:64_000]) for p in notices))
    ids = [one for name, v in fields if name == "original-message-id" for one in ids_in(v)]
    known = replace(envelope, text=text, references=(*ids, *envelope.references))
    understood = with_returned(known, mail, text)
    if not _REJECTED.search(human_part(text)):
        return replace(understood, category=Category.OTHER)
    finals = [value for name, value in fields if name == "final-recipient"]
    return replace(
        understood,
        category=Category.BOUNCE,
        hard=is_hard("", human_part(text)),
        recipients=tuple(dict.fromkeys(a for value in finals if (a := _address(value)))),
        diagnostic=human_part(text).strip()[:2000],
    )


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
    address = next((a for value in (*named, *others) if (a := _address(value))), "")
    action = re.match(r"[a-z]*", group.get("action", "").strip().lower())
    diagnostic = group.get("diagnostic-code", "") or group.get("x-supplementary-info", "")
    return _Recipient(
        address=address,
        original=_address(group.get("original-recipient", "")),
        action=action[0] if action else "",
        status=group.get("status", "") or enhanced_status(diagnostic),
        diagnostic=diagnostic,
    )


def _address(value: str) -> str:
    found = _ADDRESS.search(value.partition(";")[2] or value)
    return found[0].lower().strip(".'") if found else ""


def _addresses(failed: list[Fate], mail: Part, text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(fate.address for fate in failed if fate.address))
    if named:
        return named
    to = next((v for k, v in returned_headers(mail, text) if k == "to"), "")
    return tuple(dict.fromkeys(a for value in to.split(",") if (a := _address(value))))


def _fate(recipient: _Recipient, text: str) -> Fate:
    said = " ".join(f"{recipient.status} {recipient.diagnostic}".split())
    if _is_delivered(recipient):
        return Fate(recipient.address, recipient.original, "delivered", said)
    if recipient.action == "delayed":
        return Fate(recipient.address, recipient.original, "delayed", said)
    dead = _is_dead(recipient, text)
    return Fate(recipient.address, recipient.original, "hard" if dead else "soft", said)


def _is_delivered(recipient: _Recipient) -> bool:
    if recipient.action:
        return recipient.action in _NOT_A_FAILURE
    return recipient.status.strip().startswith("2")


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

"""A person's mail: the new words, without quotes and signatures, and the files beside them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.answers.answer import Attachment, Category, Understood
from notifier.answers.mime.bodies import is_body
from notifier.answers.mime.entity import MAX_TEXT, RETURNED, Part, leaves
from notifier.answers.people.dividers import divides, without_signature
from notifier.answers.people.labels import block_begins
from notifier.answers.people.quote_line import introduction, plain

# Printed by our own letters above what they say: a reply below it is not cut off, what stands
# below it is.
REPLY_MARKER = "##- notifier -##"

# ">", also behind the initials of whom is quoted, as old programs write it.
_QUOTED = re.compile(r"(?:[A-Za-z]{1,3})?>(?=[\s>]|$)|>")
# OpenPGP (RFC 9580 7): what stands around a text that is signed in clear.
_ARMOUR = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]*:.*\n)*\n?", re.MULTILINE)
_SIGNATURE = re.compile(
    r"^-----BEGIN PGP SIGNATURE-----\n(?:.*\n){0,60}?-----END PGP SIGNATURE-----", re.MULTILINE
)
_MOST_LINES = 8_000
_LONGEST_LINE = 500  # a longer one is prose


def read_person(mail: Part, envelope: Understood, *, files: bool = True) -> Understood:
    """Return a mail as a person's words and, if wanted, `files`; always gives an answer."""
    text = envelope.text
    return replace(
        envelope,
        category=Category.PERSON,
        text=text,
        reply=reply_of(text),
        attachments=attachments(mail) if files else (),
    )


def reply_of(text: str) -> str:
    """Return what is new in a mail's text: quotes, quoted headers and the signature left out.

    Where everything seems quoted, a forwarded letter say, nothing is left: "".
    """
    text = _SIGNATURE.sub("", _ARMOUR.sub("", text[:MAX_TEXT]))
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    bare = [plain(line) for line in lines]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        step = _quoted_lines(bare, at)
        if step is None:
            break
        if step == 0:
            kept.append(lines[at].rstrip())
        at += max(step, 1)
    return without_signature(kept)


def attachments(mail: Part) -> tuple[Attachment, ...]:
    """Return the files of a mail: everything that is not its running text."""
    return tuple(
        Attachment(part.filename or _name(part, number), part.media_type, part.content())
        for number, part in enumerate(leaves(mail), 1)
        if not is_body(part) and not part.media_type.startswith("multipart/") and not part.is_empty
    )


def _name(part: Part, number: int) -> str:
    suffix = "eml" if part.media_type in RETURNED else part.media_type.rpartition("/")[2]
    return f"part-{number}.{suffix}"[:80]


def _quoted_lines(lines: Sequence[str], at: int) -> int | None:
    """Return how many lines from `at` are quoted: 0 for none, None for all that follows."""
    line = lines[at][:_LONGEST_LINE]
    if _QUOTED.match(line):
        return 1
    if REPLY_MARKER in line or divides(lines, at) or block_begins(lines, at):
        return None
    return introduction(lines, at)

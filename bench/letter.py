"""The one letter that all of them send: text and HTML of 8 kB, or 300 kB with PDF and calendar.

Whoever sends it puts in what is personal: name, member and reply address of each addressee.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

SMALL, LARGE = 8_000, 300_000  # bytes on the wire, about
SENDER = "reply@secretariat.example"
BOUNCE = "bounce@secretariat.example"
SUBJECT = "Consultation: appel à contributions pour le Forum 2027"
_PDF = 210_000  # what is left of LARGE, before base64
_SENTENCES = (
    "Les États Membres sont invités à présenter leurs vues sur le projet de document final.",
    "Le secrétariat publiera les contributions dans la langue où elles auront été reçues.",
    "Une séance de consultation se tiendra à Genève, avec participation à distance.",
    "Les points de contact peuvent répondre à ce message ou accepter l'invitation jointe.",
    "Le délai de réponse est fixé au 24 mars 2027 à 23 h 59, heure de Genève.",
)
_CALENDAR = """BEGIN:VCALENDAR
PRODID:-//secretariat.example//consultations//FR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:{address}-forum-2027
DTSTAMP:20270201T090000Z
DTSTART:20270310T130000Z
DTEND:20270310T160000Z
SEQUENCE:0
SUMMARY:Consultation: Forum 2027
LOCATION:Genève
DESCRIPTION:Les États Membres sont invités à présenter leurs vues. {member}
ORGANIZER;CN=Secrétariat:mailto:{reply}
ATTENDEE;CN={name};PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{address}
END:VEVENT
END:VCALENDAR
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """The words with `{name}`, `{member}`, `{reply}` and `{address}` where somebody's stand."""

    subject: str
    text: str
    html: str
    pdf: bytes | None
    calendar: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """One addressee, made from a number."""

    name: str
    member: str
    address: str
    reply: str

    def fill(self, words: str) -> str:
        """Return `words` with what is this person's."""
        for field in ("name", "member", "address", "reply"):
            words = words.replace("{" + field + "}", getattr(self, field))
        return words


def letter(size: int) -> Letter:
    """Return the letter of SMALL or LARGE."""
    text = "{name}\n{member}\n\n" + "\n\n".join(_paragraphs(5)) + "\n\nRépondre à: {reply}\n"
    html = (
        '<!doctype html><html lang="fr"><body style="font-family:sans-serif;margin:0">'
        '<div style="max-width:640px;margin:auto"><p>{name}<br>{member}</p>'
        + "".join(f'<p style="margin:0 0 1em;line-height:1.5">{p}</p>' for p in _paragraphs(7))
        + '<p>Répondre à: <a href="mailto:{reply}">{reply}</a></p></div></body></html>\n'
    )
    if size == SMALL:
        return Letter(SUBJECT, text, html, None, None)
    pdf = b"%PDF-1.7\n" + random.Random(size).randbytes(_PDF)  # noqa: S311 - no secret, noise
    return Letter(SUBJECT, text, html, pdf, _CALENDAR.replace("\n", "\r\n"))


def person(number: int) -> Person:
    """Return the addressee of a number: always the same one."""
    return Person(
        name=f"Point de contact n° {number}",
        member=f"État Membre {number % 194}",
        address=f"point{number}@digital.member{number % 194}.example",
        reply=f"reply+r{number:08d}abcdefghijklmnop@secretariat.example",
    )


def write(folder: Path, size: int) -> None:
    """Put the letter where a program in any language can read it: letter.json, letter.pdf."""
    words = letter(size)
    kept = {"subject": words.subject, "text": words.text, "html": words.html}
    kept |= {"calendar": words.calendar or "", "sender": SENDER}
    (folder / "letter.json").write_text(json.dumps(kept), encoding="utf-8")
    if words.pdf is not None:
        (folder / "letter.pdf").write_bytes(words.pdf)


def _paragraphs(number: int) -> list[str]:
    return [" ".join((_SENTENCES * 3)[at : at + 5]) for at in range(number)]

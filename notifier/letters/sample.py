"""A person who is none: what stands in the slots of an edition when it is only looked at."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

from notifier.invitations.token import address_with
from notifier.languages import LANGUAGES, Language
from notifier.letters.dates import format_instant
from notifier.letters.letter import Edition, Letter
from notifier.letters.personal import personal_values
from notifier.letters.said import SAID
from notifier.letters.slots import splice
from notifier.members.member import FocalPoint, Member

# Far from Geneva, so that the line with the reader's own clock is seen too.
_ZONE = "Pacific/Fiji"
_MEMBER: Mapping[Language, str] = {
    "ar": "فيجي (مثال)",
    "zh": "斐济（示例）",
    "en": "Fiji (sample)",
    "fr": "Fidji (exemple)",
    "ru": "Фиджи (образец)",
    "es": "Fiji (ejemplo)",
}
_RECIPIENT: Mapping[Language, str] = {
    "ar": "مدير التحول الرقمي (مثال)",
    "zh": "数字化转型司司长（示例）",
    "en": "Director of Digital Transformation (sample)",
    "fr": "Direction de la transformation numérique (exemple)",
    "ru": "Директор по цифровой трансформации (образец)",
    "es": "Dirección de Transformación Digital (ejemplo)",
}


def sample_values(letter: Letter, language: Language, reply: str) -> dict[str, str]:
    """Return a value for every slot, each name marked as a sample in the edition's language.

    `reply` is the address of answers; its sample holds no token, so nobody answers with it.
    """
    point = FocalPoint(
        id="sample",
        member="sample",
        name=_RECIPIENT[language],
        address=reply,
        roles=frozenset(),
        language=language,
        zone=_ZONE,
        rank=1,
    )
    member = Member("sample", "member-state", "", _ZONE, LANGUAGES, _MEMBER)
    return personal_values(letter, point, language, {"sample": member}) | {
        "reply_address": address_with("sample", reply),
        "answer": SAID["accepted"][language],
        "received_at": format_instant(letter.created_at, language),
    }


def filled(edition: Edition, values: Mapping[str, str]) -> Edition:
    """Return an edition as one person reads it. The paper is the same for all."""
    return replace(
        edition,
        subject=splice(edition.subject, values),
        text=splice(edition.text, values),
        html=splice(edition.html, values, escape),
    )

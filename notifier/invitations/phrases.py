"""The fixed words of a calendar entry, in six languages. What is asked stands in the letter."""

from collections.abc import Mapping
from dataclasses import dataclass

from notifier.languages import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """`deadline_of` titles an entry that only marks a deadline; the others end in a full stop."""

    deadline_of: str  # with {title}
    answer_by: str  # with {when}
    how: str


PHRASES: Mapping[Language, Phrases] = {
    "ar": Phrases(
        "الموعد النهائي للرد: {title}",
        "الموعد النهائي للرد: {when}.",
        "للرد، يُرجى قبول هذه الدعوة أو رفضها، أو الرد على رسالة البريد الإلكتروني المرفقة بها.",
    ),
    "zh": Phrases(
        "回复截止：{title}",
        "回复截止时间：{when}。",
        "请接受或拒绝本邀请，或直接回复随附的电子邮件。",
    ),
    "en": Phrases(
        "Deadline for replies: {title}",
        "Deadline for replies: {when}.",
        "To reply, accept or decline this invitation, or answer the e-mail that brought it.",
    ),
    "fr": Phrases(
        "Date limite de réponse : {title}",
        "Date limite de réponse : {when}.",
        "Pour répondre, veuillez accepter ou décliner cette invitation, ou répondre au courriel"
        " qui l'accompagne.",
    ),
    "ru": Phrases(
        "Срок представления ответов: {title}",
        "Срок представления ответов: {when}.",
        "Чтобы ответить, примите или отклоните это приглашение либо ответьте на электронное"
        " письмо, с которым оно поступило.",
    ),
    "es": Phrases(
        "Plazo para responder: {title}",
        "Plazo para responder: {when}.",
        "Para responder, acepte o decline esta invitación, o conteste al correo electrónico"
        " que la acompaña.",
    ),
}

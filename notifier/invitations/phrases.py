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
    position: str  # instead of `how`, where Accept and Decline would not say what is asked
    cancelled: str


PHRASES: Mapping[Language, Phrases] = {
    "ar": Phrases(
        "الموعد النهائي للرد: {title}",
        "الموعد النهائي للرد: {when}.",
        "للرد، يُرجى قبول هذه الدعوة أو رفضها، أو الرد على الرسالة الإلكترونية التي وردت بها.",
        "للرد، يُرجى الرد على الرسالة الإلكترونية التي وردت بها هذه الدعوة. ويجب بيان الموقف ذاته"
        " كتابةً: فقبول دعوة التقويم أو رفضها لا يعبّر عنه.",
        "أُلغيت هذه المشاورة ولا حاجة إلى أي رد.",
    ),
    "zh": Phrases(
        "答复截止日期：{title}",
        "答复截止日期：{when}。",
        "如需答复，请接受或拒绝本邀请，或回复转送本邀请的电子邮件。",
        "如需答复，请回复转送本邀请的电子邮件。立场本身须以书面形式表明：接受或拒绝日历邀请并不表示"
        "立场。",
        "本次磋商已取消，无需答复。",
    ),
    "en": Phrases(
        "Deadline for replies: {title}",
        "Deadline for replies: {when}.",
        "To reply, accept or decline this invitation, or answer the e-mail that brought it.",
        "To reply, answer the e-mail that brought this invitation. The position itself should be"
        " stated in writing: accepting or declining the calendar invitation does not express it.",
        "This consultation is cancelled; no reply is needed.",
    ),
    "fr": Phrases(
        "Date limite de réponse\u202f: {title}",
        "Date limite de réponse\u202f: {when}.",
        "Pour répondre, veuillez accepter ou décliner cette invitation, ou répondre au courriel"
        " qui l’accompagne.",
        "Pour répondre, veuillez répondre au courriel qui accompagne cette invitation. La position"
        " elle-même doit être indiquée par écrit\u202f: l’acceptation ou le refus de l’invitation de"
        " calendrier n’en tient pas lieu.",
        "La présente consultation est annulée\u202f; aucune réponse n’est nécessaire.",
    ),
    "ru": Phrases(
        "Предельный срок представления ответов: {title}",
        "Предельный срок представления ответов: {when}.",
        "Чтобы ответить, примите или отклоните это приглашение либо ответьте на электронное"
        " письмо, с которым оно поступило.",
        "Чтобы ответить, ответьте на электронное письмо, с которым поступило это приглашение. Сама"
        " позиция должна быть изложена в письменном виде: принятие или отклонение календарного"
        " приглашения ее не выражает.",
        "Эти консультации отменены; отвечать не требуется.",
    ),
    "es": Phrases(
        "Fecha límite de respuesta: {title}",
        "Fecha límite de respuesta: {when}.",
        "Para responder, acepte o decline esta invitación, o conteste al correo electrónico"
        " que la acompaña.",
        "Para responder, conteste al correo electrónico que acompaña a esta invitación. La posición"
        " propiamente dicha debe indicarse por escrito: la aceptación o el rechazo de la invitación"
        " de calendario no equivale a expresarla.",
        "Esta consulta se ha cancelado; no es necesario responder.",
    ),
}

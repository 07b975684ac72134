"""What the figures of an outcome are called, by what was asked: words that fit form and reply type."""

from collections.abc import Mapping
from typing import Literal

from notifier.languages import LANGUAGES, Language
from notifier.plan.activity import Consultation

Sense = Literal["participation", "reply", "position"]
_POSITIONS = frozenset({"approve-reject", "no-objection", "majority"})

Names = Mapping[str, Mapping[Language, str]]


def _table(rows: str) -> Names:
    """Read rows of `code | ar | zh | en | fr | ru | es`."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]
    return {code: dict(zip(LANGUAGES, names, strict=True)) for code, *names in cells}


_WRITTEN = _table("""
delegated | إحالة الدعوة إلى جهة أخرى | 邀请已转交他人 | Invitation passed on to somebody else | Invitation transmise à une autre personne | Приглашение передано другому лицу | Invitación remitida a otra persona
statement | رد خطي | 书面答复 | Written reply | Réponse écrite | Письменный ответ | Respuesta por escrito
contribution | مساهمة خطية مرفقة بوثيقة | 附有文件的书面文稿 | Written contribution with a document | Contribution écrite accompagnée d’un document | Письменный вклад с документом | Contribución escrita con un documento
""")
_PRESSED: Mapping[Sense, Names] = {
    "participation": _table("""
accepted | قبول المشاركة | 接受参加 | Participation accepted | Participation acceptée | Участие подтверждено | Participación aceptada
declined | الاعتذار عن المشاركة | 不参加 | Participation declined | Participation déclinée | Участие отклонено | Participación declinada
tentative | المشاركة قيد التأكيد | 参加与否待确认 | Participation to be confirmed | Participation à confirmer | Участие подлежит подтверждению | Participación por confirmar
"""),
    "reply": _table("""
accepted | قبول دعوة التقويم | 接受日历邀请 | Calendar invitation accepted | Invitation de calendrier acceptée | Календарное приглашение принято | Invitación de calendario aceptada
declined | رفض دعوة التقويم | 拒绝日历邀请 | Calendar invitation declined | Invitation de calendrier déclinée | Календарное приглашение отклонено | Invitación de calendario declinada
tentative | قبول دعوة التقويم مبدئياً | 暂定接受日历邀请 | Calendar invitation tentatively accepted | Invitation de calendrier acceptée à titre provisoire | Календарное приглашение принято предварительно | Invitación de calendario aceptada provisionalmente
"""),
    "position": _table("""
accepted | قبول دعوة التقويم دون بيان موقف | 接受日历邀请，未表明立场 | Calendar invitation accepted, no position stated | Invitation de calendrier acceptée, sans position exprimée | Календарное приглашение принято, позиция не изложена | Invitación de calendario aceptada, sin posición expresada
declined | رفض دعوة التقويم دون بيان موقف | 拒绝日历邀请，未表明立场 | Calendar invitation declined, no position stated | Invitation de calendrier déclinée, sans position exprimée | Календарное приглашение отклонено, позиция не изложена | Invitación de calendario declinada, sin posición expresada
tentative | قبول دعوة التقويم مبدئياً دون بيان موقف | 暂定接受日历邀请，未表明立场 | Calendar invitation tentatively accepted, no position stated | Invitation de calendrier acceptée à titre provisoire, sans position exprimée | Календарное приглашение принято предварительно, позиция не изложена | Invitación de calendario aceptada provisionalmente, sin posición expresada
"""),
}


def sense(consultation: Consultation) -> Sense:
    """Return what Accept and Decline of a calendar speak of.

    Of taking part, where there is a meeting or a registration. Of the calendar entry alone
    elsewhere: a position is stated in writing, and so is the answer to a question.
    """
    if consultation.form == "meeting" or consultation.reply == "registration":
        return "participation"
    return "position" if consultation.reply in _POSITIONS else "reply"


def names_of_replies(consultation: Consultation) -> dict[str, dict[Language, str]]:
    """Return what the replies to a consultation are called, in six languages, by what was said."""
    names = {**_PRESSED[sense(consultation)], **_WRITTEN}
    return {said: dict(texts) for said, texts in names.items()}

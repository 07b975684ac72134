"""What an answer amounts to, in words that an acknowledgement prints. Keys are `Said` values."""

from collections.abc import Mapping

from notifier.languages import Language

SAID: Mapping[str, Mapping[Language, str]] = {
    "accepted": {
        "ar": "قبول المشاركة",
        "zh": "接受参加",
        "en": "participation accepted",
        "fr": "participation acceptée",
        "ru": "участие подтверждено",
        "es": "participación aceptada",
    },
    "declined": {
        "ar": "الاعتذار عن عدم المشاركة",
        "zh": "不参加",
        "en": "participation declined",
        "fr": "participation déclinée",
        "ru": "участие отклонено",
        "es": "participación declinada",
    },
    "tentative": {
        "ar": "المشاركة قيد التأكيد",
        "zh": "参加与否待确认",
        "en": "participation to be confirmed",
        "fr": "participation à confirmer",
        "ru": "участие подлежит подтверждению",
        "es": "participación por confirmar",
    },
    "delegated": {
        "ar": "إحالة الدعوة إلى جهة أخرى",
        "zh": "邀请已转交他人",
        "en": "invitation passed on to somebody else",
        "fr": "invitation transmise à une autre personne",
        "ru": "приглашение передано другому лицу",
        "es": "invitación remitida a otra persona",
    },
    "statement": {
        "ar": "رد خطي",
        "zh": "书面答复",
        "en": "written reply",
        "fr": "réponse écrite",
        "ru": "письменный ответ",
        "es": "respuesta por escrito",
    },
    "contribution": {
        "ar": "مساهمة خطية مرفقة بوثيقة",
        "zh": "附有文件的书面文稿",
        "en": "written contribution with a document",
        "fr": "contribution écrite accompagnée d’un document",
        "ru": "письменный вклад с документом",
        "es": "contribución escrita con un documento",
    },
}

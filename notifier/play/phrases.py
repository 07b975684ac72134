"""What mail programs themselves write, in six languages: prefixes, notices, quote lines."""

from collections.abc import Mapping
from dataclasses import dataclass

from notifier.languages import Language
from notifier.play.temper import Client


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language. Fields of the quote lines: {when}, {time}, {name}, {address}."""

    tag: str  # RFC 5646, as Exchange writes it
    accepted: str
    declined: str
    tentative: str
    delegated: str
    colon: str  # after a prefix; French has a space before it
    says: Mapping[str, str]  # what the text part of a calendar answer says, by PARTSTAT
    reply_to_invitation: str
    automatic: str  # Exchange's prefix of an automatic reply
    out_of_office: str  # older servers' subject of one
    undeliverable: str
    delayed: str
    sent: tuple[str, str, str, str]  # Outlook's From, Sent, To, Subject
    quote: Mapping[Client, str]
    date: Mapping[Client, str]  # CLDR patterns
    mobile: str

    def of(self, partstat: str) -> str:
        """Return the word for an answer."""
        return {
            "ACCEPTED": self.accepted,
            "DECLINED": self.declined,
            "TENTATIVE": self.tentative,
        }.get(partstat, self.delegated)


PHRASES: Mapping[Language, Phrases] = {
    "en": Phrases(
        tag="en-US",
        accepted="Accepted",
        declined="Declined",
        tentative="Tentative",
        delegated="Delegated",
        colon=": ",
        says={
            "ACCEPTED": "{name} has accepted this invitation.",
            "DECLINED": "{name} has declined this invitation.",
            "TENTATIVE": "{name} has replied “Maybe” to this invitation.",
            "DELEGATED": "{name} has delegated this invitation.",
        },
        reply_to_invitation="Invitation Reply",
        automatic="Automatic reply",
        out_of_office="Out of Office",
        undeliverable="Undeliverable",
        delayed="Delivery delayed",
        sent=("From", "Sent", "To", "Subject"),
        quote={
            Client.GOOGLE: "On {when} at {time} {name} <{address}> wrote:",
            Client.APPLE: "On {when}, at {time}, {name} <{address}> wrote:",
            Client.THUNDERBIRD: "On {when} {time}, {name} wrote:",
        },
        date={
            Client.EXCHANGE: "EEEE, d MMMM y HH:mm",
            Client.GOOGLE: "EEE, MMM d, y",
            Client.APPLE: "d MMM y",
            Client.THUNDERBIRD: "dd/MM/y",
        },
        mobile="Sent from my iPhone",
    ),
    "fr": Phrases(
        tag="fr-FR",
        accepted="Accepté",
        declined="Refusé",
        tentative="Provisoire",
        delegated="Délégué",
        colon=" : ",
        says={
            "ACCEPTED": "{name} a accepté cette invitation.",
            "DECLINED": "{name} a refusé cette invitation.",
            "TENTATIVE": "{name} a répondu « Peut-être » à cette invitation.",
            "DELEGATED": "{name} a délégué cette invitation.",
        },
        reply_to_invitation="Réponse à l’invitation",
        automatic="Réponse automatique",
        out_of_office="Absence du bureau",
        undeliverable="Non remis",
        delayed="Remise retardée",
        sent=("De", "Envoyé", "À", "Objet"),
        quote={
            Client.GOOGLE: "Le {when} à {time}, {name} <{address}> a écrit :",
            Client.APPLE: "Le {when} à {time}, {name} <{address}> a écrit :",
            Client.THUNDERBIRD: "Le {when} à {time}, {name} a écrit :",
        },
        date={
            Client.EXCHANGE: "EEEE d MMMM y HH:mm",
            Client.GOOGLE: "EEE d MMM y",
            Client.APPLE: "d MMM y",
            Client.THUNDERBIRD: "dd/MM/y",
        },
        mobile="Envoyé de mon iPhone",
    ),
    "es": Phrases(
        tag="es-ES",
        accepted="Aceptado",
        declined="Rechazado",
        tentative="Provisional",
        delegated="Delegado",
        colon=": ",
        says={
            "ACCEPTED": "{name} ha aceptado esta invitación.",
            "DECLINED": "{name} ha rechazado esta invitación.",
            "TENTATIVE": "{name} ha respondido “Quizás” a esta invitación.",
            "DELEGATED": "{name} ha delegado esta invitación.",
        },
        reply_to_invitation="Respuesta a la invitación",
        automatic="Respuesta automática",
        out_of_office="Fuera de la oficina",
        undeliverable="No se puede entregar",
        delayed="Entrega retrasada",
        sent=("De", "Enviado el", "Para", "Asunto"),
        quote={
            Client.GOOGLE: "El {when} a las {time}, {name} (<{address}>) escribió:",
            Client.APPLE: "El {when}, a las {time}, {name} <{address}> escribió:",
            Client.THUNDERBIRD: "El {when} a las {time}, {name} escribió:",
        },
        date={
            Client.EXCHANGE: "EEEE, d 'de' MMMM 'de' y HH:mm",
            Client.GOOGLE: "EEE, d MMM y",
            Client.APPLE: "d MMM y",
            Client.THUNDERBIRD: "dd/MM/y",
        },
        mobile="Enviado desde mi iPhone",
    ),
    "ru": Phrases(
        tag="ru-RU",
        accepted="Принято",
        declined="Отклонено",
        tentative="Под вопросом",
        delegated="Делегировано",
        colon=": ",
        says={
            "ACCEPTED": "{name}: приглашение принято.",
            "DECLINED": "{name}: приглашение отклонено.",
            "TENTATIVE": "{name}: участие под вопросом.",
            "DELEGATED": "{name}: приглашение передано коллеге.",
        },
        reply_to_invitation="Ответ на приглашение",
        automatic="Автоматический ответ",
        out_of_office="Отсутствие на рабочем месте",
        undeliverable="Не удается доставить",
        delayed="Доставка задержана",
        sent=("От", "Отправлено", "Кому", "Тема"),
        quote={
            Client.GOOGLE: "{when} в {time}, {name} <{address}>:",
            Client.APPLE: "{when}, в {time}, {name} <{address}> написал(а):",
            Client.THUNDERBIRD: "{when} {time}, {name} пишет:",
        },
        date={
            Client.EXCHANGE: "d MMMM y 'г.' HH:mm",
            Client.GOOGLE: "EEE, d MMM y 'г.'",
            Client.APPLE: "d MMM y 'г.'",
            Client.THUNDERBIRD: "dd.MM.y",
        },
        mobile="Отправлено с iPhone",
    ),
    "zh": Phrases(
        tag="zh-CN",
        accepted="已接受",
        declined="已拒绝",
        tentative="暂定",
        delegated="已委派",
        colon=": ",
        says={
            "ACCEPTED": "{name} 已接受此邀请。",
            "DECLINED": "{name} 已拒绝此邀请。",
            "TENTATIVE": "{name} 对此邀请的回复为“可能参加”。",
            "DELEGATED": "{name} 已将此邀请转交同事。",
        },
        reply_to_invitation="邀请回复",
        automatic="自动答复",
        out_of_office="外出",
        undeliverable="未送达",
        delayed="传递延迟",
        sent=("发件人", "发送时间", "收件人", "主题"),
        quote={
            Client.GOOGLE: "{name} <{address}> 于{when} {time}写道：",
            Client.APPLE: "{when} {time}，{name} <{address}> 写道：",
            Client.THUNDERBIRD: "在 {when} {time}, {name} 写道:",
        },
        date={
            Client.EXCHANGE: "y年M月d日 HH:mm",
            Client.GOOGLE: "y年M月d日EEE",
            Client.APPLE: "y年M月d日",
            Client.THUNDERBIRD: "y/M/d",
        },
        mobile="发自我的 iPhone",
    ),
    "ar": Phrases(
        tag="ar-SA",
        accepted="تم القبول",
        declined="تم الرفض",
        tentative="مبدئي",
        delegated="تم التفويض",
        colon=": ",
        says={
            "ACCEPTED": "{name}: تم قبول هذه الدعوة.",
            "DECLINED": "{name}: تم رفض هذه الدعوة.",
            "TENTATIVE": "{name}: الرد على هذه الدعوة هو ”ربما“.",
            "DELEGATED": "{name}: تم تفويض زميل في هذه الدعوة.",
        },
        reply_to_invitation="رد على الدعوة",
        automatic="رد تلقائي",
        out_of_office="خارج المكتب",
        undeliverable="تعذر التسليم",
        delayed="تأخر التسليم",
        sent=("من", "تاريخ الإرسال", "إلى", "الموضوع"),
        quote={
            Client.GOOGLE: "في {when} في {time} تمت كتابة ما يلي بواسطة {name} <{address}>:",
            Client.APPLE: "في {when}، الساعة {time}، كتب {name} <{address}>:",
            Client.THUNDERBIRD: "في {when} {time}، كتب {name}:",
        },
        date={
            Client.EXCHANGE: "d MMMM، y HH:mm",
            Client.GOOGLE: "EEEE، d MMMM y",
            Client.APPLE: "d MMM y",
            Client.THUNDERBIRD: "dd/MM/y",
        },
        mobile="أُرسلت من الـ iPhone",
    ),
}

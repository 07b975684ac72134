"""A person's mail: the new words, without quotes and signatures, and the files beside them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.answers.answer import Attachment, Category, Understood
from notifier.answers.bodies import is_body, words
from notifier.answers.mime import MAX_TEXT, RETURNED, Part, leaves
from notifier.answers.quote_line import introduction, plain

# Printed by our own letters above what they say: a reply below it is not cut off, what stands
# below it is.
REPLY_MARKER = "##- notifier -##"

_DIVIDER = re.compile(
    r"^[ \t]*(?:[-_*—─=]{2,}\s*(?:original (?:message|appointment|e-?mail)|forwarded (?:message|by)|"
    r"reply message|message (?:d'origine|original|transféré|initial)|mensaje (?:original|reenviado)|"
    r"mensagem (?:original|encaminhada)|исходное (?:сообщение|письмо)|пересылаемое сообщение|"
    r"пересланное сообщение|оригинал\w* (?:сообщение|письмо)|原始(?:邮件|郵件|信件)|邮件原件|转发邮件|转发的邮件|"
    r"回复的原邮件|الرسالة الأصلية|رسالة (?:معاد توجيهها|أصلية)|ursprüngliche nachricht|original-nachricht|"
    r"originalnachricht|weitergeleitete nachricht|messaggio (?:originale|inoltrato)|"
    r"oorspronkelijk bericht|doorgestuurd bericht|元のメッセージ|原始メッセージ|original ?メッセージ|"
    r"ursprungligt meddelande|opprinnelig melding|oprindelig (?:meddelelse|besked)|"
    r"wiadomość oryginalna|oryginalna wiadomość|původní zpráva|özgün (?:ileti|mesaj)|orijinal mesaj|"
    r"원본 메시지|원본 메일)\s*[-_*—─=]*|begin forwarded message:|début du message (?:réexpédié|transféré)\s*:|"
    r"anfang der weitergeleiteten nachricht:|inicio del mensaje reenviado:|_{25,})[ \t]*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^[ \t>*]*(?:from|de|von|van|от|от кого|отправитель|发件人|寄件者|寄件人|发自|من|من قبل|差出人|送信者|"
    r"보낸 ?사람|da|od|fra|från|kimden|gönderen|lähettäjä|feladó|από|expeditor|від|mittente|remitente|"
    r"expéditeur|remetente)\s*\**\s*[:：]\s*\**\s*\S",
    re.IGNORECASE,
)
# A date or a subject: "From: Monday, To: Friday" is how people write a stay.
_OTHER_FIELD = re.compile(
    r"^[ \t>*]*(?:sent|date|subject|envoyé|objet|enviado(?: el| em)?|fecha|asunto|assunto|data|"
    r"gesendet|datum|betreff|отправлено|дата|тема|发送时间|发送日期|日期|时间|主题|寄件日期|傳送時間|主旨|"
    r"تاريخ(?: الإرسال)?|التاريخ|الموضوع|送信日時|日時|件名|보낸 ?날짜|제목|날짜|inviato|oggetto|verzonden|"
    r"onderwerp|wysłano|temat|sendt|emne|skickat|ämne|gönderildi|konu|tarih|odesláno|předmět|"
    r"lähetetty|aihe|ημερομηνία|θέμα|trimis|subiect|elküldve|tárgy)"
    r"\s*\**\s*[:：]",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"^\W*(?:sent (?:from|via|with) (?:my |the )?\S.{0,60}|get outlook for \w+.{0,60}|"
    r"envoyé (?:de(?:puis)?|à partir de|avec) .{2,60}|télécharger outlook pour.{0,60}|"
    r"obtenir outlook pour.{0,60}|enviado (?:desde|do|a partir do) .{2,60}|"
    r"obtener outlook para.{0,60}|obter o outlook para.{0,60}|"
    r"(?:von meinem .{2,40} gesendet|gesendet von .{2,60}|diese nachricht wurde von meinem .{2,80})|"
    r"outlook für \w+ (?:beziehen|herunterladen).{0,40}|отправлено (?:с|из) .{2,60}|"
    r"(?:发自|發自|从我的|来自我的|获取 ?outlook).{1,40}|(?:أُ?رسلت? من|مرسل من|تم الإرسال من).{1,60}|"
    r"inviato da .{2,60}|iphoneから送信|.{0,20}から送信|나의 .{1,20}에서 보냄|verzonden vanaf .{2,60}|"
    r"skickat från .{2,60}|sendt fra .{2,60}|wysłane z .{2,60}|.{2,30}'?(?:d[ae]n|tan) gönderildi)\s*$",
    re.IGNORECASE,
)
_MOST_LINES = 20_000
_LONGEST_LINE = 500  # a longer one is prose


def read_person(mail: Part, envelope: Understood) -> Understood:
    """Return a mail as a person's words and files; always gives an answer."""
    text = words(mail)
    return replace(
        envelope,
        category=Category.PERSON,
        text=text,
        reply=reply_of(text),
        attachments=attachments(mail),
    )


def reply_of(text: str) -> str:
    """Return what is new in a mail's text: quotes, quoted headers and the signature left out.

    Where everything seems quoted, a forwarded letter say, nothing is left: "".
    """
    lines = text[:MAX_TEXT].split("\n", _MOST_LINES)[:_MOST_LINES]
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
    return _without_signature(kept)


def attachments(mail: Part) -> tuple[Attachment, ...]:
    """Return the files of a mail: everything that is not its running text."""
    return tuple(
        Attachment(part.filename or _name(part, number), part.media_type, part.content())
        for number, part in enumerate(leaves(mail), 1)
        if not is_body(part) and not part.media_type.startswith("multipart/") and part.body.strip()
    )


def _name(part: Part, number: int) -> str:
    suffix = "eml" if part.media_type in RETURNED else part.media_type.rpartition("/")[2]
    return f"part-{number}.{suffix}"[:80]


def _quoted_lines(lines: Sequence[str], at: int) -> int | None:
    """Return how many lines from `at` are quoted: 0 for none, None for all that follows."""
    line = lines[at][:_LONGEST_LINE]
    if line.startswith(">"):
        return 1
    if REPLY_MARKER in line or (_DIVIDER.match(line) and not _is_footer(lines, at)):
        return None
    if _FROM.match(line) and _fields_follow(lines, at):
        return None
    return introduction(lines, at)


def _fields_follow(lines: Sequence[str], at: int) -> bool:
    return any(_OTHER_FIELD.match(line[:_LONGEST_LINE]) for line in lines[at + 1 : at + 6])


def _is_footer(lines: Sequence[str], at: int) -> bool:
    """Tell whether a bare rule of underscores is no divider: no quoted header comes after it."""
    if not lines[at].strip().strip("_"):
        near = [line for line in lines[at + 1 : at + 5] if line.strip()]
        return not (near and _FROM.match(near[0]))
    return False


def _without_signature(lines: list[str]) -> str:
    # RFC 3676 4.3: "-- " alone on a line; many gateways eat its blank.
    for at, line in enumerate(lines):
        if line in {"--", "—", "-- "} and any(text.strip() for text in lines[:at]):
            lines = lines[:at]
            break
    while lines and (not lines[-1].strip() or _PHONE.match(lines[-1][:_LONGEST_LINE])):
        lines = lines[:-1]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")

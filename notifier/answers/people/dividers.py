"""Lines that divide a mail: above what is quoted or forwarded, and above a signature."""

import re
from collections.abc import Mapping, Sequence

from notifier.answers.people.labels import block_begins

_NAMES: Mapping[str, str] = {
    "en": r"original (?:message|appointment|e-?mail|text)|forwarded (?:message|by|mail)|reply message|message (?:forwarded|from)|start of forwarded|quoted (?:message|text)|replied message|reply to message|previous message",
    "fr": r"message (?:d['’]origine|original|transféré|initial|transmis|de départ|précédent)|courriel original|mail (?:original|transféré)|e-?mail d['’]origine",
    "es": r"mensaje (?:original|reenviado|anterior)|correo original",
    "pt": r"mensagem (?:original|encaminhada|reencaminhada)|e-?mail original",
    "it": r"messaggio (?:originale|inoltrato|originario)",
    "ro": r"mesaj (?:original|redirecționat|inițial)|mesajul original",
    "ca": r"missatge (?:original|reenviat)",
    "de": r"ursprüngliche (?:nachricht|e-?mail|termin)|original-?\s?(?:nachricht|mail|e-?mail)|weitergeleitete (?:nachricht|e-?mail)|weitergeleitet (?:von|durch)|urspr\. nachricht|originalnachricht|original ?message",
    "nl": r"oorspronkelijk(?:e)? (?:bericht|e-?mail)|doorgestuurd bericht",
    "sv": r"ursprungligt meddelande|originalmeddelande|vidarebefordrat (?:meddelande|mejl|brev)",
    "da": r"oprindelig (?:meddelelse|besked|mail)|videresendt (?:meddelelse|besked)",
    "no": r"opprinnelig (?:melding|e-?post)|videresendt (?:melding|e-?post)|original melding",
    "fi": r"alkuperäinen viesti|edelleenlähetetty viesti|välitetty viesti|lähetetty viesti",
    "et": r"algne (?:kiri|sõnum)|edastatud kiri",
    "lv": r"sākotnēj\w+ ziņojums|pārsūtīt\w+ ziņojums",
    "lt": r"pradinis (?:laiškas|pranešimas)|persiųstas laiškas|originalus laiškas",
    "pl": r"wiadomość oryginalna|oryginalna wiadomość|(?:treść|wiadomość) przekazan\w+|przekazana wiadomość|pierwotna wiadomość",
    "cs": r"původní (?:zpráva|e-?mail)|přeposlaná zpráva|původní zpráv\w",
    "sk": r"pôvodná správa|preposlaná správa",
    "hr": r"(?:izvorna|originalna|proslijeđena|prosleđena) poruka",
    "sl": r"(?:izvirno|posredovano|prvotno) sporočilo",
    "hu": r"eredeti üzenet|továbbított üzenet|eredeti levél",
    "el": r"αρχικό μήνυμα|προωθημένο μήνυμα|αρχικο μηνυμα",
    "tr": r"özgün (?:ileti|mesaj)|orijinal (?:mesaj|ileti)|iletilen (?:ileti|mesaj)|yönlendirilmiş ileti|ilet[iı]lmiş ileti",
    "ru": r"исходное (?:сообщение|письмо)|пересылаемое (?:сообщение|письмо)|пересланное (?:сообщение|письмо)|оригинал\w* (?:сообщение|письмо)|перенаправленное сообщение|исходящее сообщение|начало (?:исходного|пересылаемого) сообщения|первоначальное сообщение",
    "uk": r"(?:початкове|вихідне|оригінальне|переслане|пересилане) (?:повідомлення|лист)|пересланий лист",
    "bg": r"(?:оригинално|препратено|първоначално) (?:съобщение|писмо)",
    "sr": r"(?:оригинална|изворна|прослеђена) порука",
    "he": r"הודעה מקורית|הודעה שהועברה|הודעה שהועברה",
    "ar": r"الرسالة الأصلية|رسالة (?:معاد توجيهها|أصلية|محولة|معاد إرسالها)|الرسالة المعاد توجيهها|الرسالة الاصلية",
    "fa": r"پیام اصلی|پیام هدایت ?شده|پیام ارسال ?شده|نامه اصلی|پیام فوروارد شده",
    "ur": r"اصل پیغام",
    "hi": r"मूल संदेश|अग्रेषित संदेश|फ़ॉरवर्ड किया गया संदेश",
    "bn": r"মূল বার্তা|আসল বার্তা",
    "th": r"ข้อความต้นฉบับ|ข้อความที่ส่งต่อ|ต้นฉบับ",
    "vi": r"thư gốc|tin nhắn gốc|(?:thư|tin nhắn) (?:đã )?(?:được )?chuyển tiếp|bản gốc",
    "id": r"pesan (?:asli|terusan|yang diteruskan|diteruskan|semula)|email asli",
    "ms": r"mesej asal|mesej yang dimajukan",
    "sw": r"ujumbe (?:asilia|asili|uliotumwa|uliopelekwa|wa awali|ulioelekezwa)",
    "zh": r"原始(?:邮件|郵件|信件|消息)|邮件原件|原邮件|原郵件|转发(?:邮件|的邮件|的消息)|轉寄(?:郵件|的郵件)|轉發|回复的原邮件|被转发邮件信息|已转发(?:的)?邮件|回复邮件信息|转发邮件信息|原信件|回信原文|引用原文",
    "ja": r"元のメッセージ|原始メッセージ|original ?メッセージ|転送(?:された|する)?メッセージ|オリジナルメッセージ|元のメール|引用元",
    "ko": r"원본 ?(?:메시지|메일|메세지)|전달된 ?(?:메시지|메일)|원래 ?메시지|전달한 메일",
}
_OPENINGS = (
    r"begin forwarded message|début du (?:message|courriel) (?:réexpédié|transféré)|anfang der weitergeleiteten (?:nachricht|e-?mail)|inicio del mensaje reenviado|"
    r"início da mensagem (?:reencaminhada|encaminhada)|inizio messaggio inoltrato|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked|videresendt melding|"
    r"начало переадресованного (?:сообщения|письма)|początek przekazywanej wiadomości|начало пересылаемого сообщения|以下是转发的邮件|下面是(?:被)?转发的邮件|以下為轉寄的郵件|以下の?メール(?:を|が)転送|次の?メールを転送|"
    r"전달된 메시지 시작|بداية الرسالة المعاد توجيهها|İletilen ileti başlangıcı|ดำเนินการส่งต่อข้อความ|bắt đầu thư được chuyển tiếp|awal pesan yang diteruskan"
)
_ALL = "|".join(_NAMES.values())
_DIVIDER = re.compile(
    rf"^[ \t>*]*(?:-{{2,}}\s?on .{{4,200}}\bwrote:[\s-]*|[-_*—–─=~]{{2,80}}[ \t]*(?:{_ALL})[^\n]{{0,120}}|(?:{_OPENINGS})\s*[:：]?[ \t]*|_{{25,}}[ \t]*)$",
    re.IGNORECASE,
)
_UNDERLINED = re.compile(rf"^[ \t>*]*(?:{_ALL})[ \t]*[-_*—–─=~]{{2,80}}[ \t]*$", re.IGNORECASE)
_TITLE = re.compile(rf"^[ \t*>-]*(?:{_ALL})[ \t*]*[:：]?[ \t*-]*$", re.IGNORECASE)
_PHONES: Mapping[str, str] = {
    "en": r"sent (?:from|via|with|using|by) (?:my |the |a )?\S.{0,60}|get outlook for \w+.{0,60}|sent on the (?:go|move).{0,40}|virus-free\.?.{0,40}|download outlook.{0,40}|sent by .{2,30} mobile.{0,20}",
    "fr": r"envoyé (?:de(?:puis)?|à partir de|avec|via) .{2,60}|télécharger outlook pour.{0,60}|obtenir outlook pour.{0,60}|obtenez outlook.{0,60}|garanti sans virus.{0,40}",
    "es": r"enviado (?:desde|con) .{2,60}|obtener outlook para.{0,60}|descarga[r]? outlook.{0,40}|libre de virus.{0,40}",
    "pt": r"enviad[oa] (?:do|da|a partir d[oe]|de|via|pelo) .{2,60}|obter o outlook para.{0,60}|livre de vírus.{0,40}",
    "it": r"inviato (?:da|dal) .{2,60}|ottieni outlook per.{0,40}|scarica outlook.{0,40}",
    "de": r"von meinem .{2,40} gesendet|gesendet (?:von|mit|über) .{2,60}|diese nachricht wurde von meinem .{2,80}|outlook für \w+ (?:beziehen|herunterladen).{0,40}|holen sie sich outlook.{0,40}|virenfrei\..{0,40}",
    "nl": r"verzonden vanaf .{2,60}|verstuurd vanaf .{2,60}|outlook voor \w+ (?:downloaden|ophalen).{0,40}",
    "sv": r"skickat från .{2,60}|skickades? från .{2,60}|hämta outlook för.{0,40}",
    "da": r"sendt fra .{2,60}|hent outlook.{0,40}",
    "no": r"sendt fra .{2,60}|skaff deg outlook.{0,40}",
    "fi": r"lähetetty .{2,60}(?:sta|stä|lta|ltä)\S{0,20}|hanki outlook.{0,40}",
    "pl": r"wysłane z .{2,60}|wysłano z .{2,60}|pobierz outlook.{0,40}",
    "cs": r"odesláno z .{2,60}|získat outlook.{0,40}",
    "hu": r"küldve .{2,40}(?:ról|ről|ból|ből)|elküldve .{2,40}",
    "ro": r"trimis de pe .{2,40}",
    "el": r"στάλθηκε από .{2,60}|εστάλη από .{2,60}",
    "tr": r".{2,30}['’]?(?:d[ae]n|tan|ten|[ıiuü]mdan|[ıiuü]mden) gönderildi|.{2,40} için outlook.{0,20}edinin",
    "ru": r"отправлено (?:с|из|от) .{2,60}|скачать outlook.{0,40}|скачайте outlook.{0,40}",
    "uk": r"надіслано (?:з|із) .{2,60}|відправлено з .{2,60}",
    "he": r"נשלח מ.{2,40}",
    "ar": r"(?:أُ?رسلت?|مرسل[ةه]?|تم الإرسال|ارسلت) من.{1,60}|الحصول على outlook.{0,40}",
    "fa": r"(?:ارسال ?شده|فرستاده ?شده) از.{1,60}",
    "hi": r".{2,40} से भेजा गया",
    "th": r"ส่งจาก.{1,40}",
    "vi": r"(?:được )?gửi từ .{2,40}|đã gửi từ .{2,40}",
    "id": r"dikirim dari .{2,60}|terkirim dari .{2,60}|dapatkan outlook.{0,40}",
    "sw": r"(?:imetumwa|ilitumwa) kutoka .{2,60}",
    "zh": r"(?:发自|發自|从我的|來自我的|来自我的|获取 ?outlook|傳送自我的|通过.{1,12}发送|下载适用于|取得 ?outlook).{1,40}|从 ?\S.{1,20}发送",
    "ja": r"iphoneから送信|.{0,24}から送信|.{0,24}outlook ?を入手.{0,10}",
    "ko": r"나의 .{1,20}에서 보냄|.{2,20}에서 (?:보냄|전송).{0,6}|outlook.{0,10}다운로드",
}
_PHONE = re.compile(rf"^[^\w<\[]*[<\[]?(?:{'|'.join(_PHONES.values())})[>\]]?\s*$", re.IGNORECASE)
_RULE = re.compile(r"^(?:_{20,}|-{30,}|={30,}|~{20,})$")
_LIST = re.compile(r"mail(?:ing|man)[ -]?lists?\b|listinfo|\blists?\b", re.IGNORECASE)
_PLACE = re.compile(r"https?://|\bwww\.|@\S+\.\S")
# Yahoo's programs for telephones begin the quote on the very line that introduces it.
_SAME_LINE = re.compile(
    r"^(?:on|le|am|el|em|il)\b.{10,260}\b(?:wrote|a écrit|schrieb|escribió|escreveu|ha scritto)\s?:\s{2,}\S",
    re.IGNORECASE,
)
_LONGEST = 500
_LONGEST_SIGNATURE = 25  # lines


def divides(lines: Sequence[str], at: int) -> bool:
    """Tell whether all that follows a line is the quoted mail; lines are `plain`."""
    line = lines[at][:_LONGEST]
    if _UNDERLINED.match(line) or _SAME_LINE.match(" ".join(lines[at : at + 2])[:_LONGEST]):
        return True
    if not _DIVIDER.match(line):
        below = range(at + 1, min(at + 4, len(lines)))
        return bool(_TITLE.match(line)) and any(block_begins(lines, n) for n in below)
    if line.strip().strip("_>* "):
        return True
    # A bare rule of underscores divides only above the fields of a mail.
    near = [n for n in range(at + 1, min(at + 5, len(lines))) if lines[n].strip()]
    return bool(near) and block_begins(lines, near[0])


def without_signature(lines: list[str]) -> str:
    """Return the lines as text, without what programs and lists put below it."""
    # RFC 3676 4.3: "-- " alone on a line; many gateways eat its blank.
    for at, line in enumerate(lines):
        is_sign = line.strip() in {"--", "—", "–"} and any(text.strip() for text in lines[:at])
        # Below a longer text the dashes were a person's rule, no signature's.
        if is_sign and sum(1 for text in lines[at:] if text.strip()) <= _LONGEST_SIGNATURE:
            lines = lines[:at]
            break
    lines = lines[: _footer_begins(lines)]
    while lines and (not lines[-1].strip() or _PHONE.match(lines[-1].strip()[:_LONGEST])):
        lines = lines[:-1]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")


def _footer_begins(lines: Sequence[str]) -> int:
    """Return where a list's own lines begin, below a rule near the end."""
    for at in range(max(len(lines) - 9, 1), len(lines)):
        below = "\n".join(lines[at + 1 :])
        if _RULE.match(lines[at].strip()) and _LIST.search(below) and _PLACE.search(below):
            return at
    return len(lines)

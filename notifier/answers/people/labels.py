"""The fields that mail programs print above what they quote, in the languages that they speak."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_FROM: Mapping[str, str] = {
    "en": "from|sender",
    "fr": "de|expéditeur",
    "es": "de|remitente",
    "pt": "de|remetente",
    "it": "da|mittente",
    "ro": "de la|expeditor",
    "ca": "de|remitent",
    "de": "von|absender",
    "nl": "van|afzender",
    "sv": "från|avsändare",
    "da": "fra|afsender",
    "no": "fra|avsender",
    "fi": "lähettäjä|keneltä",
    "is": "frá",
    "et": "saatja|kellelt",
    "lv": "sūtītājs",
    "lt": "nuo|siuntėjas",
    "pl": "od|nadawca",
    "cs": "od|odesílatel",
    "sk": "od|odosielateľ",
    "hr": "od|šalje",
    "sl": "od|pošiljatelj",
    "hu": "feladó",
    "el": "από|αποστολέας",
    "tr": "kimden|gönderen",
    "az": "kimdən",
    "ru": "от|от кого|отправитель",
    "uk": "від|від кого|відправник",
    "bg": "от|подател",
    "sr": "од|шаље",
    "he": "מאת",
    "ar": "من|من قبل|المرسل",
    "fa": "از|فرستنده",
    "ur": "منجانب|از",
    "hi": "से|प्रेषक|द्वारा",
    "bn": "থেকে|প্রেরক",
    "th": "จาก|ผู้ส่ง",
    "vi": "từ|người gửi",
    "id": "dari|pengirim",
    "ms": "daripada",
    "sw": "kutoka|kutoka kwa|mtumaji",
    "zh": "发件人|寄件者|寄件人|发自|發件人|寄件人",
    "ja": "差出人|送信者|送信元|from",
    "ko": "보낸 ?사람|발신|보낸이|발신자",
}
_DATE: Mapping[str, str] = {
    "en": "sent|date|sent on|received|date sent",
    "fr": "envoyé(?: le| par)?|date|date d['’]envoi",
    "es": "enviado(?: el| a las)?|fecha|enviada? el",
    "pt": "enviad[oa](?: em| a)?|data|data de envio",
    "it": "inviato(?: il)?|data|data invio",
    "ro": "trimis|data",
    "ca": "enviat(?: el)?|data",
    "de": "gesendet|datum|gesendet am",
    "nl": "verzonden|datum|verstuurd",
    "sv": "skickat|datum|skickad",
    "da": "sendt|dato",
    "no": "sendt|dato",
    "fi": "lähetetty|päivämäärä|päiväys|pvm",
    "is": "sent|dagsetning",
    "et": "saadetud|kuupäev",
    "lv": "nosūtīts|datums",
    "lt": "išsiųsta|data",
    "pl": "wysłano|data|wysłane",
    "cs": "odesláno|datum",
    "sk": "odoslané|dátum",
    "hr": "poslano|datum",
    "sl": "poslano|datum",
    "hu": "elküldve|dátum|küldve",
    "el": "στάλθηκε|ημερομηνία|απεσταλμένα",
    "tr": "gönderildi|tarih|gönderme tarihi",
    "az": "göndərildi|tarix",
    "ru": "отправлено|дата|послано|отправлен",
    "uk": "надіслано|дата|відправлено",
    "bg": "изпратено|дата",
    "sr": "послато|датум",
    "he": "נשלח|תאריך|נשלח ב",
    "ar": "تاريخ(?: الإرسال)?|التاريخ|أُ?رسلت?|تم الإرسال|تم الإرسال في",
    "fa": "تاریخ|ارسال ?(?:شده)?|فرستاده شده|تاریخ ارسال",
    "ur": "تاریخ|بھیجا گیا",
    "hi": "भेजा गया|दिनांक|तारीख|भेजी गई|तिथि",
    "bn": "প্রেরিত|তারিখ|পাঠানো",
    "th": "วันที่|ส่ง|ส่งเมื่อ",
    "vi": "ngày|đã gửi|gửi|đã gửi lúc",
    "id": "dikirim|tanggal|terkirim|tgl",
    "ms": "dihantar|tarikh",
    "sw": "ilitumwa|tarehe|imetumwa|iliyotumwa|mnamo",
    "zh": "发送时间|发送日期|日期|时间|寄件日期|傳送時間|發送時間|發送日期|已发送|已傳送|時間|寄件時間|发送",
    "ja": "送信日時|日時|日付|送信|送信日|date",
    "ko": "보낸 ?날짜|날짜|보낸 ?시간|발송일|일시|발신일시|보낸일시",
}
_TO: Mapping[str, str] = {
    "en": "to|cc|recipient",
    "fr": "à|a|cc|destinataire|pour",
    "es": "para|cc",
    "pt": "para|cc",
    "it": "a|cc|destinatario",
    "ro": "către|catre",
    "ca": "per a|a",
    "de": "an|cc|kopie|empfänger",
    "nl": "aan|cc",
    "sv": "till|kopia",
    "da": "til|cc",
    "no": "til|kopi",
    "fi": "vastaanottaja|kopio",
    "et": "saaja|kellele",
    "lv": "kam|kopija",
    "lt": "kam|iki|kopija",
    "pl": "do|dw",
    "cs": "komu|kopie",
    "sk": "komu|kópia|pre",
    "hr": "za|prima|kopija",
    "sl": "za|kp",
    "hu": "címzett|másolat",
    "el": "προς|κοιν",
    "tr": "kime|alıcı|bilgi",
    "az": "kimə",
    "ru": "кому|копия|получатель",
    "uk": "кому|копія",
    "bg": "до|копие",
    "sr": "за|прима",
    "he": "אל|עותק",
    "ar": "إلى|الى|نسخة(?: إلى)?|المستلم|نسخة كربونية",
    "fa": "به|گیرنده|رونوشت",
    "ur": "بنام",
    "hi": "प्रति|को|प्राप्तकर्ता|प्रतिलिपि",
    "bn": "প্রতি|প্রাপক",
    "th": "ถึง|สำเนา",
    "vi": "đến|tới|người nhận",
    "id": "kepada|ke|untuk|penerima",
    "ms": "kepada",
    "sw": "kwa|kwenda|nakala",
    "zh": "收件人|收件者|抄送|副本|发送至|發送給|主送",
    "ja": "宛先|cc|to|受信者",
    "ko": "받는 ?사람|수신|참조|받는이|수신자",
}
_SUBJECT: Mapping[str, str] = {
    "en": "subject",
    "fr": "objet|sujet",
    "es": "asunto|tema",
    "pt": "assunto",
    "it": "oggetto",
    "ro": "subiect",
    "ca": "assumpte|tema",
    "de": "betreff|thema",
    "nl": "onderwerp",
    "sv": "ämne",
    "da": "emne",
    "no": "emne",
    "fi": "aihe",
    "is": "efni",
    "et": "teema",
    "lv": "temats|tēma",
    "lt": "tema",
    "pl": "temat",
    "cs": "předmět",
    "sk": "predmet",
    "hr": "predmet|naslov",
    "sl": "zadeva",
    "hu": "tárgy",
    "el": "θέμα",
    "tr": "konu",
    "az": "mövzu",
    "ru": "тема",
    "uk": "тема",
    "bg": "тема|относно",
    "sr": "тема|наслов|предмет",
    "he": "נושא|הנדון",
    "ar": "الموضوع|موضوع",
    "fa": "موضوع|عنوان",
    "ur": "موضوع|عنوان",
    "hi": "विषय",
    "bn": "বিষয়",
    "th": "เรื่อง|หัวเรื่อง|หัวข้อ",
    "vi": "chủ đề|tiêu đề",
    "id": "subjek|perihal|hal|judul|subyek",
    "ms": "subjek|perkara",
    "sw": "mada|kichwa|somo|kuhusu",
    "zh": "主题|主旨|主題|标题|標題",
    "ja": "件名|題名|subject",
    "ko": "제목",
}


def _field(table: Mapping[str, str]) -> re.Pattern[str]:
    names = "|".join(table.values())
    return re.compile(rf"^[ \t>*_|]*(?:{names})\s*[*_]{{0,2}}\s*[:：]\s*[*_]{{0,2}}", re.IGNORECASE)


FROM, DATE, TO, SUBJECT = (_field(table) for table in (_FROM, _DATE, _TO, _SUBJECT))
# Lotus Notes prints the names alone, and the values below or beside them.
_BARE = re.compile(
    r"^(?:to|cc|bcc|subject|an|kopie|thema|pour|objet|para|asunto|assunto|a|oggetto|aan|onderwerp|кому|копия|тема)\s*[:：]?$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}([./-])\d{1,2}\1\d{2,4}).{0,20}\d{1,2}[:.h]\d\d"
)
_REACH = 9
_LONGEST = 500


def block_begins(lines: Sequence[str], at: int) -> bool:
    """Tell whether the fields of a quoted mail begin at a line: who, and when or about what.

    "From: Geneva, To: New York" is how people write a journey: it names neither date nor subject.
    """
    line = lines[at][:_LONGEST]
    if fields_in(line):
        return _is_block(lines, at)
    return bool(line) and len(line) < 100 and _is_notes_block(lines, at)


@lru_cache(maxsize=4096)  # a window moves over the lines: each would be read many times
def fields_in(line: str) -> str:
    """Return the kinds of field that a line may begin with, as letters: f, d, t, s; mostly none."""
    if ":" not in line[:60] and "：" not in line[:60]:
        return ""
    kinds = (("f", FROM), ("d", DATE), ("t", TO), ("s", SUBJECT))
    return "".join(kind for kind, found in kinds if found.match(line))


def _is_block(lines: Sequence[str], at: int) -> bool:
    near, gap = [], 0
    for line in lines[at : at + _REACH]:
        gap = 0 if line.strip() else gap + 1
        if gap > 1:
            break
        near.append(fields_in(line[:_LONGEST]) if line.strip() else " ")
    kinds = set("".join(near))
    if "f" in near[0]:
        return len(kinds & set("ds")) > 0
    return "f" in kinds and "d" in kinds and len(kinds & set("st")) > 0 and _are_together(near)


def _are_together(near: Sequence[str]) -> bool:
    """Tell whether the first three lines are fields: one of them alone is a person's heading."""
    return all([kind for kind in near if kind != " "][:3])


def _is_notes_block(lines: Sequence[str], at: int) -> bool:
    """Tell whether a name, a date alone, and the bare words To and Subject follow each other."""
    if not any(_is_date_alone(line) for line in lines[at : at + 3]):
        return False
    near = [line[:_LONGEST] for line in lines[at : at + 14] if line.strip()]
    when = next((n for n, line in enumerate(near[:3]) if _is_date_alone(line)), 3)
    if when > 1 or (when == 1 and near[0].endswith((".", "!", "?", ",", ":", "。"))):
        return False  # a person's sentence, not the name of whom is quoted
    after = near[when + 1 :]
    bare = {line.strip(" :：").lower() for line in after if _BARE.match(line.strip())}
    named = [kinds for line in after[:5] if (kinds := fields_in(line))]
    return len(bare) >= 2 or (len(named) >= 2 and any("s" in kinds for kinds in named))


def _is_date_alone(line: str) -> bool:
    return (
        8 < len(line) < 60
        and not fields_in(line)
        and _WHEN.search(line) is not None
        and not line.endswith(":")
    )

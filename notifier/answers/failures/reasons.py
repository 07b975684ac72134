"""What servers say when they refuse: the words for each reason, by language, to be looked over.

Patterns, not sentences: wording changes from release to release, the nouns stay.
"""

import re
from collections.abc import Mapping


def _any_of(table: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(p for patterns in table.values() for p in patterns), re.IGNORECASE)


# What stands for an address in the sentences of servers.
_ONE = r"(?:user|recipient|mailbox|account|address|alias|addressee|e-?mail|\bid|person|domain|host|inbox|receiver|username|login)"

_FULL = {
    "en": (
        r"over ?-?(?:the )?(?:disk ?)?quota|(?:over|out of) (?:its |the |their )?(?:maximum )?(?:storage|quota|disk)",
        r"quota (?:is |has been |was |limit |size )?(?:exceed|full|reach|violation)|disk quota|mail quota",
        r"exceed\w* .{0,40}(?:quota|storage|mailbox size|mailbox limit|maximum size for)",
        r"(?:mail ?|in)box (?:is |was |has |size )?(?:currently |temporarily |almost )?(?:full|over)\b",
        r"(?:mail ?|in)box.{0,30}(?:exceed|limit)|full mailbox|mailboxfull|mailbox_full",
        r"insufficient.{0,14}(?:storage|space|quota)|not enough.{0,20}(?:space|storage|room)|no space left",
        r"disk (?:full|space)|storage (?:limit|allocation|quota|full|exceed|space)|quotaexceeded",
        r"user has exhausted|receiving mail (?:at a rate|too quickly)|too many messages (?:in|on) (?:this|the) mail",
        r"delivery would exceed|account is full|is full\b.{0,40}(?:mail|account)|would be over the allowed quota",
        r"maildir (?:over|has)|over (?:the )?allowed|exceeds? (?:its |the |his )?allowed|(?:user|recipient).{0,40} is full\b|mail ?folder is full",
    ),
    "fr": (r"bo[iî]te.{0,40}pleine", r"quota (?:est )?d[ée]pass", r"espace.{0,20}insuffisant"),
    "es": (r"buz[óo]n.{0,30}llen[oa]", r"cuota.{0,30}(?:excedi|super)", r"supera.{0,20}cuota"),
    "pt": (
        r"caixa.{0,40}cheia",
        r"(?:quota|cota).{0,30}(?:excedi|ultrapass|cheia)",
        r"excedeu.{0,30}cota",
    ),
    "it": (r"casella.{0,30}pien[ao]", r"quota.{0,20}(?:superat|esaurit)"),
    "de": (
        r"postfach.{0,30}(?:voll|überfüllt)",
        r"speicherplatz.{0,40}(?:erschöpft|überschritten|voll)",
    ),
    "nl": (r"postvak.{0,20}vol\b", r"mailbox.{0,20}(?:vol\b|overvol)"),
    "ru": (r"переполнен", r"превышен\w* (?:квот|размер|лимит)", r"ящик.{0,20}полон"),
    "pl": (r"skrzynka.{0,40}(?:pełna|przepełn)", r"przekroczon\w+ (?:limit|kwot)"),
    "tr": (r"kotas[ıi].{0,30}(?:aş|dol)", r"posta kutusu.{0,20}dolu"),
    "zh": (
        r"邮箱.{0,8}(?:已?满|超)",
        r"信箱.{0,8}(?:已?滿|超)",
        r"空间不足",
        r"容量.{0,10}(?:超|满|滿)",
    ),
    "ja": (r"容量.{0,10}(?:超|いっぱい|オーバー)", r"いっぱい", r"メールボックス.{0,10}(?:満|超)"),
    "ko": (r"용량.{0,10}초과", r"편지함.{0,12}(?:가득|꽉)"),
    "ar": (r"ممتلئ",),
}

# Our own address or server was refused, though the words may say "unknown user".
_SENDER = {
    "en": (
        (
            r"sender verify fail|\b(?:sender|return[- ]path|envelope[- ]from|mail from)\b.{0,60}(?:does ?n[o']t exist|not exist|"
            r"unknown|not found|invalid|unverified|could not be verified|cannot be verified|rejected)"
        ),
        r"verification failed for <|domain of sender|callback setup failed|your (?:ip|domain|server|mail server|host|hostname|reverse)\b|client host rejected",
    ),
}

_BLOCKED = {
    "en": (
        r"spam|junk|unsolicited|\bblocked\b|block(?: list|list)|black ?-?list|deny ?list|polic(?:y|ies)",
        r"reputation|\bd?ns?rbl\b|dnsbl|barracuda|proofpoint|\bdmarc\b|\bspf\b|\bdkim\b|authenticat",
        r"not auth?ori[sz]ed|not permitted|permission|virus|malware|phish|content (?:was )?reject",
        r"grey ?-?list|gray ?-?list|rate ?limit|too many|relay(?:ing)?\b(?! recipient)|message (?:size|is too|too (?:big|large|long))",
        r"size limit|exceeds (?:the )?(?:size|maximum|max)|banned|suspicious|restricted|reverse dns|\bptr\b",
        r"helo\b|access denied|not allowed|frequency limit|hop count|too many hops|mail loop|looping",
        r"attachment|executable|message (?:content|body) |refused by (?:filter|the recipient)|filtered",
        r"poor reputation|throttl|rejected by recipients?\b|prohibit",
    ),
    "de": (r"abgelehnt wegen|unerwünscht",),
    "fr": (r"indésirable",),
    "es": (r"no deseado",),
    "ru": (r"прав[аи]л|спам",),
    "zh": (r"垃圾|拒收|反垃圾|频率",),
    "ja": (r"迷惑メール|受信拒否",),
}

_DEAD = {
    "en": (
        (
            r"user unknown|unknown_?user|nosuchuser|unknown(?: or illegal| or invalid)? (?:user|recipient|alias|mailbox"
            r"|account|address|local|domain|host|e-?mail|virtual)"
        ),
        (
            r"(?:\bno|not an?|is not|isn'?t an?) (?:such |known |valid |local |active |existing |registered |current )"
            r"{1,3}(?:user|recipient|mail ?box|account|address|person|alias|domain|host|name|here|id|e-?mail)"
        ),
        (
            rf"{_ONE}s?\b[^\n]{{0,80}}?(?:not (?:be )?(?:found|exist|listed|known|valid|active|recogni|registered|local)"
            r"|n[o'’]t (?:exist|found|valid|known|active|listed)|unknown|no longer|invalid|(?:is|was|been|has) "
            r"(?:been )?(?:disabled|deactivated|inactive|closed|deleted|terminated|expired|removed|suspended|cancell?ed)"
            r"|\bdisabled|\bclosed|\bunavailable|\binactive|discontinued|unrout(?:e)?able|isn'?t (?:valid|known|found)|couldn['’]?t be found"
            r"|wasn['’]?t found|cannot be found|could not be found|doesn['’]?t exist|does not exist|non-?existent)"
        ),
        r"invalid (?:recipient|mail ?box|user|address|domain|final|destination|e-?mail|account)",
        r"recip(?:ient)?notfound|undeliverable address|not our customer|no mail ?box (?:here|by|found|available|for)",
        r"unrout(?:e)?able|no account (?:by|with|for)|no one (?:at|by|with)|nobody (?:at|by|here)|illegal (?:user|alias|host|address|recipient)",
        r"(?:can(?:'t| ?not)|unable to|could not|couldn't|failed to) (?:find|locate|resolve|verify)\b.{0,20}(?:host|user|domain|recipient|mailbox|address|name)",
        r"couldn['’]?t find (?:any|a) (?:host|mail exchanger|mail ?box)|no matches to nameserver",
        r"host or domain name not found|name or service not known|no such host|null ?mx|mailboxunavailable|unable to (?:find|locate) \S+\.\w|validrcptto|not in my .{0,20}(?:rcpt|recipient)|(?:due to|for|of) inactivity|no mx (?:for|record)|no smtp service|no matching (?:user|recipient|mailbox)|nxdomain|host ?not ?found",
        r"domain (?:name )?(?:not found|unknown|invalid)|does not accept mail|doesn['’]?t accept mail",
        r"non-?existent|no (?:mx|a)\b.{0,6}(?:record|host)|bad (?:destination|address|recipient|mailbox|user)",
        r"badly formatted address|user has (?:moved|left)|(?:has|have) (?:left|moved)\b|mailbox (?:is )?unavailable",
        r"mailbox (?:is )?not available|recipient address rejected: access denied|badrcptto|address rejected\b",
        r"doesn['’]?t have an?\b.{0,40}account|does not have an?\b.{0,40}account|missing home directory",
        r"not (?:listed|found) in.{0,40}(?:directory|address book|table)|no (?:such )?(?:user|recipient|mailbox)\b",
        r"not a (?:mail ?box|user|recipient)|>:? ?\.*\s?not found|recipient(?:s)? (?:was|were|is) undeliverable",
        r"unknown to (?:this|the|our)|please (?:check|verify) the (?:recipient|e-?mail|address)|account.unavailable",
        r"dns (?:lookup )?(?:error|failure|fail)|unresolvable|all (?:relevant )?mx records point|no valid recipients?",
        r"is not (?:one of our|known|a known|recogni[sz]ed)|invalid/inactive|over(?:ride)? not a valid",
        r"address couldn['’]?t be|mail address is wrong|wrong address|incorrect address|does not like recipient.{0,60}\b550\b",
    ),
    "fr": (
        r"inconnue?s?\b",
        r"n['’ ]existe (?:pas|plus)",
        r"(?:adresse|destinataire).{0,40}(?:invalide|introuvable|incorrecte)",
        r"introuvable",
        r"n['’]a pas été trouvé",
        r"pas (?:pu être )?trouvé",
    ),
    "es": (
        r"no existe",
        r"desconocid[oa]",
        r"no se (?:encontr|ha encontrado|encuentra)",
        r"(?:dirección|destinatario|usuario).{0,40}(?:inválid|no válid)",
        r"inexistente",
    ),
    "pt": (
        r"não existe",
        r"desconhecid[oa]",
        r"inexistente",
        r"não (?:foi )?encontrad",
        r"endereço.{0,30}inválid",
    ),
    "it": (
        r"sconosciut[oa]",
        r"inesistente",
        r"non (?:esiste|trovat|è stato trovato)",
        r"indirizzo.{0,30}non valid",
    ),
    "de": (
        r"unbekannt",
        r"nicht gefunden",
        r"existiert nicht",
        r"(?:adresse|empfänger).{0,40}(?:ungültig|nicht vorhanden|falsch)",
        r"ungültige (?:adresse|e-?mail)",
        r"konnte nicht gefunden",
        r"nicht (?:mehr )?(?:vorhanden|erreichbar|gültig)",
        r"gibt es nicht",
    ),
    "nl": (r"niet (?:gevonden|bekend)", r"onbekend", r"bestaat niet"),
    "sv": (r"okänd", r"finns inte", r"hittades inte", r"kunde inte hittas"),
    "da": (r"ukendt", r"findes ikke", r"blev ikke fundet"),
    "no": (r"ukjent", r"finnes ikke"),
    "fi": (r"tuntematon", r"ei (?:löydy|löytynyt|ole olemassa)"),
    "pl": (r"nie istnieje", r"nieznany", r"nie (?:znaleziono|odnaleziono)"),
    "cs": (r"neexistuje", r"neznám[ýá]", r"nebyl[ao]? nalezen"),
    "hu": (r"nem (?:létezik|található)", r"ismeretlen"),
    "ro": (r"nu (?:există|a fost găsit)", r"necunoscut"),
    "tr": (r"bulunamad", r"bulunamıyor", r"bilinmeyen", r"mevcut değil"),
    "el": (r"δεν (?:βρέθηκε|υπάρχει)", r"άγνωστ"),
    "ru": (
        r"не (?:существует|найден|зарегистрирован)",
        r"неизвестн",
        r"нет такого",
        r"недоступен ящик",
        r"неверн\w+ адрес",
        r"несуществующ",
        r"ящик\w* (?:не|заблокирован|отключ|удал)",
    ),
    "uk": (r"не (?:існує|знайдено)", r"невідом"),
    "zh": (
        r"不存在",
        r"无此(?:用户|帐户|账户)",
        r"查无此人",
        r"找不到",
        r"無此",
        r"地址(?:错误|無效|无效)",
        r"用户未找到",
    ),
    "ja": (
        r"存在しません",
        r"見つかりません",
        r"見つかりませんでした",
        r"宛先不明",
        r"不明(?:な|です)",
        r"あて先.{0,6}不明",
        r"リストにありません",
    ),
    "ko": (r"존재하지", r"없는 (?:사용자|주소|메일)", r"찾을 수 없", r"알 수 없는"),
    "ar": (
        r"غير موجود",
        r"لم يتم العثور",
        r"غير معروف",
        r"لا يوجد",
        r"تعذر العثور",
        r"غير صالح",
    ),
    "he": (r"לא נמצא", r"לא קיים"),
    "fa": (r"یافت نشد", r"وجود ندارد"),
    "hi": (r"नहीं मिला", r"मौजूद नहीं"),
    "id": (r"tidak (?:ditemukan|ada|dikenal)",),
    "vi": (r"không (?:tồn tại|tìm thấy)",),
    "th": (r"ไม่พบ",),
}

# So plain that no word of a policy beside it takes it back.
SURE = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient)|unknown (?:recipient|mailbox)|nosuchuser|recip(?:ient)?notfound"
    r"|(?:due to|for|of) inactivity",
    re.IGNORECASE,
)

_EXPIRED = {
    "en": (
        r"(?:message|delivery|retry|queue|lifetime|time).{0,20}expired|timed? ?-?out|delivery time|retry time|too long",
        r"connection (?:refused|lost|reset|dropped|closed)|try again|temporar|deferr|network is unreachable",
        r"will (?:be|keep) (?:re)?try|no route to host|host is (?:down|unreach)",
        r"(?:could|can)(?: ?not|n't) (?:connect|be contacted)|not respond|was unreachable|no answer from",
    ),
}

FULL = _any_of(_FULL)
SENDER = _any_of(_SENDER)
BLOCKED = _any_of(_BLOCKED)
DEAD = _any_of(_DEAD)
EXPIRED = _any_of(_EXPIRED)

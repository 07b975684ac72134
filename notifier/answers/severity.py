"""How bad a failure is: whether the address is dead, or only this mail was lost.

`Action: failed` does not mean dead, and status codes lie: the words of the server are read
first, the codes (RFC 3463) only where the words say nothing.
"""

import re

_FULL = re.compile(
    r"over ?-?quota|quota (?:is |has been |was )?(?:exceed|full|reach)|exceed\w* .{0,40}(?:quota|"
    r"storage|mailbox size|mailbox limit)|(?:mail)?box (?:is |was |has )?(?:currently )?(?:full|over)"
    r"|full mailbox|mailboxfull|mailbox.{0,30}(?:exceed|limit)|out of storage|insufficient.{0,10}"
    r"storage|not enough.{0,20}(?:space|storage)|no space left|disk (?:full|quota)|storage "
    r"(?:limit|allocation|quota|full)|quotaexceeded|user has exhausted|receiving mail at a rate|"
    r"bo[iî]te.{0,40}pleine|quota d[ée]pass|postfach.{0,20}voll|buz[óo]n.{0,20}lleno|"
    r"переполнен|превышен\w* (?:квот|размер|лимит)|邮箱.{0,6}满|空间不足|容量.{0,10}(?:超|いっぱい)|"
    r"いっぱい|ممتلئ|casella.{0,20}piena|caixa.{0,30}cheia",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"spam|junk|unsolicited|block(?:ed|list| list)|black ?-?list|deny ?list|polic(?:y|ies)|"
    r"reputation|\bd?ns?rbl\b|dnsbl|barracuda|proofpoint|\bdmarc\b|\bspf\b|\bdkim\b|authenticat|"
    r"not auth?ori[sz]ed|not permitted|permission|virus|malware|phish|content (?:was )?reject|"
    r"greylist|rate ?limit|too many|relay|message (?:size|is too|too (?:big|large|long))|"
    r"size limit|banned|suspicious|restricted|reverse dns|\bptr\b|helo|access denied|not allowed|"
    r"прав[аи]л|спам|垃圾|迷惑メール",
    re.IGNORECASE,
)
_DEAD = re.compile(
    r"user unknown|unknown(?: or illegal)? (?:user|recipient|alias|mailbox|account|address|local|"
    r"domain|host)|unknown_?user|nosuchuser|(?:no|not a|is not) (?:such |known |valid |local )"
    r"{1,2}(?:user|recipient|mailbox|account|address|person|alias|domain|host|name|here|id)|"
    r"(?:user|recipient|mailbox|account|address|alias|addressee|e-?mail|\bid|person|domain|host)\b"
    r"[^\n]{0,80}?(?:not (?:be )?(?:found|exist|listed|known|valid|active|recogni)|n[o']t exist|"
    r"unknown|no longer|invalid|(?:is|was|been) (?:disabled|deactivated|inactive|closed|deleted|"
    r"terminated)|disabled|inactive|discontinued|unrouteable|isn'?t (?:valid|known|found)|"
    r"couldn'?t be found|wasn'?t found)|invalid (?:recipient|mailbox|user|address|domain|final)|"
    r"recip(?:ient)?notfound|undeliverable address|not our customer|no mailbox here|unrout(?:e)?able|"
    r"can(?:'t| ?not) (?:find|locate) (?:a |any |the )?(?:host|user|domain|recipient)|"
    r"couldn't find any host|host or domain name not found|null ?mx|does not accept mail|nxdomain|"
    r"non-existent|no (?:mx|a) record|bad destination|bad address|badly formatted address|user has "
    r"moved|has (?:left|moved)|mailbox unavailable|mailbox not available|"
    r"recipient address rejected: access denied|inconnue?\b|n'existe pas|no existe|desconocid[oa]|"
    r"unbekannt|nicht gefunden|existiert nicht|не существует|не найден|неизвестн|нет такого|"
    r"недоступен ящик|不存在|无此用户|找不到|存在しません|見つかりません|宛先不明|不明な|"
    r"غير موجود|não existe|inexistente|sconosciuto|inesistente|niet gevonden|onbekend|"
    r"nie istnieje|bulunamad",
    re.IGNORECASE,
)
_EXPIRED = re.compile(
    r"expired|timed? ?-?out|delivery time|retry time|too long|connection (?:refused|lost|reset)|"
    r"try again|temporar|deferr|will (?:be|keep) (?:re)?try|unable to connect|service unavailable",
    re.IGNORECASE,
)
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?<![\d.#])([45])[0-5]\d(?=[ \-#])")
# RFC 3463 3.2-3.5 and the register of its codes: the address, its mailbox or its domain is gone.
_DEAD_CODES = frozenset({"2.1", "4.4", "4.310"})
_SENDER_CODES = frozenset({"1.7", "1.8"})  # our own address was refused


def is_hard(status: str, words: str) -> bool:
    """Tell whether the address is dead; anything uncertain is the loss of this mail only."""
    words = words[:8000]
    code_class, code = _code(status, words)
    if _FULL.search(words) or code in {"2.2", *_SENDER_CODES} or code_class == "4":
        return False
    is_address = code.startswith("1.")
    if _DEAD.search(words):
        blocked = _BLOCKED.search(_DEAD.sub(" ", words))
        return is_address or not (blocked or _is_expired(code, words))
    if _BLOCKED.search(words) or code.startswith("7."):
        return False
    return is_address or code in _DEAD_CODES


def enhanced_status(words: str) -> str:
    """Return the first enhanced status code in a text, "" when there is none."""
    found = _ENHANCED.search(words)
    return found[0] if found else ""


def _is_expired(code: str, words: str) -> bool:
    return code == "4.7" or (code != "4.4" and _EXPIRED.search(words) is not None)


def _code(status: str, words: str) -> tuple[str, str]:
    """Return the class and the rest of the most telling code: "5", "1.1"."""
    stated = _ENHANCED.search(status)
    codes = [found for found in (stated, *_ENHANCED.finditer(words)) if found]
    telling = [c for c in codes if f"{c[2]}.{c[3]}" != "0.0" and c[1] != "2"]
    if telling:
        # 5.1.1 beside 5.7.1 speaks of the address; the first code speaks otherwise.
        best = next((c for c in telling if c[1] == "5" and c[2] == "1"), telling[0])
        return best[1], f"{best[2]}.{best[3]}"
    smtp = _SMTP.search(words)
    return (codes[0][1] if codes else smtp[1] if smtp else ""), ""

"""How bad a failure is: whether the address is dead, or only this mail was lost.

`Action: failed` does not mean dead, and status codes lie: the words of the server are read
first, the codes (RFC 3463) only where the words say nothing.
"""

import re

from notifier.answers.failures.reasons import BLOCKED, DEAD, EXPIRED, FULL, SENDER, SURE

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?<![\d.#:/-])([45])[0-5]\d(?=[ \-#:]|$)", re.MULTILINE)
# A code as servers repeat it, not the 500 of "500 people".
_QUOTED = re.compile(
    r"(?:^|said|replied|returned|response|error|reason|smtp|<<<|after rcpt to\S*)[ \t]*[:;(\"'<]*[ \t]*[45][0-5]\d[ -](?=[\w<#\"'])"
    r"(?!people|years?|days?|\w+ (?:street|avenue|road))",
    re.IGNORECASE | re.MULTILINE,
)
# RFC 3463 3.2-3.5 and the register of its codes: the address, its mailbox or its domain is gone.
_DEAD_CODES = frozenset({"2.1", "4.4", "4.310"})
_SENDER_CODES = frozenset({"1.7", "1.8"})  # our own address was refused
_WRAP = re.compile(r"[ \t]*\n[ \t>|]*(?=[^\s>|])")
_LONGEST = 8000


def is_hard(status: str, words: str) -> bool:
    """Tell whether the address is dead; anything uncertain is the loss of this mail only."""
    words = _WRAP.sub(" ", words[:_LONGEST])
    code_class, code = _code(status, words)
    if FULL.search(words) or code in {"2.2", *_SENDER_CODES} or code_class == "4":
        return False
    if SENDER.search(words):
        return False
    is_address = code.startswith("1.")
    if DEAD.search(words):
        blocked = BLOCKED.search(DEAD.sub(" ", words)) and not SURE.search(words)
        return is_address or not (blocked or _is_expired(code, words))
    if BLOCKED.search(words) or code.startswith("7."):
        return False
    return is_address or code in _DEAD_CODES


def is_hard_told(human: str, whole: str = "") -> bool:
    """Tell the same from prose: what the server replied counts before what is said around it.

    `whole` is asked where the reporter's own words give no reason.
    """
    replies = _replies(human)
    if _gives_reason(replies):
        return is_hard(enhanced_status(replies), replies)
    if not _gives_reason(human) and _gives_reason(_replies(whole)):
        return is_hard_told(_replies(whole))
    return is_hard(enhanced_status(human), human)


def _gives_reason(words: str) -> bool:
    return any(found.search(words) for found in (FULL, SENDER, DEAD, BLOCKED))


def enhanced_status(words: str) -> str:
    """Return the first enhanced status code in a text, "" when there is none."""
    found = _ENHANCED.search(words)
    return found[0] if found else ""


def has_reply(words: str) -> bool:
    """Tell whether a text quotes a refusal of a server: a code of SMTP or an enhanced one."""
    return any(code[1] != "2" for code in _ENHANCED.finditer(words)) or bool(_QUOTED.search(words))


def _replies(human: str) -> str:
    """Return the lines with codes, and of each the one after it, where long replies go on."""
    lines = human[:_LONGEST].split("\n")
    coded = [n for n, line in enumerate(lines) if _SMTP.search(line) or _ENHANCED.search(line)]
    kept = sorted({each for n in coded for each in (n, n + 1) if each < len(lines)})
    return "\n".join(lines[n] for n in kept)


def _is_expired(code: str, words: str) -> bool:
    return code == "4.7" or (code != "4.4" and EXPIRED.search(words) is not None)


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

"""Which character set 8-bit text is in when nothing says so: by what its letters would be.

Old servers and gateways send their own language without a label; each guess must give text of
the script that it stands for, or Windows-1252 is left.
"""

import re
from collections.abc import Sequence

_HIGH = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
_SCRIPTS: Sequence[tuple[str, re.Pattern[str], float]] = (
    ("euc_jp", re.compile("[\u3040-\u30ff]"), 0.25),
    ("cp932", re.compile("[\u3040-\u30ff]"), 0.25),
    ("euc_kr", re.compile("[\uac00-\ud7a3]"), 0.6),
    ("gb2312", re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]"), 0.8),
    ("big5", re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]"), 0.8),
)
_SCANNED = 4000
_LETTERS_SHARE = 0.3  # below it the text is Latin with accents


def guessed(raw: bytes) -> str:
    """Return the charset that unlabelled bytes, which are no UTF-8, are most likely in."""
    head = raw[:_SCANNED]
    high = len(_HIGH.findall(head))
    if high < 4 or high < _LETTERS_SHARE * len(_LETTER.findall(head)):
        return "cp1252"
    for charset, script, share in _SCRIPTS:
        letters = [c for c in _decoded(head, charset) if ord(c) > 127]
        if letters and len(script.findall("".join(letters))) >= share * len(letters):
            return charset
    return _cyrillic(head)


def _decoded(head: bytes, charset: str) -> str:
    """Decode strictly; in a long text the last character may have been cut in two."""
    ends = (len(head), len(head) - 1) if len(head) == _SCANNED else (len(head),)
    for end in ends:
        try:
            return head[:end].decode(charset)
        except UnicodeDecodeError:
            continue
    return ""


def _cyrillic(head: bytes) -> str:
    # Small letters are the many: E0-FF in Windows-1251, C0-DF in KOI8-R.
    upper, lower = (len(re.findall(p, head)) for p in (rb"[\xe0-\xff]", rb"[\xc0-\xdf]"))
    others = len(re.findall(rb"[\x80-\xbf]", head))
    if others > 0.3 * (upper + lower):
        return "cp1252"
    return "cp1251" if upper >= lower else "koi8-r"

"""The line with which a mail program introduces what it quotes: "On ..., A <a@b> wrote:".

Known by its shape: a colon at the end, a date, a clock time and an address in brackets; the
verbs of the languages help where a program leaves one of them out. A line that only looks like
it is a person's own: a quote too many in the register is better than a sentence too few.
"""

import re
from collections.abc import Iterator, Sequence

from notifier.invitations.token import tokens_in

_WROTE = re.compile(
    # "On Mon, 5 Jan 2027 at 10:00, A <a@b> wrote:" as clients say it, by language
    r"^\W*(?:(?:on|in a message dated)\b.{4,300}\b(?:wrote|writes|sent|said)\b|"
    r"le\b.{4,300}\bécrit\b|el\b.{4,300}\bescribi[óo]\b|"
    r"(?:am|um)\b.{4,300}\bschrieb\b.{0,200}|.{4,250}\bschrieb\b.{0,200}|"
    r"(?:em|no dia|a)\b.{4,300}\bescreveu\b|il\b.{4,300}\bscritto\b|"
    r"op\b.{4,300}\bschreef\b.{0,200}|(?:den|på)\b.{4,300}\bskrev\b.{0,200}|"
    r"(?:w dniu|dnia)\b.{4,300}\b(?:napisał\w*(?:\(a\))?|pisze)|dne\b.{4,300}\bnapsal\w*(?:\(a\))?|"
    r".{4,300}\b(?:написал|пишет|писал|написав|пише)(?:\(а\)|а|и)?|"
    r"(?:في|بتاريخ|يوم).{4,300}(?:كتبت?|كتابة ما يلي)\b.{0,200}|.{4,300}كتب(?:ت|/ت|/كتبت)?|"
    r"在?.{4,300}(?:写道|寫道|编写|写到|写)|.{4,300}(?:のメール|さんは書きました|書いた|wrote)|"
    r".{4,300}(?:님이 작성|작성)|.{4,300}\b(?:şunu|tarihinde).{0,120}\byazdı|.{4,300}\bkirjoitti|"
    r".{4,300}\b(?:napisał\w*(?:\(a\))?|pisze|napsal\w*(?:\(a\))?|a scris|ezt írta|έγραψε|napisao je|tulis|menulis|đã viết|aliandika|ameandika|napisal\w*|piše|je napisao|rašė|rakstīja|"
    r"kirjutas|skrifaði|va escriure|escreveu|escribió|a écrit|ha scritto|schreef|skrev|napísal\w*|написа|напісаў|wrote|writes)\b.{0,100}|"
    r".{4,300}(?:ने लिखा|लिखा|نوشت|نوشته|نے لکھا|লিখেছেন|เขียน(?:ว่า)?|כתב/?ה?|מאת.{0,80}))\s*[:：]$",
    re.IGNORECASE,
)
# Also the years of the Hijri and the Buddhist calendar.
_DATE = re.compile(
    r"(?<!\d)(?:20|1[34]|25)\d\d(?!\d)|(?<!\d)\d{1,2}([./-])\d{1,2}\1\d\d(?!\d)|\d\s?[日일]"
)
_CLOCK = re.compile(
    r"(?<![\d./-])\d{1,2}\s?[:：.h时時点]\s?\d\d(?!\d|[./-]\d)|\d\s?[时時点시]", re.IGNORECASE
)
_ADDRESS = re.compile(r"[<(\[]\s?(?:mailto:)?[^<>()\[\]@\s]+@[^<>()\[\]@\s]+")
# An old program of Google writes no verb, no clock time and no colon.
# Gmail in Russian, Ukrainian, Japanese and Hebrew writes no verb; nobody begins a sentence so.
_DATE_FIRST = re.compile(
    r"^(?:(?:[а-яёіїє]{2,4}\.?,\s)?\d{1,2}\s[^\W\d]{3,10}\.?\s20\d\d\s[гр]\.,?\s[воу]\s\d{1,2}:\d\d,?\s|20\d\d年\d{1,2}月\d{1,2}日\s?(?:[(（].[)）])?\s?\d{1,2}:\d\d,?\s?|"
    r"20\d\d-\d\d-\d\d\s\d{1,2}:\d\d\s(?:GMT[+-]\d\d:\d\d\s)?|ב?תאריך\s.{8,60}\d{1,2}:\d\d\sמאת\s).{1,90}[<(][^<>@\s]+@[^<>@\s]+[>)]\s?:$",
    re.IGNORECASE,
)
_DATE_TO_ADDRESS = re.compile(r"^20\d\d[-/年].{6,200}<\s?[^<>@\s]+@[^<>@\s]+>$")
# No date at all: "Franz Meier wrote:", and Usenet's "In article <1@b> Franz Meier writes:".
_VERB = re.compile(
    r"^[^.!?]{2,200}\b(?:wrote|writes|schrieb|a écrit|escribi[óo]|escreveu|ha scritto|schreef|skrev|napisał\w*(?:\(a\))?|napsal\w*|"
    r"написал\w*(?:\(а\))?|пишет|писал|написав|yazdı|kirjoitti|írta|menulis|aliandika|a scris|έγραψε)\s*[:：]$"
    r"|^.{2,120}(?:写道|寫道|のメール|さんは書きました|كتب(?:ت|/ت)?|نوشت|ने लिखा|님이 작성|כתב/?ה?)\s*[:：]$",
    re.IGNORECASE,
)
_HINT = re.compile(r"\d{1,2}[./-]\d{1,2}|@\w")

_UNSEEN = dict.fromkeys(
    map(ord, "\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
) | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_PLAIN = (
    str.maketrans(
        {"\u00a0": " ", "\u202f": " ", "＞": ">"}
        | {digit: str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
    )
    | _UNSEEN
)
_COLONS = (":", "：")
_LONGEST = 400
_MOST_LINES = 4  # over which a program wraps one such line


def plain(line: str) -> str:
    """Return a line without marks of direction, with common digits and blanks: for comparing."""
    return line[:1000].translate(_PLAIN).strip()


def introduction(lines: Sequence[str], at: int) -> int | None:
    """Return over how many of the `plain` lines from `at` a program introduces a quote, 0 for none.

    None where no ">" marks the quote, so that all that follows belongs to it.
    """
    for length, line in _joined(lines, at):
        following = _following(lines, at + length)
        if not _introduces(line, following):
            continue
        if _begins_later(lines[at : at + length], following):
            return 0
        return length if not following or following.startswith(">") else None
    return 0


def _joined(lines: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """Yield the line, and the line with those it may be wrapped over, where an end may be."""
    joined = ""
    for length, line in enumerate(lines[at : at + _MOST_LINES], 1):
        joined = f"{joined} {line}".strip()
        if not line or line.startswith(">") or len(joined) > _LONGEST:
            return
        if line.endswith((*_COLONS, ">")):
            yield length, joined
        if line.endswith(_COLONS):
            return


def _following(lines: Sequence[str], at: int) -> str:
    return next((line for line in lines[at : at + 3] if line), "")


def _introduces(line: str, following: str) -> bool:
    """Tell whether a line introduces a quote. The less it is marked below, the more must be said."""
    is_quoted = following.startswith(">")
    if line.endswith(">"):
        return is_quoted and _DATE_TO_ADDRESS.match(line) is not None
    has_date, has_clock = _DATE.search(line) is not None, _CLOCK.search(line) is not None
    has_address = _ADDRESS.search(line) is not None
    if (has_date or has_clock) and has_address and tokens_in(line):
        return True  # nobody writes an address of ours by hand
    if _DATE_FIRST.match(line):
        return True
    if is_quoted:
        is_dated = has_date or has_clock or has_address or _HINT.search(line) is not None
        is_whole = has_date and has_clock
        said = _WROTE.match(line) if is_dated else _VERB.match(line)
        return is_whole or said is not None
    is_likely = has_date and has_clock and (has_address or not following)
    return is_likely and _WROTE.match(line) is not None


def _begins_later(lines: Sequence[str], following: str) -> bool:
    """Tell whether the first line is a person's, and the introduction begins below it."""
    when = _DATE if _DATE.search(" ".join(lines)) else _CLOCK
    for start in range(1, len(lines)):
        if lines[start - 1].endswith(("<", "(")) or lines[start].startswith(("<", "(")):
            continue  # wrapped around the address
        rest = " ".join(lines[start:])
        if when.search(rest) and _introduces(rest, following):
            return True
    return False

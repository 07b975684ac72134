"""Until when the writer of an automatic reply is away, where the text says so for sure."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from notifier.answers.programs.days import common_digits, days_in

# Before the date: "until", "back on", "returning".
_UNTIL = re.compile(
    r"\b(?:until|till?|through|return(?:ing)?|back|up to|to|jusqu['’]au|retour|bis(?: zum)?|zurück|wieder|"
    r"ab(?: dem)?|hasta|regres\w+|vuel\w+|до|вернусь|повернусь|по|até|retorn\w+|volt\w+|fino al|rientr\w+|tot|t/m|terug|till och med|till|åter|"
    r"til|før|tilbage|tilbake|do|wracam|powr\w+|vrátím|până (?:la|pe|în)|μέχρι|έως|kuni|līdz|iki|sampai|hingga|hadi|đến(?: hết)?|ngày|fins al)\b"
    r"|至|到|まで|حتى|إلى|تا|עד|ถึง|จนถึง",
    re.IGNORECASE,
)
# Behind the date, as Turkish, Hindi, Korean, Japanese, Hungarian and Finnish put it.
_THUS_FAR = re.compile(
    r"kadar|dek\b|asti|saakka|\bतक|까지|まで|-ig\b|為止|为止|lang\b", re.IGNORECASE
)
_CJK = re.compile(r"\d\s*[日号號]")
_BEFORE, _BEHIND = 60, 40


def away_until(text: str, sent_at: datetime | None) -> date | None:
    """Return the day until which a reply says its writer is away; None when it is not sure.

    The latest date beside a word such as "until" counts. A day such as 05/03/2027, which
    reads both ways, is left out; a date without a year is the next one after `sent_at`.
    """
    text = common_digits(text[:8000])
    found = [*_named(text, sent_at)]
    if not found and "至" not in text and _CJK.search(text):
        found = [*days_in(text, sent_at)]
    later = [day for day in found if sent_at is None or day >= sent_at.date()]
    return max(later, default=None)


def _named(text: str, sent_at: datetime | None) -> Iterator[date]:
    for word in _UNTIL.finditer(text):
        near = days_in(text[word.end() : word.end() + _BEFORE], sent_at)
        yield from (day for day in [next(near, None)] if day)
    for word in _THUS_FAR.finditer(text):
        yield from days_in(text[max(word.start() - _BEHIND, 0) : word.start()], sent_at)

"""Days and instants as a letter prints them: in six languages, in Geneva time and in UTC.

The clock has 24 hours in every language, digits are European ones, and an hour never stands
without its zone.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel import dates as babel_dates
from babel.core import get_global

from notifier.languages import LOCALE, Language

GENEVA = "Europe/Zurich"
_NO_BREAK = "\u00a0"

_GENEVA: Mapping[Language, str] = {
    "ar": "جنيف",
    "zh": "日内瓦",
    "en": "Geneva",
    "fr": "Genève",
    "ru": "Женева",
    "es": "Ginebra",
}
_GENEVA_TIME: Mapping[Language, str] = {
    "ar": "بتوقيت جنيف",
    "zh": "日内瓦时间",
    "en": "Geneva time",
    "fr": "heure de Genève",
    "ru": "женевское время",
    "es": "hora de Ginebra",
}
_PLACE_AND_DATE: Mapping[Language, str] = {
    "ar": "جنيف، {date}",
    "zh": "{date}，日内瓦",
    "en": "Geneva, {date}",
    "fr": "Genève, le {date}",
    "ru": "Женева, {date}",
    "es": "Ginebra, {date}",
}
_SAME_DAY: Mapping[Language, str] = {
    "ar": "يوافق الموعد النهائي (الساعة {geneva} بتوقيت جنيف) الساعة {there} من اليوم نفسه بالتوقيت"
    " المحلي ({city}).",
    "zh": "截止时间（日内瓦时间{geneva}）为{city}时间同日{there}。",
    "en": "The deadline, {geneva} in Geneva, is {there} the same day in {city}.",
    "fr": "La date limite ({geneva} à Genève) correspond à {there} le même jour"
    " (heure locale : {city}).",
    "ru": "Предельный срок ({geneva} в Женеве) соответствует {there} того же дня по местному"
    " времени ({city}).",
    "es": "La fecha límite ({geneva} en Ginebra) corresponde a las {there} del mismo"
    " día (hora local: {city}).",
}
_OTHER_DAY: Mapping[Language, str] = {
    "ar": "يوافق الموعد النهائي (الساعة {geneva} بتوقيت جنيف) الساعة {there} يوم {date} بالتوقيت"
    " المحلي ({city}).",
    "zh": "截止时间（日内瓦时间{geneva}）为{city}时间{date}{there}。",
    "en": "The deadline, {geneva} in Geneva, is {there} on {date} in {city}.",
    "fr": "La date limite ({geneva} à Genève) correspond à {there} le {date}"
    " (heure locale : {city}).",
    "ru": "Предельный срок ({geneva} в Женеве) соответствует {there} {date} по местному времени"
    " ({city}).",
    "es": "La fecha límite ({geneva} en Ginebra) corresponde a las {there} del {date}"
    " (hora local: {city}).",
}
_BEGINS_SAME_DAY: Mapping[Language, str] = {
    "ar": "يبدأ الاجتماع الساعة {geneva} بتوقيت جنيف، أي الساعة {there} من اليوم نفسه بالتوقيت المحلي"
    " ({city}).",
    "zh": "会议于日内瓦时间{geneva}开始，即{city}时间同日{there}。",
    "en": "The meeting begins at {geneva} in Geneva, which is {there} the same day in {city}.",
    "fr": "La réunion commence à {geneva} à Genève, soit à {there} le même jour"
    " (heure locale : {city}).",
    "ru": "Собрание начинается в {geneva} по женевскому времени, то есть в {there} того же дня по"
    " местному времени ({city}).",
    "es": "La reunión comienza a las {geneva} en Ginebra, es decir, a las {there} del mismo"
    " día (hora local: {city}).",
}
_BEGINS_OTHER_DAY: Mapping[Language, str] = {
    "ar": "يبدأ الاجتماع الساعة {geneva} بتوقيت جنيف، أي الساعة {there} يوم {date} بالتوقيت المحلي"
    " ({city}).",
    "zh": "会议于日内瓦时间{geneva}开始，即{city}时间{date}{there}。",
    "en": "The meeting begins at {geneva} in Geneva, which is {there} on {date} in {city}.",
    "fr": "La réunion commence à {geneva} à Genève, soit à {there} le {date}"
    " (heure locale : {city}).",
    "ru": "Собрание начинается в {geneva} по женевскому времени, то есть в {there} {date} по"
    " местному времени ({city}).",
    "es": "La reunión comienza a las {geneva} en Ginebra, es decir, a las {there} del {date}"
    " (hora local: {city}).",
}
_COMMA: Mapping[Language, str] = {
    "ar": "، ",
    "zh": "，",
    "en": ", ",
    "fr": ", ",
    "ru": ", ",
    "es": ", ",
}
_SEMICOLON: Mapping[Language, str] = {
    "ar": "؛ ",
    "zh": "；",
    "en": "; ",
    "fr": " ; ",
    "ru": "; ",
    "es": "; ",
}


def format_date(day: date, language: Language) -> str:
    """Return a day in full: `24 March 2026`, the day never torn from its month."""
    return _day_first(babel_dates.format_date(day, "long", locale=LOCALE[language]), language)


def format_days(start: date, end: date | None, language: Language) -> str:
    """Return a run of days, both inclusive: `5–9 July 2026`, `29 June – 9 July 2026`."""
    if end is None or end == start:
        return format_date(start, language)
    last = format_date(end, language)
    if language == "zh":  # 2026年7月5日至9日: what is said once stands before, not behind
        return format_date(start, language) + "至" + _without_repetition(start, end, last)
    if start.year != end.year:
        return _range(format_date(start, language), last, language, dash=" – ")
    if start.month != end.month:
        first = babel_dates.format_skeleton("MMMMd", start, locale=LOCALE[language])
        return _range(_day_first(first, language), last, language, dash=" – ")
    return _range(_day_first(f"{start.day} ", language).strip(), last, language)


def format_instant(instant: datetime, language: Language, zone: str = GENEVA) -> str:
    """Return an instant in both zones: `24 March 2026, 23:59 (Geneva time), 22:59 UTC`."""
    return _in_both_zones(instant, None, language, zone)


def format_span(
    start: datetime, end: datetime, language: Language, zone: str = GENEVA, own: str = GENEVA
) -> str:
    """Return a meeting's times in both zones, and in its `own` zone where that is a third one."""
    text = _in_both_zones(start, end, language, zone)
    if own in {zone, "UTC"} or not _differs(start, own, zone):
        return text
    said = start.astimezone(ZoneInfo(zone)).date()
    there = _hours(start, end, ZoneInfo(own), language, said)
    return f"{text}{_after(there, language)}{_bracket(city(own, language), language)}"


def place_and_date(day: date, language: Language) -> str:
    """Return the dateline of a letter: `Geneva, 12 January 2026`."""
    return _PLACE_AND_DATE[language].format(date=format_date(day, language))


@lru_cache(maxsize=4096)  # a letter has one deadline, and its readers few zones
def local_deadline(instant: datetime, zone: str, language: Language) -> str:
    """Return what a deadline in Geneva means on the reader's clock; empty where it is the same."""
    return _on_both_clocks(instant, zone, language, (_SAME_DAY, _OTHER_DAY))


@lru_cache(maxsize=4096)
def local_start(instant: datetime, zone: str, language: Language) -> str:
    """Return when a meeting begins on the reader's clock; empty where it is as in Geneva."""
    return _on_both_clocks(instant, zone, language, (_BEGINS_SAME_DAY, _BEGINS_OTHER_DAY))


def _on_both_clocks(
    instant: datetime,
    zone: str,
    language: Language,
    patterns: tuple[Mapping[Language, str], Mapping[Language, str]],
) -> str:
    if not _differs(instant, zone, GENEVA):
        return ""
    geneva, there = (instant.astimezone(ZoneInfo(z)) for z in (GENEVA, zone))
    pattern = patterns[geneva.date() != there.date()]
    return pattern[language].format(
        geneva=f"{geneva:%H:%M}",
        there=f"{there:%H:%M}",
        date=format_date(there.date(), language),
        city=city(zone, language),
    )


def city(zone: str, language: Language) -> str:
    """Return the city that names a time zone, in `language` where CLDR knows it."""
    if zone == GENEVA:
        return _GENEVA[language]
    known = Locale.parse(LOCALE[language]).time_zones
    # CLDR keeps a zone under its oldest name: Asia/Calcutta for Asia/Kolkata.
    old_names = [old for old, new in get_global("zone_aliases").items() if new == zone]
    for name in (zone, *old_names):
        if "city" in known.get(name, {}):
            return str(known[name]["city"])
    return zone.rpartition("/")[2].replace("_", " ")


def _day_first(text: str, language: Language) -> str:
    """Bind the number of a day to what follows; in French the first of a month is `1er`."""
    first = re.sub(r"^1(?= )", "1er", text) if language == "fr" else text
    return re.sub(r"^(\d+(?:er)?) ", f"\\1{_NO_BREAK}", first)


def _without_repetition(start: date, end: date, last: str) -> str:
    if start.year != end.year:
        return last
    said = f"{end.year}年" + (f"{end.month}月" if start.month == end.month else "")
    return last.removeprefix(said)


def _range(first: str, last: str, language: Language, dash: str = "–") -> str:
    """Join the ends of a range. Arabic says it in words: a dash turns with what stands around it."""
    return f"من {first} إلى {last}" if language == "ar" else f"{first}{dash}{last}"


def _differs(instant: datetime, zone: str, other: str) -> bool:
    here, there = (instant.astimezone(ZoneInfo(z)).utcoffset() for z in (zone, other))
    return here != there


def _bracket(words: str, language: Language) -> str:
    return f"（{words}）" if language == "zh" else f" ({words})"


def _in_both_zones(start: datetime, end: datetime | None, language: Language, zone: str) -> str:
    said = start.astimezone(ZoneInfo(zone)).date()
    here = _hours(start, end, ZoneInfo(zone), language, None)
    name = _GENEVA_TIME[language] if zone == GENEVA else city(zone, language)
    utc = _hours(start, end, UTC, language, said)
    return f"{here}{_bracket(name, language)}{_after(utc, language)}{_NO_BREAK}UTC"


def _after(hours: str, language: Language) -> str:
    """Put a comma before mere hours, and a semicolon before a day of their own."""
    is_mere = re.match(r"(من )?\d\d:\d\d", hours) is not None
    return f"{(_COMMA if is_mere else _SEMICOLON)[language]}{hours}"


def _hours(
    start: datetime, end: datetime | None, zone: tzinfo, language: Language, said: date | None
) -> str:
    """Return clock times in `zone`, with the day unless it is the one `said` already."""
    first = start.astimezone(zone)
    if end is None:
        return f"{_day_before(first, language, said)}{first:%H:%M}"
    last = end.astimezone(zone)
    if first.date() == last.date():
        clocks = _range(f"{first:%H:%M}", f"{last:%H:%M}", language)
        return f"{_day_before(first, language, said)}{clocks}"
    begins, ends = (f"{_day_before(t, language, None)}{t:%H:%M}" for t in (first, last))
    return _range(begins, ends, language, dash=" – ")


def _day_before(moment: datetime, language: Language, said: date | None) -> str:
    """Return the day that stands before a clock time; nothing where it was `said`."""
    if moment.date() == said:
        return ""
    comma = "" if language == "zh" else _COMMA[language]
    return f"{format_date(moment.date(), language)}{comma}"

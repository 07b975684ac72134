"""Days and instants in six languages, never without their zone."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notifier.languages import LANGUAGES
from notifier.letters.dates import (
    city,
    format_date,
    format_days,
    format_instant,
    format_span,
    local_deadline,
    local_start,
    place_and_date,
)

NARROW = "\u202f"  # before г. in Russian, before a colon in French
NO_BREAK = "\u00a0"


def seen(text: str) -> str:
    """Return a text as it is read: a no-break blank looks like any other."""
    return text.replace(NO_BREAK, " ")


def utc(*parts: int) -> datetime:
    """Return an instant in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "24 مارس 2026"),
        ("zh", "2026年3月24日"),
        ("en", "24 March 2026"),
        ("fr", "24 mars 2026"),
        ("ru", f"24 марта 2026{NARROW}г."),
        ("es", "24 de marzo de 2026"),
    ],
)
def test_a_day_is_written_in_full(language, expected):
    """Month names with their case, European digits also in Arabic."""
    assert seen(format_date(date(2026, 3, 24), language)) == expected


def test_the_first_of_a_month_is_premier_in_french():
    """CLDR writes 1 mai, an official letter does not."""
    assert seen(format_date(date(2026, 5, 1), "fr")) == "1er mai 2026"
    assert seen(format_date(date(2026, 5, 11), "fr")) == "11 mai 2026"


@pytest.mark.parametrize(
    ("language", "month", "months", "years"),
    [
        (
            "ar",
            "من 1 إلى 9 يوليو 2026",
            "من 29 يونيو إلى 1 يوليو 2026",
            "من 29 ديسمبر 2026 إلى 9 يناير 2027",
        ),
        ("zh", "2026年7月1日至9日", "2026年6月29日至7月1日", "2026年12月29日至2027年1月9日"),
        ("en", "1–9 July 2026", "29 June – 1 July 2026", "29 December 2026 – 9 January 2027"),
        (
            "fr",
            "1er–9 juillet 2026",
            "29 juin – 1er juillet 2026",
            "29 décembre 2026 – 9 janvier 2027",
        ),
        (
            "es",
            "1–9 de julio de 2026",
            "29 de junio – 1 de julio de 2026",
            "29 de diciembre de 2026 – 9 de enero de 2027",
        ),
        (
            "ru",
            f"1–9 июля 2026{NARROW}г.",
            f"29 июня – 1 июля 2026{NARROW}г.",
            f"29 декабря 2026{NARROW}г. – 9 января 2027{NARROW}г.",
        ),
    ],
)
def test_a_run_of_days_says_month_and_year_once(language, month, months, years):
    """Babel's own intervals shorten the months, which a letter does not."""
    assert seen(format_days(date(2026, 7, 1), date(2026, 7, 9), language)) == month
    assert seen(format_days(date(2026, 6, 29), date(2026, 7, 1), language)) == months
    assert seen(format_days(date(2026, 12, 29), date(2027, 1, 9), language)) == years


@pytest.mark.parametrize("end", [None, date(2026, 7, 5)])
def test_a_run_of_one_day_is_the_day(end):
    """An activity of a single day has no end, or the same one."""
    assert seen(format_days(date(2026, 7, 5), end, "en")) == "5 July 2026"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "24 مارس 2026، 23:59 (بتوقيت جنيف)، 22:59 UTC"),
        ("zh", "2026年3月24日23:59（日内瓦时间），22:59 UTC"),
        ("en", "24 March 2026, 23:59 (Geneva time), 22:59 UTC"),
        ("fr", "24 mars 2026, 23:59 (heure de Genève), 22:59 UTC"),
        ("ru", f"24 марта 2026{NARROW}г., 23:59 (женевское время), 22:59 UTC"),
        ("es", "24 de marzo de 2026, 23:59 (hora de Ginebra), 22:59 UTC"),
    ],
)
def test_an_instant_is_written_in_geneva_time_and_utc(language, expected):
    """24 hours in every language: AM and PM are read differently."""
    assert seen(format_instant(utc(2026, 3, 24, 22, 59), language)) == expected


def test_another_day_in_utc_is_said():
    """00:30 in Geneva belongs to the day before in UTC."""
    assert seen(format_instant(utc(2026, 3, 24, 23, 30), "en")) == (
        "25 March 2026, 00:30 (Geneva time); 24 March 2026, 23:30 UTC"
    )


def test_no_line_ends_between_what_belongs_together():
    """`23` at the end of a line and `March` on the next, or a lonely UTC, are read twice."""
    assert format_date(date(2026, 3, 1), "fr") == f"1er{NO_BREAK}mars 2026"
    assert format_instant(utc(2026, 3, 24, 22, 59), "en") == (
        f"24{NO_BREAK}March 2026, 23:59 (Geneva time), 22:59{NO_BREAK}UTC"
    )


def test_an_arabic_range_is_said_in_words():
    """Beside Arabic a dash turns the hours round, beside UTC it does not: 13:00-16:00, 16:00-13:00."""
    span = format_span(utc(2026, 3, 10, 13), utc(2026, 3, 10, 16), "ar", own="Asia/Tokyo")

    assert seen(span) == (
        "10 مارس 2026، من 14:00 إلى 17:00 (بتوقيت جنيف)، من 13:00 إلى 16:00 UTC؛"
        " من 10 مارس 2026، 22:00 إلى 11 مارس 2026، 01:00 (طوكيو)"
    )


def test_summer_time_is_geneva_time():
    """The clock goes forward on 29 March 2026."""
    assert seen(format_instant(utc(2026, 3, 29, 1, 0), "en")) == (
        "29 March 2026, 03:00 (Geneva time), 01:00 UTC"
    )


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Europe/Zurich", "10 March 2026, 14:00–17:00 (Geneva time), 13:00–16:00 UTC"),
        ("Europe/Paris", "10 March 2026, 14:00–17:00 (Geneva time), 13:00–16:00 UTC"),
        (
            "America/New_York",
            "10 March 2026, 14:00–17:00 (Geneva time), 13:00–16:00 UTC, 09:00–12:00 (New York)",
        ),
        (
            "Pacific/Auckland",
            (
                "10 March 2026, 14:00–17:00 (Geneva time), 13:00–16:00 UTC; "
                "11 March 2026, 02:00–05:00 (Auckland)"
            ),
        ),
    ],
)
def test_a_meeting_elsewhere_is_written_in_its_own_time_too(own, expected):
    """Those who travel to it read the local clock."""
    assert seen(format_span(utc(2026, 3, 10, 13), utc(2026, 3, 10, 16), "en", own=own)) == expected


def test_a_meeting_over_midnight_says_both_days():
    """23:00-02:00 alone would leave the reader to guess."""
    assert seen(format_span(utc(2026, 3, 10, 21), utc(2026, 3, 10, 23, 30), "en")) == (
        "10 March 2026, 22:00 – 11 March 2026, 00:30 (Geneva time), 21:00–23:30 UTC"
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "جنيف، 12 يناير 2026"),
        ("zh", "2026年1月12日，日内瓦"),
        ("en", "Geneva, 12 January 2026"),
        ("fr", "Genève, le 12 janvier 2026"),
        ("ru", f"Женева, 12 января 2026{NARROW}г."),
        ("es", "Ginebra, 12 de enero de 2026"),
    ],
)
def test_the_dateline_has_its_form_in_each_language(language, expected):
    """It stands at the top of the letter."""
    assert seen(place_and_date(date(2026, 1, 12), language)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "ar",
            (
                "يوافق الموعد النهائي (الساعة 23:59 بتوقيت جنيف) الساعة 07:59 يوم 25 مارس 2026 بالتوقيت"
                " المحلي (طوكيو)."
            ),
        ),
        ("zh", "截止时间（日内瓦时间23:59）为东京时间2026年3月25日07:59。"),
        ("en", "The deadline, 23:59 in Geneva, is 07:59 on 25 March 2026 in Tokyo."),
        (
            "fr",
            (
                "La date limite (23:59 à Genève) correspond à 07:59 le 25 mars 2026"
                f" (heure locale{NARROW}: Tokyo)."
            ),
        ),
        (
            "ru",
            (
                f"Предельный срок (23:59 в Женеве) соответствует 07:59 25 марта 2026{NARROW}г. по"
                " местному времени (Токио)."
            ),
        ),
        (
            "es",
            (
                "La fecha límite (23:59 en Ginebra) corresponde a las 07:59 del 25 de"
                " marzo de 2026 (hora local: Tokio)."
            ),
        ),
    ],
)
def test_the_reader_is_told_what_the_deadline_is_on_their_clock(language, expected):
    """In Tokyo the evening of Geneva is the next morning."""
    assert seen(local_deadline(utc(2026, 3, 24, 22, 59), "Asia/Tokyo", language)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "ar",
            (
                "يوافق الموعد النهائي (الساعة 23:59 بتوقيت جنيف) الساعة 19:59 من اليوم نفسه بالتوقيت"
                " المحلي (بوينوس أيرس)."
            ),
        ),
        ("zh", "截止时间（日内瓦时间23:59）为布宜诺斯艾利斯时间同日19:59。"),
        ("en", "The deadline, 23:59 in Geneva, is 19:59 the same day in Buenos Aires."),
        (
            "fr",
            (
                "La date limite (23:59 à Genève) correspond à 19:59 le même jour"
                f" (heure locale{NARROW}: Buenos Aires)."
            ),
        ),
        (
            "ru",
            (
                "Предельный срок (23:59 в Женеве) соответствует 19:59 того же дня по местному времени"
                " (Буэнос-Айрес)."
            ),
        ),
        (
            "es",
            (
                "La fecha límite (23:59 en Ginebra) corresponde a las 19:59 del mismo día"
                " (hora local: Buenos Aires)."
            ),
        ),
    ],
)
def test_the_day_is_not_repeated_where_it_is_the_same(language, expected):
    """Short is read."""
    said = local_deadline(utc(2026, 3, 24, 22, 59), "America/Argentina/Buenos_Aires", language)

    assert said == expected


@pytest.mark.parametrize(
    ("zone", "instant", "is_said"),
    [
        ("Europe/Zurich", utc(2026, 3, 24, 22, 59), False),
        ("Africa/Lagos", utc(2026, 3, 24, 22, 59), False),
        ("Africa/Lagos", utc(2026, 7, 1, 22, 59), True),
    ],
)
def test_a_clock_that_agrees_with_geneva_needs_no_line(zone, instant, is_said):
    """Lagos agrees with Geneva in winter only."""
    assert bool(local_deadline(instant, zone, "en")) is is_said


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "يبدأ الاجتماع الساعة 14:00 بتوقيت جنيف، أي الساعة 21:00 من اليوم نفسه بالتوقيت المحلي (طوكيو)."),
        ("zh", "会议于日内瓦时间14:00开始，即东京时间同日21:00。"),
        ("en", "The meeting begins at 14:00 in Geneva, which is 21:00 the same day in Tokyo."),
        (
            "fr",
            f"La réunion commence à 14:00 à Genève, soit à 21:00 le même jour (heure locale{NARROW}: Tokyo).",
        ),
        (
            "ru",
            "Собрание начинается в 14:00 по женевскому времени, то есть в 21:00 того же дня по местному времени (Токио).",
        ),
        (
            "es",
            "La reunión comienza a las 14:00 en Ginebra, es decir, a las 21:00 del mismo día (hora local: Tokio).",
        ),
    ],
)  # fmt: skip
def test_the_reader_is_told_when_a_meeting_begins_on_their_clock(language, expected):
    """Whoever has to be up at night must not reckon."""
    assert seen(local_start(utc(2026, 7, 1, 12, 0), "Asia/Tokyo", language)) == expected


def test_a_meeting_that_begins_on_another_day_there_says_which() -> None:
    """The evening of Geneva is the next morning in Tokyo; Geneva itself needs no line."""
    evening = utc(2026, 3, 24, 18, 0)

    assert seen(local_start(evening, "Asia/Tokyo", "en")) == (
        "The meeting begins at 19:00 in Geneva, which is 03:00 on 25 March 2026 in Tokyo."
    )
    assert local_start(evening, "Europe/Zurich", "en") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_zone_of_every_member_has_a_city_to_print(language):
    """No path such as Argentina/Buenos Aires, and the script's own name where CLDR has one."""
    lines = Path("config/member_states.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines)
    cities = {row["zone"]: city(row["zone"], language) for row in rows}

    assert not [name for name in cities.values() if not name or "/" in name or "_" in name]
    assert language not in {"ar", "zh", "ru"} or not [n for n in cities.values() if n.isascii()]

"""The last day of an absence is taken where it is plain, and never guessed."""

from datetime import UTC, date, datetime

import pytest

from notifier.answers.programs.absence import away_until

SENT = datetime(2027, 1, 12, 9, tzinfo=UTC)

PLAIN = [
    ("I am away until 25 January 2027.", date(2027, 1, 25)),
    ("I will be back on February 3rd, 2027", date(2027, 2, 3)),
    ("out from 11 January to 20 January", date(2027, 1, 20)),
    ("returning 2027-02-01", date(2027, 2, 1)),
    ("Je suis absent jusqu'au 3 février 2027", date(2027, 2, 3)),
    ("Estaré fuera hasta el 5 de marzo de 2027", date(2027, 3, 5)),
    ("Меня не будет до 1 февраля 2027", date(2027, 2, 1)),
    ("我外出至2027年2月3日", date(2027, 2, 3)),
    ("أنا خارج المكتب حتى ٢٠ يناير ٢٠٢٧", date(2027, 1, 20)),
    ("Ich bin bis zum 01.02.2027 nicht im Büro", date(2027, 2, 1)),
    ("will return on 25/01/2027", date(2027, 1, 25)),
    ("back on 2 January", date(2028, 1, 2)),
]
EVERYWHERE = [
    "I am out of the office until 25 January 2027.",
    "Je suis absente du bureau jusqu'au 25 janvier 2027.",
    "Estoy fuera de la oficina hasta el 25 de enero de 2027.",
    "Estou ausente até 25 de janeiro de 2027.",
    "Sono assente fino al 25 gennaio 2027.",
    "Ik ben afwezig tot 25 januari 2027.",
    "Jag är inte på kontoret till den 25 januari 2027.",
    "Jeg holder ferie til den 25. januar 2027.",
    "Jeg er ikke på kontoret før 25. januar 2027.",
    "Olen lomalla 25.1.2027 asti.",
    "Jestem nieobecny do 25 stycznia 2027.",
    "Jsem mimo kancelář do 25. ledna 2027.",
    "Som mimo kancelárie do 25. januára 2027.",
    "Szabadságon vagyok 2027. január 25-ig.",
    "Sunt în concediu până la 25 ianuarie 2027.",
    "Na godišnjem sam odmoru do 25. siječnja 2027.",
    "Do 25. januarja 2027 sem odsoten.",
    "В отпуск съм до 25 януари 2027 г.",
    "Одсутан сам до 25. јануара 2027.",
    "Я у відпустці до 25 січня 2027 року.",
    "Απουσιάζω μέχρι τις 25 Ιανουαρίου 2027.",
    "25 Ocak 2027 tarihine kadar izindeyim.",
    "אני בחופשה עד 25 בינואר 2027.",
    "من تا ۲۵ ژانویهٔ ۲۰۲۷ در مرخصی هستم.",
    "मैं 25 जनवरी 2027 तक कार्यालय से बाहर हूँ।",
    "ดิฉันลาพักร้อนถึงวันที่ 25 มกราคม 2027",
    "Tôi nghỉ phép đến ngày 25 tháng 1 năm 2027.",
    "Saya cuti sampai 25 Januari 2027.",
    "저는 2027년 1월 25일까지 휴가 중입니다.",
    "Niko likizo hadi tarehe 25 Januari 2027.",
    "Olen puhkusel kuni 25. jaanuarini 2027.",
    "Esmu atvaļinājumā līdz 2027. gada 25. janvārim.",
    "Atostogauju iki 2027 m. sausio 25 d.",
]
UNSURE = [
    "I am away until further notice.",
    "until 05/03/2027",
    "until 45 January 2027",
    "until 31.12.2026",
    "The meeting is on 5 March 2027.",
    "",
]


@pytest.mark.parametrize(("text", "until"), PLAIN)
def test_a_plain_date_is_taken(text: str, until: date) -> None:
    """Reminders wait until then."""
    assert away_until(text, SENT) == until


@pytest.mark.parametrize("text", UNSURE)
def test_an_unsure_date_is_none(text: str) -> None:
    """Two readings, no date, a past one or none at all: nobody's reminders wait for it."""
    assert away_until(text, SENT) is None


def test_without_a_date_of_sending_a_year_is_needed() -> None:
    """A day without a year means nothing by itself."""
    assert away_until("until 25 January", None) is None


@pytest.mark.parametrize("text", EVERYWHERE)
def test_the_day_is_read_in_many_languages(text: str) -> None:
    """Months have endings, and the word for "until" may stand behind."""
    assert away_until(text, SENT) == date(2027, 1, 25)

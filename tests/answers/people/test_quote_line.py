"""The line above a quote is found by its shape, over as many lines as it is wrapped."""

import pytest

from notifier.answers.people.quote_line import introduction, plain

LINES = {
    "on one line": ("On 11 Jan 2027 at 09:00, A <a@sec.example> wrote:\n> Dear", 1),
    "empty line below": ("On 11 Jan 2027 at 09:00, A <a@sec.example> wrote:\n\n> Dear", 1),
    "wrapped": ("11 янв. 2027 г. в 09:00, A\n<a@sec.example>:\n> Dear", 2),
    "wrapped in the address": ("11 янв. 2027 г. в 09:00, A <\na@sec.example>:\n> Dear", 2),
    "wrapped twice": ("On 11 Jan 2027 at\n09:00, A\n<a@sec.example> wrote:\n> Dear", 3),
    "quote without marks": ("On 11 Jan 2027 at 09:00, A <a@sec.example> wrote:\nDear", None),
    "no clock": ("12 Jan 2027, A <a@sec.example>:\n> Dear", 0),
    "no date": ("A <a@sec.example>:\n> Dear", 0),
    "no address": ("12 Jan 2027 09:00, A:\n> Dear", 1),
    "a date is no clock": ("12.01.2027, A <a@sec.example>:\n> Dear", 0),
    "no colon": ("12 Jan 2027 09:00, A <a@sec.example>\n> Dear", 0),
    "words first": ("We agree\n11 янв. 2027 г. в 09:00, A <a@sec.example>:\n> Dear", 0),
    "no verb, no marks": ("11 Jan 2027 at 09:00, A <a@sec.example>:\nDear", 0),
    "no verb, date first": ("11 янв. 2027 г. в 09:00, A <a@sec.example>:\nDear", None),
}


@pytest.mark.parametrize(("text", "length"), LINES.values(), ids=LINES)
def test_a_quote_is_introduced_over_so_many_lines(text: str, length: int | None) -> None:
    """0 where a person wrote it, None where the quote goes on to the end."""
    assert introduction(text.split("\n"), 0) == length


def test_marks_of_direction_are_no_part_of_a_line() -> None:
    """Programs put them around every Latin name in an Arabic line."""
    assert plain("\u202b\u200f>\u00a0٩:٠٠ \u202aA\u202c\u061c ") == "> 9:00 A"

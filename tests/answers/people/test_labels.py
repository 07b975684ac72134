"""The fields above a quote are known in many languages, and people's own lists are kept."""

import pytest

from notifier.answers.people.labels import block_begins, fields_in

QUOTED = [
    "From: A\nSent: Monday\nTo: B\nSubject: C",
    "Date: Mon, 11 Jan 2027\nFrom: A\nTo: B\nSubject: C",
    "*From:* A\n\n*Sent:* Monday",
    "Von: A\nGesendet: Montag\nAn: B\nBetreff: C",
    "Dari: A\nDikirim: Senin\nKepada: B\nSubjek: C",
    "प्रेषक: A\nभेजा गया: सोमवार\nप्रति: B\nविषय: C",
    "Kutoka: A\nTarehe: Jumatatu\nKwa: B\nMada: C",
    "از: A\nتاریخ: دوشنبه\nبه: B\nموضوع: C",
    "A <a@b.example>\n11/01/2027 09:00\n\nTo\nB\ncc\n\nSubject\nC",
]
OWN = [
    "From: Geneva\nTo: New York",
    "Subject: the second part\nWe support it.",
    "Date: 12 March\nPlace: Geneva\nSubject: WSIS",
    "We agree.\n11/01/2027 09:00\nTo\nSubject",
    "To: be decided",
    "",
]


@pytest.mark.parametrize("block", QUOTED)
def test_the_fields_of_a_quoted_mail_are_known(block: str) -> None:
    """Who, and when or about what."""
    assert block_begins(block.split("\n"), 0)


@pytest.mark.parametrize("words", OWN)
def test_a_persons_own_list_is_no_quote(words: str) -> None:
    """A journey, an agenda, a heading."""
    assert not block_begins(words.split("\n"), 0)


def test_a_word_may_be_two_fields() -> None:
    """`De:` is who in French; `a:` is to whom in Italian."""
    assert fields_in("De : A") == "f"
    assert fields_in("no field here") == ""

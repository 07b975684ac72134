"""A letter that is looked at greets a sample, plainly marked, in its own language."""

from dataclasses import replace

import pytest

from notifier.languages import LANGUAGES, Language
from notifier.letters.letter import Edition, Letter, Status
from notifier.letters.sample import filled, sample_values
from notifier.letters.slots import OPEN, PERSONAL, slot
from notifier.plan.kind import STANDING, Kind
from tests.letters.test_press import a_letter

MARK: dict[Language, str] = {
    "ar": "(مثال)",
    "zh": "（示例）",
    "en": "(sample)",
    "fr": "(exemple)",
    "ru": "(образец)",
    "es": "(ejemplo)",
}
REPLY = "reply@secretariat.example"


def an_edition() -> Edition:
    """An edition that has every slot in every output."""
    slots = " ".join(map(slot, PERSONAL))
    return Edition("fr", slots, slots, f"<p>{slots}</p>", b"%PDF", "CL-27-4-fr.pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_says_in_its_language_that_it_is_a_sample(language: Language) -> None:
    """A page that is passed on must not look like a letter to somebody."""
    values = sample_values(a_letter(Kind.CONSULTATION), language, REPLY)

    assert values["recipient_name"].endswith(MARK[language])
    assert values["member_name"].endswith(MARK[language])


def test_the_sample_reader_is_told_the_deadline_on_another_clock() -> None:
    """Somebody in Geneva would never see that line."""
    values = sample_values(a_letter(Kind.CONSULTATION), "en", REPLY)

    assert values["local_deadline"].startswith("The deadline, 23:59 in Geneva, is ")


def test_the_sample_address_of_answers_is_ours_and_proves_nothing() -> None:
    """Who answers a preview is a person that nobody knows."""
    values = sample_values(a_letter(Kind.CONSULTATION), "en", REPLY)

    assert values["reply_address"] == "reply+sample@secretariat.example"


@pytest.mark.parametrize("kind", [Kind.CONSULTATION, *sorted(STANDING)])
def test_no_slot_stays_open_in_any_kind_of_letter(kind: Kind) -> None:
    """An open slot shows as boxes with a word between them."""
    seen = filled(an_edition(), sample_values(a_letter(kind), "fr", REPLY))

    assert OPEN not in seen.subject + seen.text + seen.html
    assert "Fidji (exemple)" in seen.html


def test_the_paper_is_left_as_it_is() -> None:
    """It bears nobody's name, and it is evidence."""
    edition = an_edition()

    assert (
        filled(edition, sample_values(a_letter(Kind.CONSULTATION), "fr", REPLY)).pdf is edition.pdf
    )


def test_a_letter_of_an_activity_without_a_call_has_a_sample_too() -> None:
    """An advance notice asks for nothing by a day."""
    letter: Letter = replace(a_letter(Kind.ADVANCE_NOTICE), status=Status.DRAFT)
    notice = replace(letter, facts={**letter.facts, "consultations": {}})

    assert sample_values(notice, "en", REPLY)["local_deadline"] == ""

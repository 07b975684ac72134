"""Who writes, from where, and under what name: what would poison every message is refused at once."""

from pathlib import Path

import pytest

from notifier.cli import house
from notifier.errors import UserError
from notifier.invitations.token import Key, Keys, make, reply_address
from notifier.languages import LANGUAGES
from notifier.settings import read_settings
from notifier.ticks.path import official
from tests.settings.edits import told

MAIL = "secretariat@secretariat.example"
PLACE = {
    "ar": "ساحة الأمم، CH-1211 جنيف 20، سويسرا",
    "zh": "瑞士日内瓦20，万国广场，CH-1211",
    "en": "Place des Nations, CH-1211 Geneva 20, Switzerland",
    "fr": "Place des Nations, CH-1211 Genève 20, Suisse",
    "ru": "Площадь Наций, CH-1211 Женева 20, Швейцария",
    "es": "Place des Nations, CH-1211 Ginebra 20, Suiza",
}


def change(config: Path, old: str, new: str) -> None:
    """Change one place of the file."""
    text = config.read_text(encoding="utf-8")
    assert text.count(old) == 1
    config.write_text(text.replace(old, new), encoding="utf-8")


def footer(config: Path, line: str) -> None:
    """Put one line in the place of the whole footer."""
    text = config.read_text(encoding="utf-8")
    start = text.index("[union.address_lines]")
    end = text.index("[union.organization]")
    config.write_text(f"{text[:start]}[union]\n{line}\n\n{text[end:]}", encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("reply", "nobody", "`nobody` has no @."),
        (
            "reply",
            "a b@secretariat.example",
            "`a b@secretariat.example` is not one address: what stands before the @ is malformed.",
        ),
        (
            "bounce",
            "bounce@localhost",
            "`bounce@localhost` is not an address: what stands after the @ is no domain name.",
        ),
        (
            "bounce",
            "returned-letters@secretariat.example",
            "`returned-letters` has more than 14 characters, so no token fits before the @",
        ),
        (
            "reply",
            "réponse@secretariat.example",
            "`réponse` must be of plain letters, digits and signs: a token is added",
        ),
        ("domain", "a b", "`a b` is no domain name, such as secretariat.example"),
        ("domain", "", "`` is no domain name, such as secretariat.example"),
    ],
)
def test_an_address_that_no_message_could_bear_is_refused(
    config: Path, key: str, value: str, what: str
) -> None:
    """Found out after issue, every message of the letter would be poisoned."""
    shipped = {"domain": "secretariat.example"}.get(key, f"{key}@secretariat.example")
    change(config, f'{key} = "{shipped}"', f'{key} = "{value}"')

    assert told(config) == {f"sender.{key}": what}


def test_the_longest_address_that_is_taken_bears_any_token(config: Path) -> None:
    """What settings let through, the composer can use."""
    change(config, 'reply = "reply@', 'reply = "consultations1@')

    address = read_settings(config).sender.reply

    token = make("message", (1 << 28) - 1, "key", Keys(Key(255, bytes(16))))
    assert reply_address(token, address) == f"consultations1+{token}@secretariat.example"


def test_the_contact_needs_a_true_address(config: Path) -> None:
    """It is printed on every letter."""
    change(config, 'mail = "wsis@secretariat.example"', 'mail = "wsis at secretariat"')

    assert told(config) == {"contact.mail": "`wsis at secretariat` has no @."}


@pytest.mark.parametrize(
    ("languages", "what"),
    [
        ("[]", "names no language, and no letter would be written; name at least one"),
        ('["en", "fr", "en"]', "names a language twice"),
    ],
)
def test_letters_are_written_in_some_languages_each_once(
    config: Path, languages: str, what: str
) -> None:
    """A letter in no language would be cleared, signed and issued, and reach nobody."""
    change(config, '["ar", "zh", "en", "fr", "ru", "es"]', languages)

    assert told(config) == {"required_languages": what}


def test_the_footer_is_written_in_the_language_of_the_letter(config: Path) -> None:
    """Geneva has a name in each of the six."""
    lines = house.masthead(read_settings(config)).address_lines

    assert lines == {language: (PLACE[language], MAIL) for language in LANGUAGES}


@pytest.mark.parametrize(
    ("line", "lines"), [('address_lines = ["Bern", "Swiss"]', ("Bern", "Swiss")), ("", ())]
)
def test_a_footer_may_be_one_for_all_languages_or_none(
    config: Path, line: str, lines: tuple[str, ...]
) -> None:
    """A house with one official form of its address writes it once."""
    footer(config, line)

    assert read_settings(config).union.address_lines == dict.fromkeys(LANGUAGES, lines)


def test_a_footer_that_misses_a_language_is_told(config: Path) -> None:
    """One letter of six would have none."""
    footer(config, 'address_lines.en = ["Bern"]')

    assert told(config) == {"union.address_lines": "is missing in ar, zh, fr, ru, es"}


@pytest.mark.parametrize("reference", ["CL-27/0", "CL-26/0099", "DM-26/01"])
def test_a_number_has_one_spelling(config: Path, reference: str) -> None:
    """The registry counts from 1 and writes no zeros before a number."""
    pattern = read_settings(config).reference_pattern

    with pytest.raises(UserError, match="this is not an official reference"):
        official(reference, pattern)

    assert official("CL-26/100", pattern) == "CL-26/100"

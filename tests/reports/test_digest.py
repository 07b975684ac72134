"""A digest is read in a minute: it sums up, it marks what is new, and it stays short."""

from datetime import UTC, date, datetime

import pytest

from notifier.reports.digest import SHOWN, SUBJECT, Digest, Line, Section, digest, digest_moments
from notifier.sources.rules import read_rules
from tests.secretariat import ROOT

WEDNESDAY = date(2027, 3, 3)
TUESDAY = date(2027, 3, 2)
RULES = read_rules(ROOT / "config/rules.yaml", ROOT / "config/observances.yaml")


def a_section(phrase: str = "1 mail is held", *keys: str, late: tuple[str, ...] = ()) -> Section:
    """A section with a line for each key."""
    lines = (Line(key, f"About {key}.", "notifier status", is_late=key in late) for key in keys)
    return Section("name", "Title", phrase, "notifier status", tuple(lines))


def made(*sections: Section, told: tuple[str, ...] | None = None) -> Digest:
    """The digest of Wednesday, `told` being what that of Tuesday said."""
    last = None if told is None else (TUESDAY, frozenset(told))
    return digest(WEDNESDAY, sections, last)


def test_the_first_line_sums_everything_up_in_its_order() -> None:
    """Who reads only that knows whether to read on."""
    sections = (a_section("3 letters wait for signature", "a"), a_section("1 mail is held", "b"))

    assert made(*sections).summary == "3 letters wait for signature, 1 mail is held."


def test_a_section_without_lines_is_left_out() -> None:
    """Nobody reads that there is nothing."""
    found = made(a_section("0 mails are held"), a_section("1 feed fails", "a"))

    assert [section.phrase for section in found.sections] == ["1 feed fails"]


def test_a_digest_without_a_section_is_empty() -> None:
    """And is not sent."""
    assert made(a_section("0 mails are held")).is_empty
    assert not made(a_section("1 mail is held", "a")).is_empty


def test_a_subject_is_never_longer_than_a_line_and_says_that_there_is_more() -> None:
    """The most urgent first; what does not fit any more is left to the mail."""
    phrases = (
        "2 messages are in doubt",
        "12 letters wait for signature (3 overdue)",
        "1 feed fails",
    )

    found = made(*(a_section(phrase, phrase) for phrase in phrases))

    assert found.subject == "Digest: 2 messages are in doubt, 1 feed fails and more"
    assert len(found.subject) <= SUBJECT


def test_a_subject_that_fits_says_all() -> None:
    """Without a word of more."""
    found = made(a_section("1 mail is held", "a"), a_section("1 feed fails", "b"))

    assert found.subject == "Digest: 1 mail is held, 1 feed fails"


def test_one_phrase_that_is_too_long_is_cut() -> None:
    """A subject is never empty."""
    assert len(made(a_section("x" * 99, "a")).subject) == SUBJECT


def test_what_the_last_digest_had_not_is_marked_as_new() -> None:
    """The eye finds what changed since yesterday."""
    found = made(a_section("2 mails are held", "old", "new"), told=("old", "gone"))

    assert [(line.key, line.is_new) for line in found.sections[0].lines] == [
        ("old", False),
        ("new", True),
    ]
    assert found.news == "New since Tuesday 2 March: 1 of 2, marked NEW."


def test_a_day_without_news_says_so() -> None:
    """All of it is known; it only still stands."""
    found = made(a_section("1 mail is held", "old"), told=("old",))

    assert found.news == "Nothing is new since Tuesday 2 March."


def test_in_the_first_digest_nothing_is_marked() -> None:
    """All of it is new, so the mark would say nothing."""
    found = made(a_section("1 mail is held", "a"))

    assert (found.news, found.sections[0].lines[0].is_new) == ("", False)


def test_a_long_section_shows_what_is_late_and_what_is_new() -> None:
    """And says how many more there are; tomorrow they are no news."""
    keys = [f"{n:02}" for n in range(SHOWN + 5)]
    told = tuple(keys[:-1])

    found = made(a_section("15 mails are held", *keys, late=(keys[-2],)), told=told)

    [section] = found.sections
    assert section.keys == (*keys[: SHOWN - 2], *keys[-2:])
    assert section.more == 5
    assert found.said == tuple(keys)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (datetime(2027, 3, 3, 7, 29, tzinfo=UTC), datetime(2027, 3, 3, 7, 30, tzinfo=UTC)),
        (datetime(2027, 3, 3, 7, 30, tzinfo=UTC), datetime(2027, 3, 4, 7, 30, tzinfo=UTC)),
        (datetime(2027, 3, 5, 12, 0, tzinfo=UTC), datetime(2027, 3, 8, 7, 30, tzinfo=UTC)),
    ],
)
def test_the_next_moment_of_a_digest_is_the_next_opening(now: datetime, opening: datetime) -> None:
    """The service wakes for it; weekends it sleeps through."""
    assert list(digest_moments(RULES, now)) == [opening]

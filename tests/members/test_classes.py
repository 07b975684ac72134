"""States are States, and the State of Palestine is named: nobody adds them up."""

from dataclasses import replace

import pytest

from notifier.languages import LANGUAGES, Language
from notifier.members.classes import by_class, in_all_languages, in_words
from notifier.members.member import Member

FRANCE = Member("FR", "member-state", "Europe", "UTC", ("fr",), dict.fromkeys(LANGUAGES, "France"))
PALESTINE = replace(FRANCE, code="PS", recipient_class="resolution-99")
MEMBERS = {"PS": PALESTINE, "FR": FRANCE}


def test_members_are_counted_by_class_each_once() -> None:
    """The Member States first."""
    counts = by_class(["PS", "FR", "FR"], MEMBERS)

    assert list(counts.items()) == [("member-state", 1), ("resolution-99", 1)]


def test_one_that_left_the_register_was_a_member_state() -> None:
    """The sum must not depend on a file that was edited since."""
    assert by_class(["XX"], MEMBERS) == {"member-state": 1}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "194 دولة عضواً ودولة فلسطين (القرار 99)"),
        ("zh", "194个成员国和巴勒斯坦国（第99号决议）"),
        ("en", "194 Member States and the State of Palestine (Resolution 99)"),
        ("fr", "194 États Membres et l’État de Palestine (Résolution 99)"),
        ("ru", "194 Государства-Члена и Государство Палестина (Резолюция 99)"),
        ("es", "194 Estados Miembros y el Estado de Palestina (Resolución 99)"),
    ],
)
def test_a_heading_is_said_in_six_languages(language: Language, words: str) -> None:
    """Each with its own plural."""
    assert in_words({"member-state": 194, "resolution-99": 1}, language) == words


@pytest.mark.parametrize(
    ("n", "russian", "arabic"),
    [
        (1, "1 Государство-Член", "دولة عضو واحدة"),
        (3, "3 Государства-Члена", "3 دول أعضاء"),
        (11, "11 Государств-Членов", "11 دولة عضواً"),
        (100, "100 Государств-Членов", "100 دولة عضو"),
    ],
)
def test_numbers_bend_the_noun(n: int, russian: str, arabic: str) -> None:
    """By rules that are not those of English."""
    words = in_all_languages({"member-state": n})

    assert (words["ru"], words["ar"]) == (russian, arabic)

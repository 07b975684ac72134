"""What is signed is the hash of all wordings; what is kept is read back the same."""

from dataclasses import replace

import pytest

from notifier.letters.letter import Wording
from notifier.letters.wording import from_json, sign_hash, to_json

ENGLISH = Wording(
    "en", "Subject", "Dear Sir,", (("24 March", "Reply"), ("1 May", "Forum")), "B\n", "Y"
)
CHINESE = replace(ENGLISH, language="zh", subject="事由")


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE, replace(ENGLISH, deadlines=())])
def test_a_kept_wording_is_read_back_the_same(wording):
    """The ledger keeps text, and the letter is issued from it."""
    assert from_json(to_json(wording)) == wording


def test_letters_of_all_scripts_are_kept_readable():
    """Staff may look into the ledger with any tool."""
    assert '"事由"' in to_json(CHINESE)


def test_the_hash_does_not_depend_on_the_order_given():
    """The ledger returns the languages in an order of its own."""
    assert sign_hash([ENGLISH, CHINESE]) == sign_hash(iter([CHINESE, ENGLISH]))


@pytest.mark.parametrize(
    "others",
    [
        [ENGLISH],
        [],
        [ENGLISH, replace(CHINESE, language="fr")],
        [ENGLISH, replace(CHINESE, body="B")],
        [ENGLISH, replace(CHINESE, closing="Y.")],
        [ENGLISH, replace(CHINESE, salutation="")],
        [ENGLISH, replace(CHINESE, subject="事由 ")],
        [replace(ENGLISH, deadlines=ENGLISH.deadlines[::-1]), CHINESE],
    ],
)
def test_anything_else_has_another_hash(others):
    """A letter is what was signed, to the character."""
    assert sign_hash(others) != sign_hash([ENGLISH, CHINESE])


def test_the_hash_never_changes_between_releases():
    """A letter signed before an upgrade is issued after it."""
    assert sign_hash([ENGLISH]) == PINNED


PINNED = "5a12aab74b54d701c51b4fb69b958bc87aaf7a4e6c8c27127631a0b3d87dc4d6"


@pytest.mark.parametrize("text", ["", "{}", '{"language": "de"}'])
def test_what_is_no_wording_is_refused(text):
    """A ledger edited by hand must not send half a letter."""
    with pytest.raises((ValueError, KeyError)):
        from_json(text)

"""Which marks a server keeps, and what is remembered where it keeps none."""

import pytest

from notifier.mailbox.marks import KEYWORD, SEEN, Marks, Memory, marks_of

KEPT = {
    "any keyword": (r"(\Answered \Seen \*)", "keyword", (KEYWORD, SEEN)),
    "ours": (rf"(\Seen {KEYWORD})", "keyword", (KEYWORD, SEEN)),
    "ours, in small letters": (r"(\Seen $notifierfiled)", "keyword", (KEYWORD, SEEN)),
    "keywords alone": (r"(\*)", "keyword", (KEYWORD,)),
    "Exchange": (r"(\Seen \Answered \Flagged \Deleted \Draft $MDNSent)", "seen", (SEEN,)),
    "no reading state": (r"(\Flagged)", "memory", ()),
    "read-only": ("()", "memory", ()),
    "not told": (None, "keyword", (KEYWORD, SEEN)),
}


@pytest.mark.parametrize(("told", "marking", "flags"), KEPT.values(), ids=KEPT)
def test_the_server_says_which_marks_it_keeps(
    told: str | None, marking: str, flags: tuple[str, ...]
) -> None:
    r"""Our keyword where it may be, else \Seen, else nothing."""
    assert marks_of(told) == Marks(marking, flags)


@pytest.mark.parametrize(
    ("told", "criterion"),
    [
        (r"\Seen \*", f"UNKEYWORD {KEYWORD} UNDELETED"),
        (r"\Seen", "UNSEEN UNDELETED"),
        ("", "UNDELETED"),
    ],
)
def test_the_search_asks_for_the_mark(told: str, criterion: str) -> None:
    """What somebody deleted is nobody's mail any more."""
    assert marks_of(told).criterion == criterion


def test_uids_are_ordered_as_numbers() -> None:
    """The oldest first, each once."""
    assert Memory().unfiled(["10", "9", "9", "100"]) == ["9", "10", "100"]


def test_what_was_filed_is_remembered_as_long_as_it_is_found() -> None:
    """A server that loses the mark would have it read again at every tick."""
    memory = Memory()
    memory.file(["1", "2"])

    assert memory.unfiled(["1", "2", "3"]) == ["3"]
    assert memory.unfiled(["2", "3"]) == ["3"]
    assert memory.filed == {2}


def test_a_folder_made_anew_is_another_folder() -> None:
    """Its UIDs name other mails."""
    memory = Memory()
    memory.enter("7", 4)
    memory.file(["1"])

    memory.enter("7", 9)
    assert (memory.next_uid, memory.filed) == (4, {1})

    memory.enter("8", 9)
    assert (memory.next_uid, memory.filed) == (9, set())


def test_the_last_mail_of_an_open_range_may_be_an_old_one() -> None:
    """ "9:*" names the mail 8 where there is no 9."""
    memory = Memory()
    memory.enter("7", 9)

    assert memory.later(["8"]) == []
    assert memory.later(["9", "11"]) == ["9", "11"]

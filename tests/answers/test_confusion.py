"""What the mails of the folder are taken for, all in all: the confusion table, printed."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from notifier.answers.answer import Category, Understood
from notifier.answers.understand import understand
from tests.answers.cases import CASES, Case

MAIL = Path(__file__).parent.parent / "mail"
READ = [(case, understand((MAIL / f"{case.file}.eml").read_bytes())) for case in CASES]


def severity(is_hard: bool | None, *, delayed: bool) -> str:
    """A bounce's three states in a word."""
    return "delayed" if delayed else "hard" if is_hard else "soft"


def table(pairs: Iterable[tuple[str, str]]) -> str:
    """Rows are what a mail is, columns what it is taken for."""
    counts = Counter(pairs)
    names = sorted({name for pair in counts for name in pair})
    head = "".join(f"{name:>9}" for name in ("", *names))
    rows = ("".join(f"{counts[row, name]:>9}" for name in names) for row in names)
    return "\n".join([head, *(f"{n:>9}{row}" for n, row in zip(names, rows, strict=True))])


def bounces() -> list[tuple[Case, Understood]]:
    """The mails that are bounces and were found to be."""
    return [(c, said) for c, said in READ if c.category is said.category is Category.BOUNCE]


def test_no_mail_is_taken_for_another_kind() -> None:
    """Only the diagonal of the table is filled."""
    pairs = [(case.category.value, said.category.value) for case, said in READ]
    print("\n" + table(pairs))

    assert len(pairs) >= 450
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_no_bounce_is_taken_for_a_worse_or_a_better_one() -> None:
    """An address is given up for hard ones alone, and for delayed ones nothing is done."""
    pairs = [
        (severity(case.hard, delayed=case.delayed), severity(said.hard, delayed=said.delayed))
        for case, said in bounces()
    ]
    print("\n" + table(pairs))

    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_every_bounce_names_those_who_failed_and_nobody_else() -> None:
    """A wrong address would be given up, and the dead one written to again."""
    assert [said.recipients for _, said in bounces()] == [case.recipients for case, _ in bounces()]


def test_the_table_holds_every_kind() -> None:
    """A kind that is missing is not proved."""
    assert {case.category for case in CASES} == set(Category)

"""Rows of the ledger to the figures of letters, messages and mails; each figure names its command."""

import json
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifier.answers.heard import Heard
from notifier.members.classes import by_class, in_words
from notifier.members.member import Member, RecipientClass
from notifier.plan.kind import STANDING, Kind
from notifier.reports.register import Call, Register, Row, of_the_year

Cell = str | int | None
_GIVING_NOTICE = frozenset({Kind.ADVANCE_NOTICE, Kind.CONSULTATION, Kind.REMINDER})
_CLASSES: Mapping[RecipientClass, str] = {
    "member-state": "Member States invited to a consultation",
    "resolution-99": "State of Palestine (Resolution 99) invited to a consultation",
    "sector-member": "Sector Members invited to a consultation",
    "observer": "Observers invited to a consultation",
}
_YEAR: Mapping[Heard, str] = {
    Heard.REPLIED: "Members that replied to at least one in time",
    Heard.HELD: "Members of which a mail is held, and no reply counts",
    Heard.LATE: "Members that replied late and never in time",
    Heard.SILENT: "Members invited and silent all year",
    Heard.NOT_REACHED: "Members invited and never reached",
    Heard.OPEN: "Members whose deadlines are all still to come",
    Heard.CANCELLED: "Members of which all consultations were cancelled",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """One table: what it shows, its columns and rows, and the commands that list what it counts.

    `command` lists what all rows count together, if they do. `by_column` are commands for the cells of a
    column, in which `{row}` stands for the first cell of the row; `by_row` is one command for
    each row of a table whose last column is its figure.
    """

    name: str  # also the name of the CSV file
    title: str
    command: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    by_column: Mapping[str, str] = field(default_factory=dict)
    by_row: tuple[str, ...] = ()
    note: str = ""

    def patterns(self) -> Iterator[tuple[str, str]]:
        """Yield each column that has a command, and the command as it is printed."""
        for column, command in self.by_column.items():
            yield column, command.replace("{row}", self.columns[0].upper())

    def traces(self) -> Iterator[tuple[int, str]]:
        """Yield every figure of the table that has a command, and the very command that lists it."""
        for row, command in zip(self.rows, self.by_row, strict=False):
            if isinstance(row[-1], int):
                yield row[-1], command
        for row in self.rows:
            for column, cell in zip(self.columns, row, strict=True):
                if column in self.by_column and isinstance(cell, int):
                    first = shlex.quote(str(row[0]))
                    yield cell, self.by_column[column].replace("{row}", first)


def command(register: Register, words: str, *options: str) -> str:
    """Return the command that lists rows of the register's year, as they stood at its moment."""
    as_of = register.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z")
    of = words.replace("YEAR", str(register.year))
    year = () if "YEAR" in words else (f"--year {register.year}",)
    return " ".join(("notifier", of, *year, *options, f"--as-of {as_of}"))


def letters_issued(register: Register) -> Figures:
    """Show each letter with the notice that it gave, and what became of its messages."""
    rows = tuple(_letter_row(letter) for letter in register.letters)
    columns = (
        "Reference", "Kind", "Subject", "Due", "Issued", "Counted to", "Days of notice",
        "Days from draft to issue", "Messages", "Delivered to relay", "Refused", "Unsure",
        "Suppressed or cancelled", "Waiting", "Bounced",
    )  # fmt: skip
    ends = ("sent", "refused", "unsure", "unsent", "waiting", "returned")
    return Figures(
        "letters",
        "Letters issued",
        command(register, "report YEAR", "--list letters"),
        columns,
        rows,
        by_column={
            "Messages": _messages(register, "--letter {row}"),
            **{
                column: _messages(register, "--letter {row}", f"--end {end}")
                for column, end in zip(columns[9:], ends, strict=True)
            },
        },
        note="Days of notice are those that the letter itself was written with: from the day on"
        " which it was due to be issued to the day it counts to, which is the session or the"
        " deadline, whichever is first, of a consultation, the deadline of a reminder, and the"
        " first day of the activity of an advance notice. Other letters give no notice.",
    )


def _messages(register: Register, *options: str) -> str:
    return command(register, "report YEAR", "--list messages", *options)


def _letter_row(letter: Row) -> tuple[Cell, ...]:
    notice = _notice(letter)
    return (
        letter["reference"] or letter["key"],
        letter["kind"],
        _title(letter),
        letter["due_at"][:10],
        letter["issued_at"][:10],
        _counted_to(letter, notice),
        notice,
        _days_between(letter["created_at"], letter["issued_at"]),
        letter["addressees"],
        letter["sent"],
        letter["refused"],
        letter["unsure"],
        letter["unsent"],
        _waiting(letter),
        letter["bounced"],
    )


def mail_received(register: Register) -> Figures:
    """Show the mail that came in, by what it was and where it stands."""
    counts = Counter((r["category"], r["state"]) for r in register.mails)
    kinds = sorted(counts)
    return Figures(
        "mail",
        "Mail received",
        command(register, "mail list"),
        ("Category", "State", "Mails"),
        tuple((category or "not read yet", state, counts[category, state])
              for category, state in kinds),
        by_row=tuple(
            command(register, "mail list", *([f"--category {category}"] if category else []),
                    f"--state {state}")
            for category, state in kinds
        ),
    )  # fmt: skip


def headline(register: Register, made: Sequence[Call], members: Mapping[str, Member]) -> Figures:
    """Show the year in a few figures; what belongs together adds up."""
    year = of_the_year(made)
    asked = by_class(year, members)
    lost = sum(stand is Heard.NOT_REACHED for call in made for stand in call.stands.values())
    said = Counter(year.values())
    lines: list[tuple[str, int, str]] = [
        *_of_letters(register),
        *(
            (_CLASSES[each], n, _members(register, "--all-year", f"--class {each}"))
            for each, n in asked.items()
        ),
        *(
            (words, said[stand], _members(register, "--all-year", f"--state {stand}"))
            for stand, words in _YEAR.items()
        ),
        (
            "Consultations that reached nobody of a member, in all",
            lost,
            _members(register, f"--state {Heard.NOT_REACHED}"),
        ),
        *_of_answers(register),
    ]
    return Figures(
        "headline",
        "The year in figures",
        "",  # its rows have nothing in common
        ("Figure", "Number"),
        tuple((words, n) for words, n, _ in lines),
        by_row=tuple(each for _, _, each in lines),
        note=f"Invited to at least one consultation: {in_words(asked, 'en')}." if asked else "",
    )


def _members(register: Register, *options: str) -> str:
    return command(register, "response members", *options)


def _of_letters(register: Register) -> Iterator[tuple[str, int, str]]:
    letters = register.letters
    standing = sum(letter["kind"] in STANDING for letter in letters)
    for words, n, name in (
        ("Circular letters issued", len(letters) - standing, "circular-letters"),
        ("Reminders and acknowledgements issued", standing, "standing-letters"),
    ):
        yield words, n, command(register, "report YEAR", f"--list {name}")
    yield "Messages written", sum(r["addressees"] for r in letters), _messages(register)
    ends: tuple[tuple[str, str, Callable[[Row], int]], ...] = (
        ("Messages the relay took", "sent", lambda r: r["sent"]),
        ("Messages refused", "refused", lambda r: r["refused"]),
        ("Messages in doubt (unsure)", "unsure", lambda r: r["unsure"]),
        ("Messages suppressed or cancelled", "unsent", lambda r: r["unsent"]),
        ("Messages still waiting", "waiting", _waiting),
        ("Messages returned later", "returned", lambda r: r["bounced"]),
    )
    for words, end, count in ends:
        yield words, sum(map(count, letters)), _messages(register, f"--end {end}")


def _of_answers(register: Register) -> Iterator[tuple[str, int, str]]:
    yield (
        "Responses in the register",
        len(register.responses),
        command(register, "response list"),
    )
    yield (
        "Contributions received",
        sum(1 for r in register.responses if r["contributions"]),
        command(register, "response list", "--contributions"),
    )
    yield (
        "Mails held for a person",
        sum(r["state"] == "held" for r in register.mails),
        command(register, "mail list", "--state held"),
    )


def _waiting(letter: Row) -> int:
    ended = sum(int(letter[end]) for end in ("sent", "refused", "unsure", "unsent"))
    return int(letter["addressees"]) - ended


def _facts(letter: Row) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = json.loads(letter["facts"])
    return facts


def _title(letter: Row) -> str:
    activity = _facts(letter).get("activity", {})
    return str(activity.get("title", {}).get("en", letter["activity"]))


def _notice(letter: Row) -> int | None:
    """Return the days of notice that a letter was written with; None where it gives none."""
    facts = _facts(letter)
    if letter["kind"] not in _GIVING_NOTICE or "notice" not in facts:
        return None
    if letter["kind"] == Kind.ADVANCE_NOTICE and not facts["activity"]["dates"]["start"]:
        return None
    return int(facts["notice"]["days"])


def _counted_to(letter: Row, notice: int | None) -> str | None:
    if notice is None:
        return None
    return str(date.fromisoformat(letter["due_at"][:10]) + timedelta(days=notice))


def _days_between(start: str, end: str) -> int:
    return (datetime.fromisoformat(end[:10]) - datetime.fromisoformat(start[:10])).days

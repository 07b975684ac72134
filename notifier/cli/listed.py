"""The letters and messages behind the figures of a report, and the years that have one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from notifier.cli.options import console, minute, show_table
from notifier.errors import UserError
from notifier.ledger import reporting
from notifier.ledger.database import Ledger
from notifier.plan.kind import STANDING
from notifier.settings import Settings
from notifier.sources.plan_files import plan_years

Listed = Literal["letters", "circular-letters", "standing-letters", "messages"]
End = Literal["sent", "refused", "unsure", "unsent", "waiting", "returned"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are listed; None is all."""

    letter: str | None
    end: End | None


def refuse_unknown(year: int, of: Settings, ledger: Ledger) -> None:
    """Raise UserError for a year of which there is neither a plan nor a letter, naming those there are."""
    planned = set(plan_years(of.files.plan))
    known = sorted(planned | set(ledger.now(reporting.years)))
    if year not in known:
        there = ", ".join(map(str, known)) or "none"
        raise UserError.of(
            str(year), f"there is no plan and no letter of this year; there are: {there}"
        )


def show_listed(ledger: Ledger, year: int, as_of: datetime, listed: Listed, wanted: Wanted) -> None:
    """Show the rows that the report of `year` counts, with how many there are."""
    if listed == "messages":
        rows = ledger.now(lambda tx: reporting.messages(tx, year, as_of))
        chosen = [row for row in rows if _is_wanted(row, wanted)]
        columns: tuple[str, ...] = ("Id", "Letter", "To", "Member", "End", "Returned")
        shown: list[tuple[object, ...]] = [
            (r["id"], r["letter"], r["focal_point"], r["member"], r["end"],
             "returned" if r["is_returned"] else "")
            for r in chosen
        ]  # fmt: skip
    else:
        letters = ledger.now(lambda tx: reporting.letters(tx, year, as_of))
        columns = ("Id", "Issued (UTC)", "Kind", "Reference", "Key", "Messages")
        shown = [
            (r["id"], minute(r["issued_at"]), r["kind"], r["reference"], r["key"], r["addressees"])
            for r in letters
            if listed == "letters" or (r["kind"] in STANDING) == (listed == "standing-letters")
        ]
    show_table(columns, shown, empty="Nothing here.")
    console.print(f"In all: {len(shown)}")


def _is_wanted(row: dict[str, Any], wanted: Wanted) -> bool:
    if wanted.letter not in (None, row["letter"]):
        return False
    if wanted.end == "returned":
        return bool(row["is_returned"])
    return wanted.end in (None, row["end"])

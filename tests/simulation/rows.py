"""A year as rows, from a ledger in which letters were really set and sent, or from a simulation."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from notifier.ledger import letters, outbox
from notifier.ledger.database import Ledger, Tx
from notifier.plan.activity import Plan
from notifier.play.edits import Edit
from notifier.reports.simulated import Simulated
from notifier.simulation.year import Span, World, simulate

People = tuple[tuple[str, str], ...]
LetterRow = tuple[str, str, datetime, datetime | None, People]


def nothing(_: datetime) -> None:
    """Watch no progress."""


async def simulated(world: World, span: Span) -> list[LetterRow]:
    """The rows of a simulation that begins with an empty ledger."""
    with Ledger(":memory:") as ledger:
        made = await simulate(ledger, world, span, nothing)
    return in_order(map(_row, made.letters))


def lived(ledger: Ledger) -> list[LetterRow]:
    """The rows of a ledger."""
    return in_order(ledger.now(_rows))


def in_order(rows: Iterable[LetterRow]) -> list[LetterRow]:
    """Rows by their keys."""
    return sorted(rows, key=lambda row: row[0])


def _row(letter: Simulated) -> LetterRow:
    return letter.key, letter.status, letter.drafted_at, letter.issued_at, letter.people


def _rows(tx: Tx) -> list[LetterRow]:
    return [
        (each.key, each.status, each.created_at, each.issued_at, _people(tx, each.id))
        for each in letters.by_status(tx)
    ]


def _people(tx: Tx, letter: int) -> People:
    messages = outbox.listing(tx, limit=10_000, letter=letter)
    return tuple(sorted((row["focal_point"], row["member"]) for row in messages))


def as_simulated(edits: Iterable[Edit]) -> tuple[tuple[datetime, Callable[[Plan], Plan]], ...]:
    """The edits of a play, made in the plan and not in its file."""
    return tuple((edit.at, partial(_edited, edit)) for edit in edits)


def _edited(edit: Edit, plan: Plan) -> Plan:
    fields: dict[str, Any] = plan.model_dump(mode="json")
    for activity in fields["activities"]:
        for call in activity["consultations"]:
            if (activity["id"], call["id"]) == (edit.activity, edit.consultation):
                edit.change(call)
    return Plan.model_validate(fields)

"""notifier plan held, accept: what waits for a person's yes, and the yes."""

from functools import partial
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, By, Config, console, minute, now, show_table
from notifier.ticks import acceptance

What = Annotated[
    str | None,
    typer.Argument(
        help="What is accepted, as `notifier plan held` names it; not needed for the only thing."
    ),
]
Why = Annotated[str, typer.Option(help="Why it is right all the same, for the record.")]


def held(config: Config = CONFIG) -> None:
    """List what waits for a person: an implausible plan or feed, short notice, dates in the past."""
    with house.open_ledger(house.settings(config)) as ledger:
        found = ledger.now(acceptance.waiting)
    show_table(
        ("Since (UTC)", "Accept as", "Why it is held"),
        [(minute(each.since), each.name or "(mend the date)", each.why) for each in found],
        empty="Nothing is held.",
    )


def accept(what: What = None, *, why: Why, by: By, config: Config = CONFIG) -> None:
    """Let what is held go on: it is meant. The service acts on it within a minute."""
    with house.open_ledger(house.settings(config)) as ledger:
        yes = partial(acceptance.accept, name=what, by=by, why=why, at=now())
        for each in ledger.now(yes):
            console.print(f"Accepted: {each.why}", soft_wrap=True, markup=False)

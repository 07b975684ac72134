"""notifier plan held, accept: what waits for a person's yes, and the yes."""

from functools import partial
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, By, Config, console, minute, now, show_table
from notifier.ledger import plans
from notifier.ledger.database import Tx
from notifier.plan.activity import Plan
from notifier.ticks import acceptance
from notifier.ticks.intake import take_in

Code = Annotated[
    str, typer.Argument(help="What is accepted: its code, as `notifier plan held` shows it.")
]
Why = Annotated[str, typer.Option(help="Why it is right all the same, for the record.")]


def held(config: Config = CONFIG) -> None:
    """List what waits for a person: an implausible plan or feed, short notice, dates in the past."""
    with house.open_ledger(house.settings(config)) as ledger:
        found = ledger.now(acceptance.waiting)
    show_table(
        ("Code", "Since (UTC)", "About", "Why it is held"),
        [(_code(each), minute(each.since), each.subject, each.why) for each in found],
        empty="Nothing is held.",
    )
    if any(each.may_be_accepted for each in found):
        console.print('Mend it, or say that it is meant: notifier plan accept CODE --why "..."')


def _code(each: acceptance.Waiting) -> str:
    return each.code if each.may_be_accepted else "(mend it)"


def accept(code: Code, *, why: Why, by: By, config: Config = CONFIG) -> None:
    """Let one held thing go on: it is meant. The service acts on it within a minute.

    What has changed since it was looked at has another code, and is not accepted by the old one.
    """
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        plan = house.SourcesReader(of, last_plan=lambda: ledger.now(plans.in_force))().plan
        done = ledger.now(partial(_accept, plan=plan, code=code, by=by, why=why))
    console.print(f"Accepted: {done.why}", soft_wrap=True, markup=False)


def _accept(tx: Tx, plan: Plan, code: str, by: str, why: str) -> acceptance.Waiting:
    take_in(tx, plan, now())  # what the files say now, not what they said at the last pass
    return acceptance.accept(tx, code, by=by, why=why, at=now())

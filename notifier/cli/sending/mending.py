"""notifier outbox retry, cancel, settle: what people decide about messages, one or many at once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, By, Config, console, now
from notifier.cli.sending.choosing import choice
from notifier.cli.service import takeover
from notifier.errors import Problem, UserError
from notifier.ledger import chosen, evidence, outbox
from notifier.ledger.chosen import Choice
from notifier.ledger.database import Ledger, Tx
from notifier.letters.mail.message import State

Messages = Annotated[list[int] | None, typer.Argument(help="Numbers of messages.")]
Why = Annotated[str, typer.Option(help="Why, for the record.")]
OfLetter = Annotated[
    str | None,
    typer.Option("--letter", help="In place of numbers: all of this letter (id, key, reference)."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before it is done.")]
_AGAIN = {State.REFUSED, State.SUPPRESSED, State.CANCELLED, State.WAITING}
_TOLD = 10  # reasons
_NO_SUCH = "there is no such message; see `notifier outbox list`"

Deed = Callable[[Tx, int], str]  # does it to one message; returns what stands in the way, or ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done to each message, in words before it is done and after."""

    deed: Deed
    what: str
    done: str


@dataclass(frozen=True, slots=True)
class Targets:
    """The messages that are meant: by their numbers, or all of a choice."""

    ids: Sequence[int]
    choice: Choice | None

    @classmethod
    def of(cls, messages: Sequence[int] | None, choice: Choice) -> "Targets":
        """Return what was named. UserError unless it is either numbers or a letter."""
        ids = list(dict.fromkeys(messages or ()))
        if bool(ids) == (choice.letter is not None):
            raise UserError.of("outbox", "name either the numbers of messages, or --letter")
        return cls(ids, None if ids else choice)

    def count(self, ledger: Ledger) -> int:
        """Return how many there are."""
        if self.choice is None:
            return len(self.ids)
        return sum(ledger.now(partial(chosen.totals, choice=self.choice)).values())


def retry(
    messages: Messages = None,
    *,
    why: Why,
    by: By,
    letter: OfLetter = None,
    state: Annotated[
        State | None, typer.Option(help="With --letter: of its messages those in this state.")
    ] = None,
    lift: Annotated[
        bool, typer.Option("--lift", help="A suppressed address is good again: write to it.")
    ] = False,
    yes: Yes = False,
    config: Config = CONFIG,
) -> None:
    """Send messages again that were refused, suppressed or cancelled, or now those that wait."""
    if letter is not None and state not in _AGAIN:
        told = ", ".join(sorted(_AGAIN))
        raise UserError.of("--state", f"say of which state, since the letter is named: {told}")
    of = house.settings(config)

    again = partial(_again, lift=lift, why=why, by=by)
    with house.open_ledger(of) as ledger:
        takeover.warn(of, ledger)
        targets = Targets.of(messages, choice(ledger, state, letter))
        plan = Plan(again, f"send again (reason: {why})", "goes again")
        _do(ledger, targets, plan, yes=yes)


def _again(tx: Tx, message: int, *, lift: bool, why: str, by: str) -> str:
    row = outbox.get(tx, message)
    if row is None:
        return _NO_SUCH
    if row["state"] == State.UNSURE:
        return "it is in doubt, and may have arrived: see `notifier outbox settle`"
    if row["state"] not in _AGAIN:
        return f"it is {row['state']}; nothing was changed"
    found = evidence.suppression(tx, message)
    if found and not lift:
        since, reason = found["since"][:10], found["reason"]
        return f"its address is suppressed since {since}: {reason}; if it is good again, say --lift"
    evidence.lift(tx, message, why=why, by=by, at=now())
    evidence.retry(tx, message, why=why, by=by, at=now())
    return ""


def cancel(
    messages: Messages = None,
    *,
    why: Why,
    by: By,
    letter: OfLetter = None,
    yes: Yes = False,
    config: Config = CONFIG,
) -> None:
    """Take messages out of line that wait; it says how many had gone already."""

    def off(tx: Tx, message: int) -> str:
        if evidence.cancel(tx, message, why=why, by=by, at=now()):
            return ""
        row = outbox.get(tx, message)
        return f"too late, it is {row['state']}; nothing was changed" if row else _NO_SUCH

    with house.open_ledger(house.settings(config)) as ledger:
        targets = Targets.of(messages, choice(ledger, None, letter))
        plan = Plan(off, f"cancel what still waits (reason: {why})", "is cancelled")
        _do(ledger, targets, plan, yes=yes)


def settle(
    messages: Messages = None,
    *,
    why: Annotated[str, typer.Option(help="The evidence, for the record.")],
    by: By,
    letter: OfLetter = None,
    sent: Annotated[bool, typer.Option("--sent", help="The relay took it.")] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="The relay did not; send it again.")
    ] = False,
    yes: Yes = False,
    config: Config = CONFIG,
) -> None:
    """Settle messages in doubt (unsure), on evidence: they were sent, or they have to go again."""
    of = house.settings(config)
    if sent == resend:
        where = " ".join(map(str, messages or ())) or "outbox"
        raise UserError.of(where, "say either --sent or --resend")
    mend = evidence.resend if resend else evidence.prove_sent

    def settled(tx: Tx, message: int) -> str:
        if mend(tx, message, why=why, by=by, at=now()):
            return ""
        return "this message is not in doubt; nothing was changed"

    with house.open_ledger(of) as ledger:
        if resend:
            takeover.warn(of, ledger)
        targets = Targets.of(messages, choice(ledger, State.UNSURE if letter else None, letter))
        what, done = ("send again", "goes again") if resend else ("count as sent", "counts as sent")
        _do(ledger, targets, Plan(settled, f"{what} (evidence: {why})", done), yes=yes)


def _do(ledger: Ledger, targets: Targets, plan: Plan, *, yes: bool) -> None:
    """Tell what will be done, ask, do it, and tell what was done and what was not.

    Messages named by their numbers: all of them or none; a single one without asking.
    """
    count = targets.count(ledger)
    if not count:
        console.print("No message here; nothing was changed.")
        return
    if targets.choice is not None or count > 1:
        _say(f"Messages: {count:,}. This will {plan.what}.")
        if not yes:
            typer.confirm("Do that?", abort=True)
    if targets.choice is None:
        ledger.now(partial(_all_or_none, messages=targets.ids, deed=plan.deed))
        _say(f"Message {targets.ids[0]} {plan.done}." if count == 1 else f"Done: {count:,}.")
    else:
        _page_by_page(ledger, targets.choice, plan.deed)


def _all_or_none(tx: Tx, messages: Sequence[int], deed: Deed) -> None:
    problems = [Problem(str(message), said) for message in messages if (said := deed(tx, message))]
    if problems:
        raise UserError(problems)  # and with it, all that was done here is undone


def _page_by_page(ledger: Ledger, choice: Choice, deed: Deed) -> None:
    """Do it to all of a choice: a million are not done in one transaction."""
    done, after, refused = 0, 0, Counter[str]()
    while page := ledger.now(partial(chosen.ids, choice=choice, after=after)):
        said = ledger.now(partial(_each, page=page, deed=deed))
        done += said.count("")
        refused.update(filter(None, said))
        after = page[-1]
    _say(f"Done: {done:,} of {done + refused.total():,}.")
    for words, times in refused.most_common(_TOLD):
        _say(f"Not done, {times:,}: {words}.")


def _each(tx: Tx, page: Sequence[int], deed: Deed) -> list[str]:
    return [deed(tx, message) for message in page]


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)

"""notifier take-over: which installation sends, after a restore or a move."""

from functools import partial
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, Config, console, now
from notifier.errors import UserError
from notifier.ledger import instance
from notifier.ledger.database import Ledger
from notifier.ledger.standing import Right, Standing
from notifier.settings import Settings
from notifier.ticks import guard
from notifier.ticks.guard import Site, TakeOver

_WHY = typer.Option(help="Why this installation is to send, for the record.")
_BY = typer.Option("--by", "--as", help="Who you are, for the record.")
_NOTHING = typer.Option(
    "--nothing-was-sent",
    help="Nothing was sent since the copy was made: what waits stays in line.",
)
_ROLLED_BACK = typer.Option(
    "--rolled-back",
    help="The whole machine was rolled back, which nothing here shows: doubt what waits.",
)


_NOT_NEEDED = {
    Right.OURS: "this installation is the one that sends already; nothing was changed",
    Right.NEW: "nothing has been sent from here; `notifier run` makes this installation the sender",
}


def site(of: Settings) -> Site:
    """Return where this installation stands."""
    return guard.site(of.files.instance, of.files.state / house.LEDGER)


def warn(of: Settings, ledger: Ledger) -> None:
    """Say that nothing leaves from this ledger, and what to do; say nothing where it may send."""
    _, standing = ledger.now(partial(guard.look, at=site(of)))
    if not standing.may_send:
        console.print(_barred(standing), style="bold red", markup=False, soft_wrap=True)


def _barred(standing: Standing) -> str:
    return (
        f"NOTHING IS SENT FROM THIS LEDGER: {standing.words}.\n"
        'If this is the installation that is to send: notifier take-over --why "…" --by NAME'
    )


def take_over(
    why: Annotated[str, _WHY],
    by: Annotated[str, _BY],
    nothing_was_sent: Annotated[bool, _NOTHING] = False,
    rolled_back: Annotated[bool, _ROLLED_BACK] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is done.")] = False,
    config: Config = CONFIG,
) -> None:
    """Make this installation the one that sends, after a restore or a move."""
    of = house.settings(config)
    if nothing_was_sent and rolled_back:
        raise UserError.of("take-over", "say either --nothing-was-sent or --rolled-back")
    with house.open_ledger(of) as ledger:
        _, standing = ledger.now(partial(guard.look, at=site(of)))
        if standing.may_send and not (rolled_back and standing.right is Right.OURS):
            raise UserError.of(site(of).place.path, _NOT_NEEDED[standing.right])
        is_unknown = standing.sent_is_unknown or rolled_back
        decided = TakeOver(standing, is_unknown and not nothing_was_sent, why, by)
        _say(_intent(decided, ledger.now(instance.under_way)))
        if not yes:
            typer.confirm("Do that?", abort=True)
        in_doubt = ledger.now(partial(guard.take_over, at=site(of), decided=decided, now=now()))
    _say(_done(in_doubt, may_have_gone_on=is_unknown))


def _intent(decided: TakeOver, under_way: int) -> str:
    """Return what will be done, before it is."""
    messages = (
        f"put in doubt (unsure) what may have left already: {under_way} messages"
        if decided.puts_in_doubt
        else f"keep in line what waits, to be sent at the next start: {under_way} messages"
    )
    return "\n".join(
        [
            f"How it stands: {decided.standing.words or 'it was rolled back with its machine'}.",
            "This will",
            f"  - {messages};",
            "  - give the ledger a new identity: a service that runs on it now stops sending;",
            f"  - write down that {decided.by} did it, and why: {decided.why}",
            "A copy on another machine cannot be seen from here: make sure that none sends.",
        ]
    )


def _done(in_doubt: int, *, may_have_gone_on: bool) -> str:
    """Return what was done, and what is left to people."""
    lines = [f"This installation sends now. Messages in doubt: {in_doubt}.", "Next:"]
    if in_doubt:
        lines += [
            "  - notifier outbox list --state unsure; settle each by the relay's log:",
            '    notifier outbox settle ID --sent (or --resend) --why "…"',
        ]
    if may_have_gone_on:
        lines += [
            "  - letters issued after the copy are drafts here: notifier letter withdraw ID",
            "  - take the keyword $NotifierFiled off mails that came after the copy was made",
        ]
    return "\n".join([*lines, "  - start the service, or start it again: notifier run"])


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)

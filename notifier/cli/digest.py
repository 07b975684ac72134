"""notifier digest: what the daily digest to staff would say now; and its tick."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.as_of import moment_of
from notifier.cli.options import CONFIG, Config, console
from notifier.daemon import Tick
from notifier.ledger.database import Ledger, Tx
from notifier.letters.mail.staff_mail import Sender
from notifier.relay.turn import TakeTurn
from notifier.reports.digest import Digest
from notifier.reports.digest_page import to_html, to_text
from notifier.settings import Settings
from notifier.ticks import digest as daily
from notifier.ticks.digest import StaffDesk

At = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Count from this moment, such as 2027-03-01T08:30Z; what waits is what waits now.",
    ),
]
Html = Annotated[
    Path | None, typer.Option("--html", help="Write the page of the mail to this file.")
]


def digest(as_of: At = None, html: Html = None, config: Config = CONFIG) -> None:
    """Print what the daily digest to staff would say now, what is new since the last one marked.

    Nothing is sent: the service does that, at the opening of each working day.
    """
    of, moment = house.settings(config), moment_of(as_of)
    sources = house.SourcesReader(of)()
    with house.open_ledger(of) as ledger:
        compose = partial(
            daily.compose,
            sources=sources,
            now=moment,
            before=daily.tomorrow(sources.rules, moment),
        )
        made = ledger.now(compose)
    if made.is_empty:
        console.print("Nothing waits or falls due within 14 days: no digest would be sent.")
        return
    text, page = _shown(made, of=of)
    console.print(f"Subject: {made.subject}\n", markup=False, soft_wrap=True)
    console.print(text, markup=False, soft_wrap=True)
    console.print(_readers(of), markup=False, soft_wrap=True)
    if html is not None:
        html.write_text(page, encoding="utf-8")
        console.print(f"Written: {html}", markup=False, soft_wrap=True)


def ticks(
    of: Settings,
    ledger: Ledger,
    sources: house.SourcesReader,
    turn: TakeTurn,
    stopping: Callable[[], bool],
    may_send: Callable[[Tx], bool],
) -> list[Tick]:
    """Return the tick of the digest, ready to be called with the time; none where nobody gets it."""
    if not of.digest.to:
        return []
    desk = StaffDesk(
        to=of.digest.to,
        sender=Sender(of.sender.name["en"], of.sender.reply, of.contact.mail, of.sender.bounce),
        domain=of.sender.domain,
        shown=partial(_shown, of=of),
        turn=turn,
        stopping=stopping,
        may_send=may_send,
    )
    return [("digest", partial(daily.digest, ledger=ledger, read=sources, desk=desk))]


def _shown(made: Digest, *, of: Settings) -> tuple[str, str]:
    template = of.files.templates.parent / "reports/digest.html"
    organization = of.union.organization["en"]
    page = to_html(made, template.read_text(encoding="utf-8"), organization=organization)
    return to_text(made, organization), page


def _readers(of: Settings) -> str:
    if not of.digest.to:
        return "Nobody gets it by mail: the settings name no reader under `to` in [digest]."
    return f"It goes to: {', '.join(of.digest.to)}."

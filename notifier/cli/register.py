"""notifier response: the register of answers."""

from collections import Counter
from typing import Annotated, Literal

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, Config, minute, show_table
from notifier.ledger import responses

app = typer.Typer(help="The register of responses.", no_args_is_help=True)


@app.command("list")
def list_responses(
    consultation: Annotated[
        str | None, typer.Option(help="Only this one, as activity/consultation.")
    ] = None,
    member: Annotated[str | None, typer.Option(help="Only this member, by its code.")] = None,
    year: Annotated[int | None, typer.Option(help="Only responses received in this year.")] = None,
    by: Annotated[Literal["region"] | None, typer.Option(help="Count instead of listing.")] = None,
    config: Config = CONFIG,
) -> None:
    """List responses, newest first: who, on what, over which channel, saying what."""
    settings = house.settings(config)
    with house.open_ledger(settings) as ledger:
        rows = ledger.now(lambda tx: responses.listing(tx, consultation, member))
    chosen = [r for r in rows if year is None or r["received_at"].startswith(str(year))]
    if by == "region":
        members = house.directory(settings).members
        counts = Counter(members[r["member"]].region for r in chosen)
        show_table(("Region", "Responses"), sorted(counts.items()), empty="No response yet.")
        return
    show_table(
        ("Received (UTC)", "Member", "Consultation", "Channel", "Said", "Late", "Files", "Comment"),
        [
            (minute(r["received_at"]), r["member"], r["consultation"], r["channel"], r["said"],
             "late" if r["is_late"] else "", r["contributions"] or "", r["comment"][:60])
            for r in chosen
        ],
        empty="No response yet.",
    )  # fmt: skip

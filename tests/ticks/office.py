"""A secretariat whose letters are set in plain text alone: no paper, so that many can be issued."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from notifier.cli import house as root
from notifier.ledger.database import Row
from notifier.letters.letter import Edition, Letter
from notifier.letters.wording import from_json
from notifier.ticks.issue import Press, issue
from tests.secretariat import Secretariat


async def in_plain_text(letter: Letter, texts: Mapping[str, str]) -> list[Edition]:
    """Set every language of a letter, its HTML being a line."""
    wordings = [from_json(text) for text in texts.values()]
    return [
        Edition(w.language, w.subject, w.body, "<p>See the text.</p>", None, "") for w in wordings
    ]


def sets(house: Secretariat, press: Press = in_plain_text) -> Secretariat:
    """The same secretariat, its letters set by `press` from now on."""
    office = partial(root.office, house.settings, house.sources, root.keys(house.settings))
    house.ticks["issue"] = partial(issue, ledger=house.ledger, press=press, office=office)
    return house


async def drafts_and_issues(house: Secretariat, now: datetime) -> None:
    """Watch, let staff take every step on the path of urgent letters, and release."""
    await house.tick(now, "watch")
    for _ in range(3):
        house.staff.work(now)
    await house.tick(now, "issue")


def rows(house: Secretariat, table: str, order: str = "id") -> list[Row]:
    """All rows of a table of the ledger, as they stand."""
    return house.ledger.now(lambda tx: tx.rows(f"select * from {table} order by {order}"))

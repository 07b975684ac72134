"""The shape of the ledger, one migration after the other. A migration once released is never edited."""

from sqlite_utils import Database, Migrations

from notifier.ledger.shape.calendar import ASSESSED, DIGESTS, FEEDS, PLAN_IN_FORCE
from notifier.ledger.shape.first import FIRST
from notifier.ledger.shape.sending import INSTANCE, JOURNAL

MIGRATIONS = Migrations("notifier")


def known() -> frozenset[str]:
    """Return the names of all migrations that this program brings."""
    empty = Database(memory=True, execute_plugins=False)
    try:
        return frozenset(migration.name for migration in MIGRATIONS.pending(empty))
    finally:
        empty.close()


@MIGRATIONS()
def m001_first(db: Database) -> None:
    """Make the tables of the first release."""
    _run(db, FIRST)


@MIGRATIONS()
def m002_order_of_invitations(db: Database) -> None:
    """Find at once what of an invitation has not left yet."""
    db.execute(
        "create index messages_under_way on messages (invitation, id)"
        " where method is not null and state in ('waiting', 'claimed', 'sending')"
    )


@MIGRATIONS()
def m003_journal_of_the_outbox(db: Database) -> None:
    """Keep every step of every message in a journal of its own, and rows that do not grow."""
    _run(db, JOURNAL)


@MIGRATIONS()
def m004_instance(db: Database) -> None:
    """Know which installation may send."""
    db.execute(INSTANCE)


@MIGRATIONS()
def m005_plan_in_force(db: Database) -> None:
    """Tell a plan that was read from one that is in force, and keep what waits for a person."""
    _run(db, PLAN_IN_FORCE)


@MIGRATIONS()
def m006_feeds(db: Database) -> None:
    """Keep what outside calendars said last."""
    _run(db, FEEDS)


@MIGRATIONS()
def m007_assessed(db: Database) -> None:
    """Know since when each activity is assessed."""
    _run(db, ASSESSED)


@MIGRATIONS()
def m008_digests(db: Database) -> None:
    """Know which daily digests went to staff."""
    _run(db, DIGESTS)


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)

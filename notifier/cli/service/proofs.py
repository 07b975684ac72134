"""The witnesses for messages in doubt that the settings name, and the ticks that hear them."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from notifier.cli import house
from notifier.daemon import Tick
from notifier.errors import UserError
from notifier.ledger.database import Ledger
from notifier.mailbox.access import ImapAccess
from notifier.mailbox.copies import ImapCopies, MaildirCopies
from notifier.relay.postfix_log import PostfixLog
from notifier.settings import JournalSection, Settings, revealed
from notifier.ticks.audit import audit
from notifier.ticks.settle import Search, Witness, says_nothing, settle

_SEARCHED = 20  # messages that are looked for in a mailbox before the time is looked at
_READ = 10_000  # that are looked for in a log at once


def ticks(of: Settings, ledger: Ledger, sources: house.SourcesReader) -> list[Tick]:
    """Return settle and audit, ready to be called with the time."""
    searches = [Search(witness) for witness in witnesses(of)]
    found: list[Tick] = [("audit", partial(audit, ledger=ledger, read=sources))]
    if searches:
        found.insert(0, ("settle", partial(settle, ledger=ledger, searches=searches)))
    return found


def witnesses(of: Settings) -> Iterator[Witness]:
    """Yield the journal mailbox and the relay's log, where there are. UserError tells what is wrong."""
    copies = _copies(of.journal)
    if copies is not None:
        yield Witness("journal", copies.find, _SEARCHED)
    if of.files.relay_log is not None:
        patience = max(relay.patience for relay in of.relays.values())
        log = PostfixLog(of.files.relay_log, timedelta(seconds=patience))
        # with several relays, that one of them is silent says nothing against a message
        silence = log.silence if len(of.relays) == 1 else says_nothing
        yield Witness("relay log", log.look, _READ, silence)


def _copies(of: JournalSection) -> ImapCopies | MaildirCopies | None:
    if of.kind == "none":
        return None
    if of.kind == "maildir":
        if of.path is None:
            raise UserError.of("journal.path", "a maildir needs the path of its folder")
        return MaildirCopies(of.path)
    return ImapCopies(
        ImapAccess(
            host=of.host,
            port=of.port,
            username=of.username,
            password=revealed(of.password, of.password_file, "journal.password"),
            tls=of.tls,
            ca_file=of.ca_file,
            folder=of.folder,
        )
    )

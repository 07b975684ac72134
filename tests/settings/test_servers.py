"""Relays, pace and journal, as they are written down."""

from pathlib import Path

import pytest

from notifier.settings import Limits, MailboxSection, read_settings
from tests.settings.edits import told, write


def test_several_relays_have_each_what_they_need(config: Path) -> None:
    """One for most recipients, one for those whom it alone may serve."""
    write(
        config,
        "mailbox",
        "",
        before='[relays.un_geneva]\nhost = "un.example"\ndomains = ["UN.example", "who.example"]\n'
        "weight = 3\nmessages_per_minute = 30\n\n",
    )

    relays = read_settings(config).relays

    assert list(relays) == ["main", "un_geneva"]
    assert relays["main"].domains == ()
    assert relays["un_geneva"].domains == ("un.example", "who.example")
    assert relays["un_geneva"].messages_per_minute == 30


def test_the_pace_of_one_domain_stands_beside_that_of_all(config: Path) -> None:
    """A ministry with a small server, among hundreds with large ones."""
    write(
        config,
        "mailbox",
        "",
        before="[pace]\nmessages_per_minute = 60\n\n"
        '[pace.domains."Small.Example"]\nconnections = 1\n\n',
    )

    pace = read_settings(config).pace

    assert (pace.messages_per_minute, pace.connections) == (60, None)
    assert pace.domains == {"small.example": Limits(connections=1)}


def test_the_journal_is_read_like_the_mailbox(config: Path) -> None:
    """The same keys mean the same."""
    write(
        config,
        "mailbox",
        "",
        before='[journal]\nkind = "maildir"\npath = "journal"\naddress = "copy@u.example"\n\n',
    )

    journal = read_settings(config).journal

    assert isinstance(journal, MailboxSection)
    assert journal.path == config.parents[1] / "journal"


def test_there_is_no_journal_unless_somebody_wants_one(config: Path) -> None:
    """A copy of every letter is nothing to be kept by chance."""
    journal = read_settings(config).journal

    assert (journal.kind, journal.address) == ("none", None)


@pytest.mark.parametrize("name", ["Geneva", "eu-west", "a__b", "_"])
def test_a_relay_has_a_name_that_variables_and_credentials_can_bear(
    config: Path, name: str
) -> None:
    """`NOTIFIER_RELAYS__EU-WEST__PORT` is no variable that a shell could set."""
    write(config, "mailbox", "", before=f"[relays.{name}]\n\n")

    assert told(config) == {
        f"relays.{name}": "a relay is named in small letters, digits and single underscores"
    }

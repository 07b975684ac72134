"""The settings name the witnesses, and what they lack is told."""

from pathlib import Path

import pytest

from notifier.cli import house
from notifier.cli.service import proofs
from notifier.errors import UserError
from notifier.settings import Settings
from notifier.ticks.settle import says_nothing
from tests.cli.mistakes import ledger

MAILDIR = '\n[journal]\nkind = "maildir"\npath = "mail"\n'
IMAP = '\n[journal]\nkind = "imap"\nusername = "journal"\n'


def of(folder: Path, more: str = "", relay_log: str = "") -> Settings:
    """The settings of the folder, and more."""
    path = folder / "config/notifier.toml"
    text = path.read_text(encoding="utf-8")
    if relay_log:
        text = text.replace("[files]\n", f'[files]\nrelay_log = "{relay_log}"\n')
    path.write_text(text + more, encoding="utf-8")
    return house.settings(path)


@pytest.mark.parametrize(
    ("more", "relay_log", "names"),
    [
        ("", "", []),
        (MAILDIR, "", ["journal"]),
        (IMAP, "", ["journal"]),
        ("", "/var/log/mail.log", ["relay log"]),
        (MAILDIR, "mail.log", ["journal", "relay log"]),
    ],
)
def test_the_witnesses_are_those_of_the_settings(
    folder: Path, more: str, relay_log: str, names: list[str]
) -> None:
    """Where there is none, nobody looks."""
    settings = of(folder, more, relay_log)

    assert [witness.name for witness in proofs.witnesses(settings)] == names


def test_ticks_are_settle_where_there_is_a_witness_and_audit_always(folder: Path) -> None:
    """In that order: what was proved today needs no warning."""
    settings = of(folder, MAILDIR)
    sources = house.SourcesReader(settings)
    with ledger(folder) as opened:
        names = [name for name, _ in proofs.ticks(settings, opened, sources)]

    assert names == ["settle", "audit"]


def test_a_maildir_without_its_path_is_told(folder: Path) -> None:
    """By the setting."""
    with pytest.raises(UserError, match=r"journal: a maildir needs `path`"):
        list(proofs.witnesses(of(folder, '\n[journal]\nkind = "maildir"\n')))


@pytest.mark.parametrize("relays", [1, 2])
def test_silence_of_one_log_means_nothing_where_there_are_several_relays(
    folder: Path, relays: int
) -> None:
    """The message may have gone over the other one."""
    more = '\n[relays.second]\nhost = "mx2.example"\n' if relays == 2 else ""
    (witness,) = proofs.witnesses(of(folder, more, "mail.log"))

    assert (witness.silence is says_nothing) == (relays == 2)

"""What people do wrong. The words that they are told stand in README, under the same names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from notifier.ledger import letters
from notifier.ledger.database import Ledger
from notifier.letters.letter import Status
from tests.scenes import CONSULTATION, NOON, draft, enqueued
from tests.ticks.plans import MEETING

CALL = f"{CONSULTATION}/consultation"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: its name in README, how it is made, and the command that meets it."""

    name: str
    make: Callable[[Path], object]
    words: str
    environ: Mapping[str, str] = field(default_factory=dict)


def ledger(folder: Path) -> Ledger:
    """The ledger of the secretariat in `folder`."""
    return Ledger(folder / "var/ledger.db")


def spoil(name: str, old: str, new: str) -> Callable[[Path], object]:
    """Change a file as a careless hand would."""

    def hand(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return hand


def in_the_plan(old: str, new: str) -> Callable[[Path], object]:
    """Change the plan."""
    return spoil("config/plan/2026.yaml", old, new)


def in_the_settings(old: str, new: str) -> Callable[[Path], object]:
    """Change the settings."""
    return spoil("config/notifier.toml", old, new)


def write(name: str, text: str) -> Callable[[Path], object]:
    """Write a whole file."""
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


def nothing(folder: Path) -> None:
    """Leave everything in order: the command itself is the mistake."""


def an_unknown_member_and_a_broken_address(folder: Path) -> None:
    """Two mistakes in one register."""
    spoil("config/focal_points.csv", "no-wsis,NO", "no-wsis,XX")(folder)
    spoil("config/focal_points.csv", "wsis@digital.fr.example", "wsis at digital.fr")(folder)


def a_draft(folder: Path) -> None:
    """One letter waits to be cleared."""
    with ledger(folder) as opened:
        opened.now(draft)


def cleared_by_the_officer(folder: Path) -> None:
    """One letter waits to be signed by somebody else."""
    with ledger(folder) as opened:
        letter = opened.now(draft)
        opened.now(lambda tx: letters.advance(tx, letter, Status.CLEARED, by="officer", at=NOON))
        opened.now(
            lambda tx: letters.keep_wordings(
                tx, letter.id, {}, signed_hash="", by="officer", at=NOON
            )
        )


def a_reference_given_before(folder: Path) -> None:
    """The registry's number stands on another letter already."""
    with ledger(folder) as opened:
        first = opened.now(draft)
        opened.now(lambda tx: draft(tx, "another/consultation"))
        opened.now(lambda tx: letters.keep_issue(tx, first.id, "CL-26/5", by="x", at=NOON))


def a_message_that_waits(folder: Path) -> None:
    """One message stands in the outbox, and the relay has not seen it."""
    with ledger(folder) as opened:
        enqueued(opened, "fr")


def a_newer_ledger(folder: Path) -> None:
    """A later program has worked on the ledger."""
    with ledger(folder) as opened:
        opened.now(
            lambda tx: tx.run(
                "insert into _sqlite_migrations (migration_set, name, applied_at)"
                " values ('notifier', 'm999_later', '2030-01-01')"
            )
        )


def another_file_as_ledger(folder: Path) -> None:
    """Something else lies where the ledger should be."""
    for path in (folder / "var").iterdir():
        path.unlink()
    (folder / "var/ledger.db").write_text("minutes of the meeting\n" * 100, encoding="utf-8")


MISTAKES = (
    Mistake("an unknown field in a plan", in_the_plan("place: {en", "plac: {en"), "check"),
    Mistake(
        "a wrong zone",
        in_the_plan("end: 2026-07-10}", "end: 2026-07-10, zone: Europe/Zuerich}"),
        "check",
    ),
    Mistake("an end before its start", in_the_plan("end: 2026-07-10", "end: 2026-07-01"), "check"),
    Mistake(
        "a session that ends before it starts",
        in_the_plan("2026-04-15T17:00", "2026-04-15T13:00"),
        "check",
    ),
    Mistake(
        "a day that no calendar has", in_the_plan("2026-04-30T23:59", "2026-04-31T23:59"), "check"
    ),
    Mistake(
        "two mistakes at once",
        lambda folder: (
            in_the_plan("level: high", "level: highest")(folder),
            in_the_plan("{en: The text is adopted in July., ", "{")(folder),
        ),
        "check",
    ),
    Mistake("an id used twice", write("config/plan/2026.yaml", MEETING + MEETING), "check"),
    Mistake("no plan at all", lambda folder: (folder / "config/plan/2026.yaml").unlink(), "check"),
    Mistake("a plan that is not there to play", nothing, "play --year 2031"),
    Mistake(
        "focal points of an unknown member and without a true address",
        an_unknown_member_and_a_broken_address,
        "check",
    ),
    Mistake(
        "a name that no letter has",
        spoil("templates/letters/update/fr.md", "activity.title", "activity.tittle"),
        "check",
    ),
    Mistake(
        "a language without a template",
        lambda folder: (folder / "templates/letters/update/zh.md").unlink(),
        "check",
    ),
    Mistake(
        "an unknown setting",
        in_the_settings("[relays.main]\nhost", "[relays.main]\nhosts"),
        "status",
    ),
    Mistake(
        "an unknown setting in the environment",
        nothing,
        "status",
        {"NOTIFIER_RELAYS__MAIN__PRT": "25"},
    ),
    Mistake(
        "a setting that is no number", nothing, "status", {"NOTIFIER_RELAYS__MAIN__PORT": "smtp"}
    ),
    Mistake(
        "a whole section in the environment", nothing, "status", {"NOTIFIER_RELAYS": "mail.example"}
    ),
    Mistake(
        "settings in no form that is known", write("config/notifier.toml", "relays = [\n"), "status"
    ),
    Mistake("a pattern that is none", in_the_settings("'^(CL|DM)", "'^((CL|DM)"), "status"),
    Mistake(
        "a certificate that is not there",
        in_the_settings('tls = "starttls"', 'tls = "starttls"\nca_file = "config/ca.pem"'),
        "run",
    ),
    Mistake(
        "a folder that cannot be made",
        nothing,
        "status",
        {"NOTIFIER_FILES__STATE": "config/notifier.toml/var"},
    ),
    Mistake("a ledger of a newer version", a_newer_ledger, "status"),
    Mistake("another file as the ledger", another_file_as_ledger, "status"),
    Mistake(
        "a key that is damaged",
        lambda folder: (write("var/token.key", "secret")(folder), a_message_that_waits(folder)),
        "outbox show 1",
    ),
    Mistake("an unknown letter", nothing, "letter show 9"),
    Mistake("an unknown language", a_draft, "letter preview 1 --lang de"),
    Mistake("signing what one cleared", cleared_by_the_officer, "letter sign 1 --as officer"),
    Mistake("signing a draft", a_draft, "letter sign 1"),
    Mistake(
        "issuing what nobody signed", cleared_by_the_officer, "letter issue 1 --reference CL-26/5"
    ),
    Mistake("a wrong reference", a_draft, "letter issue 1 --reference cl-26/5"),
    Mistake(
        "a reference given before", a_reference_given_before, "letter issue 2 --reference CL-26/5"
    ),
    Mistake(
        "settling what is not in doubt", a_message_that_waits, "outbox settle 1 --sent --why log"
    ),
    Mistake("settling without saying how", a_message_that_waits, "outbox settle 1 --why log"),
    Mistake("an unknown message", nothing, "outbox show 9"),
    Mistake("an unknown mail", nothing, "mail show 9"),
    Mistake("releasing what is not held", nothing, "mail release 9 --why done"),
)

"""`notifier run` as a process, between a real relay and a real mailbox, stopped in the middle."""

import email
import email.policy
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from notifier.ledger import letters, outbox, responses
from notifier.ledger.database import Ledger
from tests.servers.configuration import GHOST, PASSWORD, PEOPLE, REPLY
from tests.servers.mail_servers import MailServers

ROOT = Path(__file__).parents[2]
ADDRESSEES = 240
KEY = "trial/inputs"
CALL = f"{KEY}/consultation"
NOTIFIER = [sys.executable, "-c", "from notifier.cli import main; main()"]

PLAN = """
- id: trial
  title: {six}
  process: wsis
  level: expert
  assessment:
    impact: {{rating: 3, text: {six}}}
    forms: [attend]
    expected_support: {six}
    members_needed: urgent
    reason: {six}
  consultations:
    - id: inputs
      form: meeting
      reply: views
      session: {{start: "{session}T14:00", end: "{session}T16:00", zone: Europe/Zurich, mode: online}}
      deadline: {{at: "{deadline}T23:59", zone: Europe/Zurich}}
"""

SIX = "{ar: جيم, zh: 甲, en: Trial activity, fr: Essai, ru: Дело, es: Prueba}"


@pytest.fixture
def config(tmp_path: Path, servers: MailServers) -> Path:
    """A secretariat of its own: the shipped files, one activity, many focal points."""
    (tmp_path / "config/plan").mkdir(parents=True)
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    for name in ("rules.yaml", "observances.yaml", "member_states.csv"):
        shutil.copy(ROOT / "config" / name, tmp_path / "config")
    today = datetime.now(UTC).date()
    session, deadline = today + timedelta(days=30), today + timedelta(days=40)
    plan = PLAN.format(session=session, deadline=deadline, six=SIX)
    (tmp_path / f"config/plan/{today.year}.yaml").write_text(plan)
    (tmp_path / "config/focal_points.csv").write_text(_focal_points())
    shipped = (ROOT / "config/notifier.toml").read_text()
    names, title = shipped.index("[signatory.name]"), shipped.index("[signatory.title]")
    shipped = f'{shipped[:names]}[signatory]\nname = "Jo Example"\n\n{shipped[title:]}'
    head, _, _ = shipped.partition("\n[relays.main]")
    addressees = shipped[shipped.index("\n[addressees.") :]
    path = tmp_path / "config/notifier.toml"
    path.write_text(f"{head}{_sections(servers)}{addressees}")
    (tmp_path / "config/mailbox_password").write_text(PASSWORD)
    return path


def _focal_points() -> str:
    """Two hundred and more addresses in a dozen mailboxes, and one that nobody has."""
    head = "id,member,name,address,roles,language,zone,rank,valid_from,valid_until"
    lines = [
        f"fr-{n},FR,Office {n},{PEOPLE[n % 12].replace('@', f'+{n}@')},wsis,{'ar' if n % 2 else 'fr'},,1,,"
        for n in range(ADDRESSEES)
    ]
    return "\n".join([head, *lines, f"no-ghost,NO,Ghost,{GHOST}@mfa.example,wsis,en,,1,,"]) + "\n"


def _sections(servers: MailServers) -> str:
    return f"""
[relays.main]
host = "127.0.0.1"
port = {servers.smtp}
tls = "none"
connections = 2

[mailbox]
kind = "imap"
host = "127.0.0.1"
port = {servers.imap}
tls = "none"
username = "{REPLY}"
password_file = "config/mailbox_password"

[files]
state = "var"
instance = "outside/instance.json"
"""


@contextmanager
def service(config: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The service as a process; it is asked to end and must do so in time, and in order."""
    with (
        log.open("ab") as out,
        subprocess.Popen([*NOTIFIER, "run", "-c", str(config)], stderr=out) as process,
    ):
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(25) == 0, log.read_text()[-3000:]
        finally:
            process.kill()


def command(config: Path, *words: str) -> None:
    """A command of staff."""
    done = subprocess.run(
        [*NOTIFIER, *words, "-c", str(config)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout


def accepted(invitation: bytes) -> tuple[bytes, str]:
    """A calendar's answer to a delivered invitation, and where it goes."""
    mail = email.message_from_bytes(invitation, policy=email.policy.default)
    part = next(p for p in mail.walk() if p.get_content_type() == "text/calendar")
    event = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
    attendee = str(event["ATTENDEE"]).removeprefix("mailto:")
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{event['UID']}\r\nSEQUENCE:{event['SEQUENCE']}\r\nDTSTAMP:20261201T080000Z\r\n"
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    to = str(event["ORGANIZER"]).removeprefix("mailto:")
    head = f"From: {attendee}\r\nTo: {to}\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\n"
    head += "Content-Type: text/calendar; method=REPLY; charset=UTF-8\r\n\r\n"
    return (head + calendar).encode(), to


def test_the_service_sends_once_and_logs_what_comes_back(
    config: Path, servers: MailServers
) -> None:
    """Stopped in the middle of a release and started again: lost 0, twice 0, nothing in doubt."""
    state, log = config.parents[1] / "var", config.parents[1] / "service.log"

    def ledger_says(count: int, state_: str) -> bool:
        with Ledger(state / "ledger.db") as ledger:
            return ledger.now(outbox.counts).get(state_, 0) >= count

    def is_drafted() -> bool:
        if not (state / "ledger.db").exists():
            return False
        with Ledger(state / "ledger.db") as ledger:
            return ledger.now(lambda tx: letters.find(tx, CALL)) is not None

    with service(config, log):
        servers.wait_for(is_drafted)
        command(config, "letter", "clear", CALL, "--as", "officer")
        command(config, "letter", "sign", CALL, "--as", "chief")
        command(config, "letter", "issue", CALL, "--as", "registry", "--reference", "CL-26/5")

    with service(config, log):
        servers.wait_for(lambda: ledger_says(20, "sent"))

    with Ledger(state / "ledger.db") as ledger:
        halfway = ledger.now(outbox.counts)
    assert halfway["sent"] < ADDRESSEES, "it was over before it could be stopped"
    assert set(halfway) == {"sent", "waiting"}

    with service(config, log):
        servers.wait_for(lambda: ledger_says(ADDRESSEES + 1, "sent"), 60)
        invitation = servers.read(PEOPLE[0])[0]
        answer, to = accepted(invitation)
        servers.deliver(answer, to, PEOPLE[0])
        servers.wait_for(lambda: _answered(state) == ["accepted"], 45)
        servers.wait_for(lambda: f"{GHOST}@mfa.example" in _suppressed(state), 45)

    got = Counter(
        email.message_from_bytes(mail)["Message-ID"]
        for person in PEOPLE
        for mail in servers.read(person)
        if b"CL-26/5" in mail or b"@secretariat.example>" in mail
    )
    ours = {key: n for key, n in got.items() if key in _message_ids(state)}
    assert len(ours) == ADDRESSEES
    assert set(ours.values()) == {1}


def test_the_service_starts_though_relay_and_mailbox_are_out_of_reach(
    config: Path, servers: MailServers
) -> None:
    """Both are told in the log, letters are drafted all the same, and it ends in order."""
    (config.parent / "mailbox_password").write_text("wrong")
    config.write_text(config.read_text().replace(f"port = {servers.smtp}", "port = 9"))
    state, log = config.parents[1] / "var", config.parents[1] / "service.log"

    with service(config, log):
        servers.wait_for(lambda: log.exists() and "mailbox.unreachable" in log.read_text())

    said = log.read_text()
    assert '"verdict": "deferred"' in said
    assert "password" in said
    assert "Traceback" not in said
    with Ledger(state / "ledger.db") as ledger:
        assert ledger.now(lambda tx: letters.find(tx, CALL)) is not None


def _answered(state: Path) -> list[str]:
    with Ledger(state / "ledger.db") as ledger:
        return [row["said"] for row in ledger.now(responses.listing)]


def _suppressed(state: Path) -> frozenset[str]:
    with Ledger(state / "ledger.db") as ledger:
        return ledger.now(responses.suppressed)


def _message_ids(state: Path) -> set[str]:
    with Ledger(state / "ledger.db") as ledger:
        rows = ledger.now(lambda tx: outbox.listing(tx, None, 10_000))
    return {row["message_id"] for row in rows}

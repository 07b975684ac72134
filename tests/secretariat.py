"""A small secretariat in a folder: the shipped rules and templates, a plan and people of its own."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from notifier.cli import house
from notifier.cli.service.assembly import Outside, assemble
from notifier.ledger.database import Ledger
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.mailbox.maildir import Maildir
from notifier.relay.turn import Send, at_once
from notifier.simulation.staff import Staff

ROOT = Path(__file__).parents[1]
HEAD = "id,member,name,address,roles,language,zone,rank,valid_from,valid_until"
PEOPLE = (
    "fr-wsis,FR,Ministère chargé du numérique,wsis@digital.fr.example,wsis,fr,,1,,",
    "eg-wsis,EG,وزارة الاتصالات,wsis@digital.eg.example,wsis,ar,,1,,",
    "cn-wsis,CN,工业和信息化部,wsis@digital.cn.example,wsis,zh,,1,,",
    "no-wsis,NO,Ministry of Digitalisation,wsis@digital.no.example,wsis,en,,1,,",
    "pe-wsis,PE,Ministerio,wsis@digital.pe.example,wsis,es,,1,,",
)
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")


def at(text: str) -> datetime:
    """An instant in UTC, such as `2026-02-02 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Secretariat:
    """Guards one secretariat: its files, its ledger, and the ticks of the service."""

    def __init__(self, folder: Path, plan: str, people: Sequence[str] = PEOPLE) -> None:
        self.folder = folder
        self.plan = folder / "config/plan/2026.yaml"
        self.plan.parent.mkdir(parents=True)
        (folder / "templates").symlink_to(ROOT / "templates")
        for name in ("rules.yaml", "observances.yaml", "member_states.csv", "notifier.toml"):
            shutil.copy(ROOT / "config" / name, folder / "config")
        self.plan.write_text(plan, encoding="utf-8")
        lines = "\n".join([HEAD, *people])
        (folder / "config/focal_points.csv").write_text(lines + "\n", encoding="utf-8")
        for name in ("new", "cur", "tmp"):
            (folder / "mail" / name).mkdir(parents=True)
        toml = folder / "config/notifier.toml"
        toml.write_text(
            toml.read_text(encoding="utf-8").replace(
                "[files]\n", '[files]\ninstance = "outside/instance.json"\n'
            ),
            encoding="utf-8",
        )
        self.settings = house.settings(toml)
        self.sources = house.SourcesReader(self.settings)
        self.ledger = house.open_ledger(self.settings)
        self.staff = Staff(self.ledger, house.PressRoom(self.settings).write, 2026)
        self.sent: list[tuple[Envelope, bytes]] = []
        self.work_with(self._record)

    def work_with(self, send: Send) -> None:
        """Take the relay `send` from now on."""
        box = Maildir(self.folder / "mail")
        outside = Outside(at_once(send), box, lambda: False, 2, hold=1)
        self.ticks = dict(assemble(self.settings, self.ledger, self.sources, outside))

    async def tick(self, now: datetime, *names: str) -> None:
        """Do one pass at `now`: all ticks, or those named."""
        for name in names or tuple(self.ticks):
            await self.ticks[name](now)

    async def until_issued(self, *instants: datetime) -> None:
        """Let ticks and staff work at each instant, until what is due has left."""
        for now in instants:
            await self.tick(now)
            self.staff.work(now)
            await self.tick(now)

    def receive(self, raw: bytes, name: str) -> None:
        """Put a mail into the mailbox."""
        (self.folder / "mail/new" / name).write_bytes(raw)

    def reopen(self) -> Ledger:
        """Close the ledger and open it again, as a restart does."""
        self.ledger.close()
        self.ledger = house.open_ledger(self.settings)
        self.staff = Staff(self.ledger, house.PressRoom(self.settings).write, 2026)
        return self.ledger

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    async def _record(self, envelope: Envelope, data: Sequence[bytes]) -> Outcome:
        self.sent.append((envelope, b"".join(data)))
        return SENT

"""Every command that a report prints is there, and lists exactly the rows of its figure."""

import html
import re
import shlex
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import mail
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.reports.figures import Figures
from notifier.reports.summary import Summary
from notifier.ticks.report import summarize
from tests.cli.conftest import Terminal
from tests.secretariat import PEOPLE, SENT, Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import MEETING, WRITING
from tests.ticks.replies import comes_back, delivered, is_away, presses, writes

MONDAY = at("2026-03-09 09:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AS_OF = at("2026-05-08 12:00")  # the first consultation is closed, the second open
MORE = (
    "sv-wsis,SV,Ministerio,wsis@digital.sv.example,wsis,es,,1,,",
    "bt-wsis,BT,Ministry,wsis@digital.bt.example,wsis,en,,1,,",
    "ps-wsis,PS,Ministry,wsis@digital.ps.example,wsis,en,,1,,",
)
PALESTINE = "audience: {classes: [member-state, resolution-99], roles: [wsis]}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the secretariat in which the commands are run."""
    return tmp_path


@pytest.fixture
async def played(folder: Path) -> AsyncIterator[Summary]:
    """The report of a small house in which everything happened that a figure tells apart."""
    plan = (MEETING + WRITING).replace("      form:", f"      {PALESTINE}\n      form:")
    house = Secretariat(folder, plan, [*PEOPLE, *MORE])

    async def relay(envelope: Envelope, data: list[bytes]) -> Outcome:
        if ".sv." in envelope.recipient:
            return Outcome(Verdict.REFUSED, 550, "5.1.1 User unknown")
        if ".pe." in envelope.recipient and "Review" not in b"".join(data).decode(
            "utf-8", "replace"
        ):
            return Outcome(Verdict.UNSURE, None, "no answer after the dot")
        return await house._record(envelope, data) and SENT

    house.work_with(relay)
    sets(house)
    for day in range(8):
        await drafts_and_issues(house, MONDAY + day * DAY)
    await house.tick(MONDAY + 8 * DAY, "post")
    answers_come(house)
    for minute in range(4):
        await house.tick(MONDAY + 9 * DAY + minute * MINUTE)
    house.receive(writes(letter(house, "eg", "منتدى"), "Late views.", number=9), "9.late")
    await house.tick(at("2026-05-02 09:00"), "listen")
    (first, *_) = house.ledger.now(mail.held)
    release = partial(mail.release, mail=first["id"], why="spam", by="x", at=AS_OF + DAY)
    house.ledger.now(release)  # later than the report, so it is held in it
    yield house.ledger.now(partial(summarize, year=2026, sources=house.sources(), as_of=AS_OF))
    house.close()


def letter(house: Secretariat, code: str, words: str = "") -> EmailMessage:
    """A mail that a member got, by a word of its subject."""
    mails = (delivered(d) for e, d in house.sent if f".{code}." in e.recipient)
    return next(m for m in mails if words in str(m["Subject"]))


def answers_come(house: Secretariat) -> None:
    """A button, a document, a colleague's words, an absence, a bounce."""
    forum, review = (letter(house, "fr", w) for w in ("Forum", "Examen"))
    house.receive(presses(letter(house, "no", "Forum")), "1.button")
    house.receive(writes(forum, "Voici notre contribution.", document=b"%PDF-1.7 x"), "2.document")
    house.receive(writes(review, "Nous soutenons la proposition.", number=2), "3.words")
    bhutan = letter(house, "bt", "Forum")
    house.receive(writes(bhutan, "We agree.", sender="a@else.example", number=3), "4.colleague")
    house.receive(is_away(letter(house, "cn", ""), "I am out of office."), "5.away")
    envelope, data = next(m for m in house.sent if ".cn." in m[0].recipient)
    house.receive(comes_back(delivered(data), envelope.sender), "6.bounce")


def listed(terminal: Terminal, command: str) -> int:
    """How many rows a printed command lists."""
    ended = terminal(*shlex.split(command)[1:])
    assert ended.code == 0, f"{command}: {ended.err}"
    found = re.search(r"^In all: (\d+)$", ended.out, re.MULTILINE)
    assert found, ended.out
    rows = [line for line in ended.out.splitlines() if line.strip()][1:-1]
    assert len(rows) == int(found[1]), "each row is a line, and none is left out"
    return int(found[1])


def distinct(table: Figures) -> dict[str, int]:
    """The figures of a table by their commands; of many zeros of one column, the first."""
    zeros: set[str] = set()
    found = {}
    for figure, command in table.traces():
        kind = re.sub(r"--(?:member|letter) \S+", "", command)
        if figure or kind not in zeros:
            found[command] = figure
        if not figure:
            zeros.add(kind)
    return found


NAMES = ("headline", "letters", "consultations", "regions", "members", "mail")


@pytest.mark.parametrize("name", NAMES)
async def test_a_printed_command_lists_the_rows_of_its_figure(
    played: Summary, terminal: Terminal, name: str
) -> None:
    """Whoever doubts a figure counts again, whenever that is, and comes to the same."""
    (table,) = [table for table in played.tables if table.name == name]
    figures = distinct(table)

    counted = {command: listed(terminal, command) for command in figures}

    assert counted == figures


async def test_in_the_small_house_everything_happened(played: Summary) -> None:
    """A figure that is zero everywhere would prove nothing of its command."""
    consultations = next(table for table in played.tables if table.name == "consultations")
    sums = {
        column: sum(row[place] for row in consultations.rows if isinstance(row[place], int))
        for place, column in enumerate(consultations.columns)
        if column in consultations.by_column
    }

    empty = {column for column, total in sums.items() if not total}
    assert empty == {"Cancelled", "Declined", "Tentative", "Delegated"}


async def test_every_command_on_the_page_is_one(
    played: Summary, terminal: Terminal, folder: Path
) -> None:
    """The page prints nothing that nobody can run, and each table can be listed as a whole."""
    ended = terminal("report", "2026", "--as-of", AS_OF.isoformat(), "--to", str(folder / "out"))
    assert ended.code == 0, ended.err
    page = (folder / "out/report.html").read_text(encoding="utf-8")
    printed = {html.unescape(code) for code in re.findall(r"<code>(.*?)</code>", page)}

    known = {pattern for table in played.tables for _, pattern in table.patterns()}
    known |= {command for table in played.tables for command in (table.command, *table.by_row)}
    assert printed == known - {""}
    whole = {t.name: listed(terminal, t.command) for t in played.tables if t.name != "headline"}
    invited = sum(int(str(row[4])) for row in played.tables[2].rows)
    assert whole == {
        "letters": len(played.tables[1].rows),
        "consultations": invited,
        "regions": invited,
        "members": invited,
        "mail": sum(int(str(row[2])) for row in played.tables[5].rows),
    }

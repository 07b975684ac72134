"""Papers in time, each once; figures that can be counted again, also as of a day long past."""

import csv
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import events, evidence, mail, notices
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.reports.summary import Summary
from notifier.ticks.report import summarize
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING
from tests.ticks.replies import comes_back, delivered, presses, writes

MONDAY = at("2026-03-09 09:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CLUSTER = "  2027: {start: 2027-01-18, end: 2027-01-29}\n"


def size_of(path: str) -> int:
    """How many bytes a document has."""
    return Path(path).stat().st_size


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Secretariat]:
    """A secretariat that knows its first cluster, and has invited five members."""
    secretariat = sets(Secretariat(tmp_path, MEETING))
    rules = tmp_path / "config/rules.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("  2027:\n", CLUSTER), encoding="utf-8")
    await drafts_and_issues(secretariat, MONDAY)
    yield secretariat
    secretariat.close()


def made(house: Secretariat, as_of: datetime) -> Summary:
    """The report of the year as of a moment, made now."""
    return house.ledger.now(partial(summarize, year=2026, sources=house.sources(), as_of=as_of))


def figures(house: Secretariat, as_of: datetime) -> dict[object, object]:
    """Its few figures of the year."""
    return dict(made(house, as_of).tables[0].rows)


def letter_to(house: Secretariat, code: str) -> tuple[Envelope, bytes]:
    """The last mail that a member got."""
    return next(m for m in reversed(house.sent) if f".{code}." in m[0].recipient)


async def test_papers_are_drafted_in_time_for_the_cluster_and_once(house: Secretariat) -> None:
    """Nineteen days before it, and whoever looks again finds them drafted."""
    await house.tick(at("2026-12-01 09:00"), "report")
    assert house.ledger.now(notices.documents) == []

    for day in range(3):
        await house.tick(at("2027-01-04 09:00") + day * DAY, "report")

    papers = house.ledger.now(notices.documents)
    assert sorted(paper["kind"] for paper in papers) == ["annual-plan", "summary-report"]
    assert all(_size(paper["path"]) > 500 for paper in papers)
    for paper in papers:
        journal = house.ledger.now(partial(_journal, subject=paper["key"]))
        assert journal == ["document.drafted"]


def _size(path: str) -> int:
    return Path(path).stat().st_size


def _journal(tx: object, subject: str) -> list[str]:
    return [event["kind"] for event in events.of(tx, subject)]  # type: ignore[arg-type]


async def test_a_report_is_written_as_a_page_and_as_tables(house: Secretariat) -> None:
    """The officer hands in the one and counts again in the other."""
    await house.tick(at("2027-01-04 09:00"), "report")

    (report,) = [p for p in house.ledger.now(notices.documents) if p["kind"] == "summary-report"]
    folder = Path(report["path"]).parent
    with (folder / "headline.csv").open(encoding="utf-8-sig", newline="") as table:
        assert ["Messages written", "5"] in list(csv.reader(table))
    assert FORUM in (folder / "report.html").read_text(encoding="utf-8")


async def test_what_happens_later_changes_no_figure_of_the_past(house: Secretariat) -> None:
    """A figure handed in in May is found again in December, whatever came back since."""
    await house.tick(MONDAY, "post")
    house.receive(b"From: who@else.example\r\n\r\nWhat is this?\r\n", "1.stranger")
    await house.tick(MONDAY + MINUTE, "listen")
    evening = MONDAY + timedelta(hours=8)
    before = made(house, evening)

    envelope, data = letter_to(house, "pe")
    house.receive(comes_back(delivered(data), envelope.sender), "2.bounce")
    house.receive(presses(delivered(letter_to(house, "no")[1])), "3.button")
    house.receive(writes(delivered(letter_to(house, "fr")[1]), "Oui."), "4.words")
    for minute in range(3):
        await house.tick(MONDAY + DAY + minute * MINUTE)
    (held,) = house.ledger.now(mail.held)
    house.ledger.now(partial(mail.release, mail=held["id"], why="spam", by="x", at=MONDAY + DAY))

    assert made(house, evening) == before
    today = figures(house, MONDAY + 2 * DAY)
    assert today["Messages returned later"] == 1
    assert today["Mails held for a person"] == 0
    assert figures(house, evening)["Mails held for a person"] == 1


async def test_a_doubt_that_was_settled_later_was_a_doubt_then(house: Secretariat) -> None:
    """The relay lost the line on Monday, and somebody looked into its log on Tuesday."""

    async def loses_the_line(_: Envelope, __: Sequence[bytes]) -> Outcome:
        return Outcome(Verdict.UNSURE, None, "no answer after the dot")

    house.work_with(loses_the_line)
    await house.tick(MONDAY, "post")
    first, second, *_ = rows(house, "messages")
    for row, mend in ((first, evidence.prove_sent), (second, evidence.resend)):
        say = partial(mend, message=row["id"], why="log", by="officer", at=MONDAY + DAY)
        house.ledger.now(say)

    then, now = (figures(house, when) for when in (MONDAY + MINUTE, MONDAY + DAY))
    doubts = "Messages in doubt (unsure)"
    assert (then[doubts], then["Messages the relay took"]) == (5, 0)
    assert (now[doubts], now["Messages the relay took"]) == (3, 1)

"""Write the documents that fall due before the first cluster, and the report on demand."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from notifier.answers.counting import counting
from notifier.answers.response import Said
from notifier.ledger import held, notices, reporting, responses, tries
from notifier.ledger.database import Ledger, Tx
from notifier.plan.actions import DraftDocument
from notifier.plan.activity import Plan
from notifier.plan.record import Record
from notifier.plan.tasks.documents import documents
from notifier.reports import annual_plan, summary
from notifier.reports.register import Register
from notifier.ticks.intake import in_force
from notifier.ticks.watch import Read, Sources

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Papers:
    """What documents are made with: their templates, who writes them, and where they go."""

    summary_html: str
    plan_html: str
    css: str
    organization: str
    folder: Path


async def report(now: datetime, *, ledger: Ledger, read: Read, papers: Papers) -> int:
    """Draft the documents that are due, each once, and return how many."""
    sources = read()

    def unit(tx: Tx) -> int:
        drafted = Record(documents=notices.document_keys(tx))
        found = documents(now.year, sources.rules, drafted, now)
        actions = [action for action in found if isinstance(action, DraftDocument)]
        for action in actions:
            folder = papers.folder / action.key
            if action.kind == "summary-report":
                path = write_summary(summarize(tx, action.year, sources, now), papers, folder)
            else:
                plan = in_force(tx, sources.plan).of_year(action.year)
                path = write_plan(plan, papers, folder, now)
            notices.keep_document(
                tx, action.key, kind=action.kind, year=action.year, path=str(path), at=now
            )
            log.info("document.drafted", key=action.key, path=str(path))
        return len(actions)

    return await ledger.run(unit)


def write_plan(plan: Plan, papers: Papers, folder: Path, now: datetime) -> Path:
    """Write the annual plan as a page and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "plan.html"
    page.write_text(
        annual_plan.to_html(
            plan,
            papers.plan_html,
            css=papers.css,
            organization=papers.organization,
            made_at=now,
        ),
        encoding="utf-8",
    )
    return page


def write_summary(made: summary.Summary, papers: Papers, folder: Path) -> Path:
    """Write a summary report as a page and as CSV, and return the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    page.write_text(
        summary.to_html(
            made, papers.summary_html, css=papers.css, organization=papers.organization
        ),
        encoding="utf-8",
    )
    for table in made.tables:
        # a byte order mark, so that a spreadsheet reads the names in UTF-8
        (folder / f"{table.name}.csv").write_text(
            summary.to_csv(table), encoding="utf-8-sig", newline=""
        )
    return page


def summarize(tx: Tx, year: int, sources: Sources, as_of: datetime) -> summary.Summary:
    """Return the report of `year` from the rows that the ledger had at `as_of`."""
    return summary.summarize(register_of(tx, year, as_of), sources.directory.members)


def register_of(tx: Tx, year: int, as_of: datetime) -> Register:
    """Return all rows that bear on a year, as they stood at `as_of`."""
    opened = reporting.opened(tx, year, as_of)
    return Register(
        year=year,
        as_of=as_of,
        letters=reporting.letters(tx, year, as_of),
        told=reporting.told(tx, opened, as_of),
        invited=reporting.invited(tx, year, as_of),
        tries=tries.then(tx, opened, as_of),
        responses=reporting.responses(tx, year, as_of),
        counted={key: _counted(tx, key, as_of) for key in opened},
        held=held.then(tx, as_of),
        mails=reporting.mails(tx, year, as_of),
    )


def _counted(tx: Tx, consultation: str, as_of: datetime) -> dict[str, Said]:
    given = responses.of_consultation(tx, consultation, as_of)
    return {member: response.said for member, response in counting(given).items()}

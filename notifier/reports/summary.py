"""The summary report of a year: the same figures as a page to read and as CSV to count again."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notifier.members.member import Member
from notifier.reports import figures, participation
from notifier.reports.figures import Figures
from notifier.reports.page import render
from notifier.reports.register import Register, calls


@dataclass(frozen=True, slots=True)
class Summary:
    """What one summary report says."""

    year: int
    as_of: datetime
    tables: tuple[Figures, ...]


def summarize(register: Register, members: Mapping[str, Member]) -> Summary:
    """Return the report of the register's year: the same rows give the same report."""
    made = calls(register)
    tables = (
        figures.headline(register, made, members),
        figures.letters_issued(register),
        participation.consultations(register, made),
        participation.by_region(register, made, members),
        participation.by_member(register, made, members),
        figures.mail_received(register),
    )
    return Summary(register.year, register.as_of, tables)


def to_html(summary: Summary, template: str, *, css: str, organization: str) -> str:
    """Return the report as one page that needs nothing else."""
    return render(template, summary=summary, css=css, organization=organization)


def to_csv(table: Figures) -> str:
    """Return one table as CSV (RFC 4180). A cell that a spreadsheet would run is defused."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([_defused(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _defused(cell: figures.Cell) -> figures.Cell:
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + cell
    return cell

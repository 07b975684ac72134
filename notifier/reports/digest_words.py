"""How a digest speaks: moments on the office's clock, numbers with their nouns, quoted words. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from notifier.reports.digest import Line
from notifier.reports.findings import Findings, Row

NAMED = 10  # members; of more only the number is said
_QUOTED = 60  # characters of what strangers wrote
_KINDS = {"consultation": "consultation letter", "outcome": "outcome notice"}


class Clock:
    """Guards how moments are read: on the duty station's clock, the year only where it differs."""

    def __init__(self, findings: Findings) -> None:
        self._zone = ZoneInfo(findings.zone)
        self.now = findings.now.astimezone(self._zone)

    def day(self, at: datetime) -> str:
        """Return a day: `Wed 3 March`."""
        local = at.astimezone(self._zone)
        year = "" if local.year == self.now.year else f" {local.year}"
        return f"{local:%a} {local.day} {local:%B}{year}"

    def minute(self, at: datetime) -> str:
        """Return a day and its clock time: `Wed 3 March, 09:12`."""
        return f"{self.day(at)}, {at.astimezone(self._zone):%H:%M}"

    def days_late(self, at: datetime) -> int:
        """Return how many days ago a moment was; 0 today and before it comes."""
        return max((self.now.date() - at.astimezone(self._zone).date()).days, 0)


def line(key: str, text: str, command: str, *, is_late: bool = False) -> Line:
    """Return a line in which nothing can break it or turn its order: much of it strangers wrote."""
    return Line(key, _printable(text), command, is_late=is_late)


def kind_name(kind: str) -> str:
    """Return what a letter or paper of a kind is called."""
    return _KINDS.get(kind, kind.replace("-", " "))


def title_of(about: str, found: Findings) -> str:
    """Return the titles of consultations or of an activity, given by their keys."""
    return "; ".join(found.titles.get(key, key) for key in about.split(", "))


def letter_called(row: Row, found: Findings) -> str:
    """Return what an issued letter is called: its reference, or what it is about where it has none."""
    if row["reference"]:
        return str(row["reference"])
    return f"{kind_name(row['kind'])} on {title_of(', '.join(row['consultations']), found)}"


def named(codes: Sequence[str], members: Mapping[str, str]) -> str:
    """Return the names of a few members, and nothing of many."""
    if not 0 < len(codes) <= NAMED:
        return ""
    return ": " + ", ".join(members.get(code, code) for code in codes)


def quoted(text: str) -> str:
    """Return the beginning of what strangers wrote, on one line, none of it taken for a command."""
    plain = _printable(text).replace("`", "'")
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + "…"


def sentence(text: str) -> str:
    """Return a text with the full stop that it may lack."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 letter`, `1,204 messages`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def are(count: int) -> str:
    """Return the verb for so many."""
    return "is" if count == 1 else "are"


def wait(count: int) -> str:
    """Return the verb for so many."""
    return "waits" if count == 1 else "wait"


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

"""The daily digest to staff: sections of lines, the most urgent first, and what sums them up. Pure.

Each line names the command that shows or mends what it says, and has a key by which it is known
again the next day.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, datetime

from notifier.plan.rules import Rules

SUBJECT = 67  # characters: with its field name, one line that is not folded
SHOWN = 10  # lines of a section; how many more there are is said
_HEAD, _MORE, _JOIN = "Digest: ", " and more", ", "


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, falls due or failed. `text` holds commands between backquotes."""

    key: str
    text: str
    command: str
    is_late: bool = False
    is_new: bool = False  # since the last digest


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one kind. `phrase` sums them up; `command` lists all of them; `more` are not shown."""

    name: str
    title: str
    phrase: str
    command: str
    lines: tuple[Line, ...]
    note: str = ""
    more: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its lines."""
        return tuple(line.key for line in self.lines)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one day's digest says. `since` is the day of the last one, None where it is the first."""

    day: date
    sections: tuple[Section, ...]
    said: tuple[str, ...]  # the keys of all lines, shown or not
    since: date | None = None
    new: int = 0  # lines that the last one had not
    zone: str = ""  # of the times it names

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say, so that nobody is written to."""
        return not self.sections

    @property
    def summary(self) -> str:
        """The first line: every section in a few words, the most urgent first."""
        return _JOIN.join(section.phrase for section in self.sections) + "."

    @property
    def subject(self) -> str:
        """As many words of the summary as a subject can hold, the most urgent first."""
        phrases = [section.phrase for section in self.sections]
        whole = _HEAD + _JOIN.join(phrases)
        if len(whole) <= SUBJECT:
            return whole
        kept: list[str] = []
        for phrase in phrases:
            if len(_HEAD + _JOIN.join((*kept, phrase)) + _MORE) <= SUBJECT:
                kept.append(phrase)
        return (_HEAD + _JOIN.join(kept or [phrases[0]]) + _MORE)[:SUBJECT]

    @property
    def news(self) -> str:
        """How much of it is new since the last digest."""
        if self.since is None:
            return ""
        when = f"{self.since:%A} {self.since.day} {self.since:%B}"
        if not self.new:
            return f"Nothing is new since {when}."
        return f"New since {when}: {self.new} of {len(self.said)}, marked NEW."


def digest(
    day: date,
    sections: Iterable[Section],
    last: tuple[date, Set[str]] | None = None,
    zone: str = "",
) -> Digest:
    """Return the digest of `day`: sections that have lines, what is new since the `last` marked.

    Of a long section the first SHOWN are kept: late ones, then new ones, else in their order.
    """
    told = last[1] if last else None
    marked = [_marked(section, told) for section in sections if section.lines]
    return Digest(
        day=day,
        sections=tuple(_shortened(section) for section in marked),
        said=tuple(key for section in marked for key in section.keys),
        since=last[0] if last else None,
        new=sum(line.is_new for section in marked for line in section.lines),
        zone=zone,
    )


def digest_moments(rules: Rules, now: datetime) -> Iterator[datetime]:
    """Yield the next instant at which a digest may be sent: an opening of the duty station."""
    yield rules.workdays.next_opening(now)


def _marked(section: Section, told: Set[str] | None) -> Section:
    if told is None:  # of the first one nothing is new, for all of it is
        return section
    lines = (replace(line, is_new=line.key not in told) for line in section.lines)
    return replace(section, lines=tuple(lines))


def _shortened(section: Section) -> Section:
    if len(section.lines) <= SHOWN:
        return section
    first = sorted(section.lines, key=lambda line: (not line.is_late, not line.is_new))[:SHOWN]
    kept = tuple(line for line in section.lines if line in first)
    return replace(section, lines=kept, more=len(section.lines) - SHOWN)

"""The columns of a plan that is kept as a table: which field of an activity each of them carries."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, get_args

from pydantic import BaseModel

from notifier.languages import LANGUAGES, OWN_NAME, Language
from notifier.sources.document import Path

_ORDER: tuple[Language, ...] = ("en", *(code for code in LANGUAGES if code != "en"))
_EARLIEST = "last-language"


class Kind(Enum):
    """How a cell holds its value."""

    TEXT = auto()
    WORD = auto()  # an id, a zone, a link, or one word of a choice
    DAY = auto()
    MOMENT = auto()
    NUMBER = auto()
    YES = auto()
    WORDS = auto()  # several of a choice, commas or spaces between
    NAMES = auto()  # several names that may hold spaces, or `all`
    LINES = auto()
    QUESTIONS = auto()  # as lines; the third of every language is the third question


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `path` leads to its field within an activity, or within a consultation."""

    name: str
    path: tuple[str, ...]
    kind: Kind
    meaning: str
    is_needed: bool = False  # no table does without this column


def _texts(
    name: str, path: tuple[str, ...], said: str, *, kind: Kind = Kind.TEXT, needed: str = ""
) -> Iterator[Column]:
    for code in _ORDER:
        whole = f"{said} ({OWN_NAME[code]})"
        yield Column(f"{name}_{code}", (*path, code), kind, whole, is_needed=code == needed)


def _feed(of: str) -> tuple[Column, ...]:
    return (
        Column("calendar_feed", ("calendar", "feed"), Kind.WORD, f"Outside calendar that {of}"),
        Column("calendar_uid", ("calendar", "uid"), Kind.WORD, "UID of the event in that calendar"),
        Column(
            "calendar_occurrence",
            ("calendar", "occurrence"),
            Kind.DAY,
            "Of an event that recurs: the day in the series that is meant",
        ),
    )


def _audience(prefix: str, path: tuple[str, ...], who: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}classes", (*path, "classes"), Kind.WORDS, f"{who}: recipient classes"),
        Column(f"{prefix}roles", (*path, "roles"), Kind.WORDS, f"{who}: roles of focal points"),
        Column(f"{prefix}regions", (*path, "regions"), Kind.NAMES, f"{who}: `all`, or regions"),
    )


ACTIVITIES: tuple[Column, ...] = (
    Column(
        "id",
        ("id",),
        Kind.WORD,
        "Short name, small letters, digits and hyphens; letters are named by it, so it never changes",
        is_needed=True,
    ),
    *_texts("title", ("title",), "Title", needed="en"),
    Column("process", ("process",), Kind.WORD, "Process it belongs to", is_needed=True),
    Column("level", ("level",), Kind.WORD, "Level of participation", is_needed=True),
    Column("start", ("dates", "start"), Kind.DAY, "First day; leave empty what is not known"),
    Column("end", ("dates", "end"), Kind.DAY, "Last day, included"),
    Column("zone", ("dates", "zone"), Kind.WORD, "Time zone of the days; empty: Europe/Zurich"),
    Column("status", ("dates", "status"), Kind.WORD, "How certain it is; empty: confirmed"),
    *_texts("place", ("place",), "Place"),
    *_feed("the dates follow"),
    *_audience("announce_", ("announce",), "Who gets an advance notice; all three empty: nobody"),
    Column(
        "impact_rating",
        ("assessment", "impact", "rating"),
        Kind.NUMBER,
        "Impact from 1 (little) to 5 (decisive); the assessment begins here, and without one nobody"
        " is written to",
    ),
    *_texts("impact", ("assessment", "impact", "text"), "Why it matters"),
    Column("staff", ("assessment", "people", "staff"), Kind.LINES, "Staff, one a line"),
    Column(
        "outside",
        ("assessment", "people", "outside"),
        Kind.LINES,
        "Knowledge from outside, such as consultancies, one a line",
    ),
    Column("forms", ("assessment", "forms"), Kind.WORDS, "Forms of participation"),
    *_texts("support", ("assessment", "expected_support"), "What Member States are asked for"),
    Column("needed", ("assessment", "members_needed"), Kind.WORD, "How much they are needed"),
    *_texts("reason", ("assessment", "reason"), "Why it is urgent; urgent needs one"),
)
CONSULTATIONS: tuple[Column, ...] = (
    Column("activity", (), Kind.WORD, "Id of the activity it belongs to", is_needed=True),
    Column("id", ("id",), Kind.WORD, "Short name, used once within the activity", is_needed=True),
    *_texts("title", ("title",), "What is consulted upon; empty: the activity's title"),
    Column("form", ("form",), Kind.WORD, "What it is", is_needed=True),
    Column("reply", ("reply",), Kind.WORD, "What is asked for", is_needed=True),
    Column("session_start", ("session", "start"), Kind.MOMENT, "Day and clock time of a session"),
    Column("session_end", ("session", "end"), Kind.MOMENT, "When it ends"),
    Column("session_zone", ("session", "zone"), Kind.WORD, "Its time zone; empty: Europe/Zurich"),
    Column("mode", ("session", "mode"), Kind.WORD, "How it is held; empty: hybrid"),
    Column("link", ("session", "link"), Kind.WORD, "Where it is held online"),
    *_feed("the session follows"),
    Column(
        "deadline",
        ("deadline", "at"),
        Kind.MOMENT,
        "Day and clock time until which answers count",
        is_needed=True,
    ),
    Column("deadline_zone", ("deadline", "zone"), Kind.WORD, "Its time zone; empty: Europe/Zurich"),
    Column(
        "deadline_days",
        ("deadline", "days"),
        Kind.NUMBER,
        "Where given, the deadline is at least so many days after the last language was released",
    ),
    *_texts("questions", ("questions",), "Questions, one a line", kind=Kind.QUESTIONS),
    *_audience("", ("audience",), "Who is written to"),
    Column("cancelled", ("cancelled",), Kind.YES, "`yes` when it will not take place"),
)


def implied(path: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    """Return the field, and its value, that a column fills in beside its own; most fill in none."""
    return (("deadline", "anchor"), _EARLIEST) if path == ("deadline", "days") else None


def choices(column: Column, model: type[BaseModel]) -> tuple[str, ...]:
    """Return the words that the field of a column may hold; none where it is free."""
    if column.kind not in (Kind.WORD, Kind.WORDS):
        return ()
    return tuple(word for word in _leaves(_field(model, column.path)) if isinstance(word, str))


def meaning(column: Column, model: type[BaseModel]) -> str:
    """Return what a column means: as its field in the model says, or else as the column does."""
    found: type[BaseModel] = model
    described = None
    for step in column.path:
        info = found.model_fields.get(step)
        described = info.description if info else None
        found = next(iter(_models(info.annotation)), found) if info else found
    return described or column.meaning


def column_at(path: Path, columns: tuple[Column, ...]) -> Column | None:
    """Return the column in whose cell `path` stands; None where it is more than one cell."""
    named = _named(path)
    return next((c for c in columns if c.path and named[: len(c.path)] == c.path), None)


def column_below(path: Path, columns: tuple[Column, ...]) -> Column | None:
    """Return the first column that fills in a part of `path`."""
    named = _named(path)
    return next((c for c in columns if c.path[: len(named)] == named), None)


def _named(path: Path) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))


def _field(model: type[BaseModel], path: tuple[str, ...]) -> Any:
    annotation: Any = model
    for step in path:
        inner = next(iter(_models(annotation)), None)
        if inner is None or step not in inner.model_fields:
            return None
        annotation = inner.model_fields[step].annotation
    return annotation


def _leaves(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from _leaves(argument)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    return (x for x in _leaves(annotation) if isinstance(x, type) and issubclass(x, BaseModel))

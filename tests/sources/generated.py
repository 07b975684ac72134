"""Plans of every shape that the model allows and a cell can hold, for hypothesis."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from notifier.languages import LANGUAGES
from notifier.members.member import RecipientClass, Role
from notifier.plan.activity import Form, Participation, Plan, Process, ReplyType

# what programs that read tables and YAML like to take for something else
TRAPS = (
    "=1+1", "+41 22", "-", "- a", "@x", "'=x", "''", "'a", "#N/A", "#ref", "NO", "no", "yes", "TRUE",
    "1:30", "12", "1_000", "0x1f", "1e5", ".5", "~", "null", "2027-01-01", "24/03/2027", "a: b", "a #b",
    "? x", "<<", "=", "&a", "*a", "!x", "%x", "`x", "{a}", "[a]", '"', "'", "a\nb", "a\n\nb", "a\n  b",
    "a\\nb", "\\", "a,b", "a;b", "a\tb", "none", "all", "a\u00a0b", "a\u2028b", "a\u0085b", "é", "العربية",
    "\U0001f600", "a\u200bb", "\ufeffa", "..." , "---",
)  # fmt: skip
_ZONES = ("Europe/Zurich", "UTC", "America/New_York", "Asia/Kathmandu")
_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
_SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)


def _stripped(text: str) -> bool:
    return text == text.strip() != ""


TEXTS = st.sampled_from(TRAPS) | st.text(_LETTERS, min_size=1, max_size=12).filter(_stripped)
_NAMES = st.from_regex(r"[A-Z][a-z]{1,8}( States|-Pacific)?", fullmatch=True)
_DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


_ANY_TEXTS = st.dictionaries(st.sampled_from(LANGUAGES), TEXTS, max_size=3)
_SOME_TEXTS = st.dictionaries(st.sampled_from(LANGUAGES), TEXTS, min_size=1, max_size=3)
# the last question is written in some language: a table ends with what is written
_QUESTIONS = st.tuples(st.lists(_ANY_TEXTS, max_size=2), _SOME_TEXTS).map(
    lambda pair: [*pair[0], pair[1]]
)


def _some(words: Any, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(get_args(words)), min_size=least, max_size=4, unique=True)


def _fields(needed: dict[str, Any], **others: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(needed, optional=others)


def _is_on_the_clock(wall: datetime, zone: str) -> bool:
    there = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    return there.replace(tzinfo=None) == wall


@st.composite
def _moments(draw: st.DrawFn) -> tuple[datetime, str]:
    zone = draw(st.sampled_from(_ZONES))
    day, minute = draw(_DAYS), draw(st.integers(0, 24 * 60 - 1))
    finer = draw(st.sampled_from([timedelta(0), timedelta(seconds=30), timedelta(microseconds=5)]))
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute) + finer
    return (wall, zone) if _is_on_the_clock(wall, zone) else (wall.replace(hour=12), zone)


LINKS = st.sampled_from(["https://meet.example/1", "http://meet.example/a?b=1&c=ü"])


@st.composite
def _sessions(draw: st.DrawFn) -> dict[str, Any]:
    start, zone = draw(_moments())
    end = (start + timedelta(days=draw(st.integers(1, 3)))).replace(year=start.year, hour=14)
    end = end if end > start else start + timedelta(microseconds=1)
    found = {"start": start, "end": end, "zone": zone}
    more = _fields({}, mode=st.sampled_from(["physical", "online", "hybrid"]), link=LINKS)
    return found | draw(more)


@st.composite
def _deadlines(draw: st.DrawFn) -> dict[str, Any]:
    at, zone = draw(_moments())
    days = draw(st.none() | st.integers(1, 90))
    anchor = {"anchor": "last-language", "days": days} if days else {}
    return {"at": at, "zone": zone, **anchor}


_AUDIENCES = _fields(
    {},
    classes=_some(RecipientClass),
    roles=_some(Role),
    regions=st.none() | st.lists(_NAMES, max_size=3),
)
_FEEDS = _fields({"feed": _SLUGS, "uid": TEXTS}, occurrence=_DAYS)


@st.composite
def _consultations(draw: st.DrawFn) -> dict[str, Any]:
    form = draw(st.sampled_from(get_args(Form)))
    needed: dict[str, Any] = {"id": _SLUGS, "form": st.just(form), "deadline": _deadlines()}
    needed["reply"] = st.sampled_from(get_args(ReplyType))
    others: dict[str, Any] = {"session": _sessions(), "calendar": _FEEDS, "title": _ANY_TEXTS}
    others |= {"questions": _QUESTIONS, "audience": _AUDIENCES, "cancelled": st.booleans()}
    for name in {"meeting": ["session"], "questionnaire": ["questions"]}.get(form, []):
        needed[name] = others.pop(name)
    return draw(_fields(needed, **others))


@st.composite
def _assessments(draw: st.DrawFn) -> dict[str, Any]:
    people = _fields({}, staff=st.lists(TEXTS, max_size=3), outside=st.lists(TEXTS, max_size=3))
    impact = st.fixed_dictionaries({"rating": st.integers(1, 5), "text": _SOME_TEXTS})
    needed = draw(st.sampled_from(["urgent", "welcome", "informed"]))
    fields = {"impact": impact, "forms": _some(Participation, 1), "expected_support": _SOME_TEXTS}
    found = draw(_fields({**fields, "members_needed": st.just(needed)}, people=people))
    reason = draw(_ANY_TEXTS) | ({"en": draw(TEXTS)} if needed == "urgent" else {})
    return {**found, "reason": reason}


@st.composite
def _dates(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(_DAYS.filter(lambda day: day < date(2028, 12, 1)))
    end = start + timedelta(days=draw(st.integers(0, 20)))
    given_days = draw(st.sampled_from([{}, {"start": start}, {"start": start, "end": end}]))
    status = st.sampled_from(["confirmed", "tentative", "cancelled"])
    return given_days | draw(_fields({}, zone=st.sampled_from(_ZONES), status=status))


@st.composite
def _activities(draw: st.DrawFn, own: str) -> dict[str, Any]:
    title = draw(_ANY_TEXTS) | {"en": draw(TEXTS)}
    calls = st.lists(_consultations(), max_size=2, unique_by=lambda call: call["id"])
    others = {"dates": _dates(), "place": _ANY_TEXTS, "calendar": _FEEDS, "announce": _AUDIENCES}
    needed = {
        "process": st.sampled_from(get_args(Process)),
        "level": st.sampled_from(["high", "senior", "expert"]),
    }
    fields = _fields(needed, assessment=_assessments(), consultations=calls, **others)
    return {"id": own, "title": title, **draw(fields)}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan of 2027 in which anything may be left out that may."""
    ids = draw(st.lists(_SLUGS, max_size=3, unique=True))
    activities = [draw(_activities(own)) for own in ids]
    return Plan.model_validate({"year": 2027, "activities": activities})

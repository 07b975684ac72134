"""A simulated year: the service's own ticks at each instant at which something falls due.

Simulated are the people, the setting of letters, and the relay: what stands in the outbox counts
as taken. Nothing is sent, no file is read or written.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from notifier.errors import UserError
from notifier.invitations.token import Key, Keys
from notifier.languages import Language
from notifier.ledger import letters, notices, outbox
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.outbox import count_as_taken
from notifier.letters.letter import Letter
from notifier.plan.actions import Action, DraftDocument, Hold, Warn
from notifier.plan.activity import Plan, instant, text_in
from notifier.plan.due import due
from notifier.plan.record import Record
from notifier.plan.rules.workdays import DAY
from notifier.plan.schedule import ends_of
from notifier.reports.simulated import Notice, Paper, Simulated, SimulatedYear
from notifier.simulation.moments import moments
from notifier.simulation.people import answer
from notifier.simulation.staff import Staff
from notifier.simulation.type import blank, unset
from notifier.ticks.intake import in_force
from notifier.ticks.issue import issue
from notifier.ticks.release import Office
from notifier.ticks.remind import remind
from notifier.ticks.watch import ANCHORED, CLOSED, Sources, known, watch

WEEK = timedelta(days=7)
ALL = 1_000_000_000  # messages of one letter
_KEYS = Keys(Key(1, b"the keys of a year that never was"))
_TELLING = Warn | Hold

Edit = tuple[datetime, Callable[[Plan], Plan]]  # when, and what becomes of the plan


@dataclass(frozen=True, slots=True)
class World:
    """What a year is simulated with: what people edit, and how many members answer."""

    sources: Sources
    languages: tuple[Language, ...]
    domain: str
    answers: int = 0  # percent of the members
    edits: tuple[Edit, ...] = ()  # in their order


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which it goes, both included; and only what is later than `after`."""

    first: date
    last: date
    after: datetime | None = None

    def instants(self, sources: Sources) -> list[datetime]:
        """Return the instants at which ticks and staff look."""
        found = moments(sources.rules.workdays, self.first, self.last)
        return [now for now in found if self.after is None or now > self.after]


async def simulate(
    ledger: Ledger, world: World, span: Span, passed: Callable[[datetime], None]
) -> SimulatedYear:
    """Let the time of `span` pass in `ledger`, which is nobody's, and return what it brought.

    The same ledger and world bring the same. `passed` is told of each instant.
    """
    year = _Year(ledger, world, span)
    for now in span.instants(world.sources):
        await year.look(now)
        passed(now)
    return await ledger.run(year.result)


class _Year:
    """Guards the course of one simulation: the plan of the day, and what was told so far."""

    def __init__(self, ledger: Ledger, world: World, span: Span) -> None:
        self._ledger = ledger
        self._world = world
        self._span = span
        self._sources = world.sources
        self._edits = list(world.edits)
        self._write = blank(world.languages)
        self._staff = Staff(
            ledger,
            self._write,
            span.last.year,
            at_work=world.sources.rules.workdays.is_open,
            refused=self._refused,
        )
        self._outlook: _Outlook | None = None
        self._told: frozenset[str] | None = None
        self._notices: dict[str, Notice] = {}
        self._papers: list[Paper] = []

    async def look(self, now: datetime) -> None:
        """Do one pass: the ticks if something has fallen due, then what people do."""
        is_edited = self._edit(now)
        await self._answer(now)
        if is_edited or await self._is_due(now):
            await self._tick(now)
        if self._staff.work(now):
            self._outlook = None
            await self._issue(now)

    def _edit(self, now: datetime) -> bool:
        is_edited = False
        while self._edits and self._edits[0][0] <= now:
            _, change = self._edits.pop(0)
            self._sources = replace(self._sources, plan=change(self._sources.plan))
            is_edited = True
        return is_edited

    async def _answer(self, now: datetime) -> None:
        if not self._world.answers:
            return
        seen = await self._seen(now)
        reply = partial(
            answer, plan=seen.plan, record=seen.record, now=now, percent=self._world.answers
        )
        if await self._ledger.run(reply):
            self._outlook = None

    async def _is_due(self, now: datetime) -> bool:
        """Tell whether the rules say something at `now` that they have not said before.

        By the very function that the ticks ask, but of a record that is read only when it may have
        changed: to read it is most of what a pass costs.
        """
        seen = await self._seen(now)
        plan = seen.plan.model_copy(update={"year": now.year})
        found = due(plan, self._sources.directory, self._sources.rules, seen.record, now)
        told = frozenset(action.key for action in found if isinstance(action, _TELLING))
        is_new = told != self._told
        self._told = told
        return is_new or any(not isinstance(action, _TELLING) for action in found)

    async def _seen(self, now: datetime) -> "_Outlook":
        if self._outlook is None or self._outlook.is_over(now):
            self._outlook = await self._ledger.run(lambda tx: _look(tx, self._sources.plan, now))
        return self._outlook

    async def _tick(self, now: datetime) -> None:
        actions = await watch(now, ledger=self._ledger, read=self._read)
        await self._issue(now)
        written = await remind(
            now, ledger=self._ledger, read=self._read, write=self._write, office=self._office
        )
        if written:
            await self._issue(now)
        await self._ledger.run(lambda tx: self._note(tx, actions, now))
        self._outlook = None

    async def _issue(self, now: datetime) -> int:
        released = await issue(now, ledger=self._ledger, press=unset, office=self._office)
        await self._ledger.run(partial(count_as_taken, at=now))
        return released

    def _read(self) -> Sources:
        return self._sources

    def _office(self) -> Office:
        rules = self._sources.rules
        return Office(
            self._sources.directory, _KEYS, self._world.domain, rules.delivery, rules.overdue
        )

    def _note(self, tx: Tx, actions: Sequence[Action], now: datetime) -> None:
        """Write down what staff would be told, and the papers, which nobody sets here either."""
        for action in actions:
            if isinstance(action, DraftDocument):
                notices.keep_document(
                    tx, action.key, kind=action.kind, year=action.year, path="", at=now
                )
                self._papers.append(Paper(action.key, action.kind, action.year, now, action.due_at))
            elif isinstance(action, _TELLING):
                self._keep(Notice(_way(action), action.code, action.subject, action.text, now))

    def _refused(self, letter: Letter, error: UserError, now: datetime) -> None:
        text = " ".join(str(problem) for problem in error.problems)
        self._keep(Notice("not issued", "refused", letter.key, text, now))

    def _keep(self, notice: Notice) -> None:
        self._notices.setdefault(f"{notice.code}/{notice.subject}", notice)

    def result(self, tx: Tx) -> SimulatedYear:
        """Return what came of it."""
        zone = self._sources.rules.duty_station.zone
        begins = instant(datetime.combine(self._span.first, time.min), zone)
        first = max(begins, self._span.after or begins)
        found = [_simulated(tx, letter, first - WEEK) for letter in letters.by_status(tx)]
        plan = in_force(tx, self._sources.plan)
        return SimulatedYear(
            first=first,
            end=instant(datetime.combine(self._span.last + DAY, time.min), zone),
            letters=tuple(x for x in found if _latest(x) >= first),
            earlier=tuple(x for x in found if first - WEEK <= _latest(x) < first),
            papers=tuple(self._papers),
            notices=tuple(x for x in self._notices.values() if not _is_past(x, plan, first)),
            plan=plan,
        )


@dataclass(frozen=True, slots=True)
class _Outlook:
    """The plan in force and the record, as they were read at `at`; `edges` end what was read."""

    plan: Plan
    record: Record
    at: datetime
    edges: tuple[datetime, ...]

    def is_over(self, now: datetime) -> bool:
        """Tell whether the record would be another one at `now`, though nothing was written."""
        return bisect_right(self.edges, now) > bisect_right(self.edges, self.at)


def _look(tx: Tx, read: Plan, now: datetime) -> _Outlook:
    plan = in_force(tx, read)
    edges = sorted(
        base + gap
        for activity in plan.activities
        for call in activity.consultations
        for base in (call.deadline.utc, ends_of(call))
        for gap in (timedelta(0), ANCHORED, CLOSED)
    )
    return _Outlook(plan, known(tx, plan, now), now, tuple(edges))


def _way(action: Warn | Hold) -> str:
    if isinstance(action, Warn):
        return "warning"
    return "held" if action.may_be_accepted else "held for good"


def _is_past(notice: Notice, plan: Plan, first: datetime) -> bool:
    """Tell whether a notice is of a consultation that was over before the simulated time."""
    placed = plan.find(notice.subject)
    return placed is not None and placed[1].deadline.utc < first


def _latest(letter: Simulated) -> datetime:
    return letter.issued_at or max(letter.drafted_at, letter.due_at)


def _simulated(tx: Tx, letter: Letter, since: datetime) -> Simulated:
    is_late = letter.issued_at is not None and letter.issued_at >= since
    rows = outbox.listing(tx, limit=ALL, letter=letter.id) if is_late else []
    return Simulated(
        key=letter.key,
        kind=letter.kind,
        activity=letter.activity,
        title=text_in(letter.facts["activity"]["title"], "en"),
        consultations=letter.consultations,
        status=letter.status,
        urgent=letter.urgent,
        drafted_at=letter.created_at,
        due_at=letter.due_at,
        issued_at=letter.issued_at,
        people=tuple(sorted((row["focal_point"], row["member"]) for row in rows)),
    )

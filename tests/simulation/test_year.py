"""A simulated year is the year that would come: the same letters, days and people."""

from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from notifier.cli import house as root
from notifier.ledger.database import Ledger
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.loopback import LoopbackRelay
from notifier.reports.simulated import SimulatedYear
from notifier.simulation.moments import moments
from notifier.simulation.staff import Staff
from notifier.simulation.year import Span, World, simulate
from tests.secretariat import Secretariat, at
from tests.simulation.rows import lived, nothing, simulated
from tests.ticks.plans import MEETING, WRITING

SPAN = Span(date(2026, 2, 2), date(2026, 6, 12))
LATE = WRITING.replace("2026-05-08T23:59", "2026-02-20T23:59").replace("review", "late")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with an urgent meeting, a call in writing, and one that is short of notice."""
    secretariat = Secretariat(tmp_path, MEETING + WRITING + LATE)
    workdays = secretariat.sources().rules.workdays
    secretariat.staff = Staff(
        secretariat.ledger,
        root.PressRoom(secretariat.settings).write,
        2026,
        at_work=workdays.is_open,
    )
    yield secretariat
    secretariat.close()


def world_of(house: Secretariat, answers: int = 0) -> World:
    """What the secretariat is simulated with."""
    of = house.settings
    return World(house.sources(), tuple(of.required_languages), of.sender.domain, answers)


async def made(world: World, span: Span = SPAN) -> SimulatedYear:
    """What a simulation on an empty ledger brings."""
    with Ledger(":memory:") as ledger:
        return await simulate(ledger, world, span, nothing)


async def live(house: Secretariat, span: Span = SPAN) -> Counter[str]:
    """Let the service itself go through a time in which nobody answers; count the mails of each."""
    inboxes: Counter[str] = Counter()

    def take(_sender: str, reader: str, _data: bytes) -> None:
        inboxes[reader] += 1

    async with (
        LoopbackRelay(take) as server,
        aclosing(Relay(RelayAccess("127.0.0.1", server.port, tls="none"))) as relay,
    ):
        house.work_with(relay.send)
        for now in moments(house.sources().rules.workdays, span.first, span.last):
            await house.tick(now)
            house.staff.work(now)
            await house.tick(now, "issue", "post")
    return inboxes


async def test_a_simulated_year_is_the_one_that_is_lived(house: Secretariat) -> None:
    """Row by row and to the minute: else the officer would plan with another year."""
    inboxes = await live(house)

    rows = await simulated(world_of(house), SPAN)

    assert rows == lived(house.ledger)
    kinds = {key.split("/")[-1] if "reminder" not in key else "reminder" for key, *_ in rows}
    assert {"consultation", "reminder", "outcome"} <= kinds
    directory = house.sources().directory
    got = Counter(directory.focal_points[point].address for row in rows for point, _ in row[4])
    assert got == inboxes


async def test_simulating_twice_brings_the_same(house: Secretariat) -> None:
    """Whoever mends one date wants to see what that alone has changed."""
    world = world_of(house, answers=50)

    assert await made(world) == await made(world)


async def test_what_is_held_is_told_and_goes_on(house: Secretariat) -> None:
    """The simulated officer stands by the plan; the true one learns where it takes a yes."""
    year = await made(world_of(house))

    assert [(x.way, x.code, x.subject) for x in year.notices if x.way == "held"] == [
        ("held", "short-notice", "late-2026/views")
    ]
    [letter] = [x for x in year.letters if x.key == "late-2026/views/consultation"]
    assert letter.issued_at is not None


async def test_the_more_answer_the_fewer_are_reminded(house: Secretariat) -> None:
    """Reminders are the part of the load that the answers decide."""
    reminded = []
    for percent in (0, 60, 100):
        year = await made(world_of(house, percent))
        reminded.append(sum(len(x.people) for x in year.letters if x.kind is Kind.REMINDER))

    assert reminded[0] > reminded[1] > reminded[2]


async def test_an_edit_of_the_plan_is_told_to_those_who_were_invited(house: Secretariat) -> None:
    """So that a move can be tried before it is made."""

    def cancel(plan: Plan) -> Plan:
        fields = plan.model_dump(mode="json")
        fields["activities"][0]["consultations"][0]["cancelled"] = True
        return Plan.model_validate(fields)

    world = replace(world_of(house), edits=((at("2026-03-10 12:00"), cancel),))

    year = await made(world)

    [letter] = [x for x in year.letters if x.kind is Kind.CANCELLATION]
    assert letter.issued_at is not None
    assert letter.issued_at.date() == date(2026, 3, 11)
    assert len(letter.people) == 5


async def test_from_a_day_on_it_goes_as_it_would_have_gone(house: Secretariat) -> None:
    """What the ledger knows is not done again, and what is left is the same as in one piece."""
    begun = Span(SPAN.first, date(2026, 3, 31))
    rest = Span(date(2026, 4, 1), SPAN.last)
    with Ledger(":memory:") as ledger:
        first = await simulate(ledger, world_of(house), begun, nothing)
        then = await simulate(ledger, world_of(house), rest, nothing)

    whole = await made(world_of(house))

    assert {*first.letters, *then.letters} >= {*whole.letters}
    assert then.letters == tuple(
        x for x in whole.letters if (x.issued_at or x.due_at) >= at("2026-03-31 22:00")
    )
    assert {x.key for x in then.earlier} == {
        x.key for x in whole.letters if _lies_before(x.issued_at, rest.first)
    }


def _lies_before(issued_at: datetime | None, day: date) -> bool:
    if issued_at is None:
        return False
    return timedelta(0) < day - issued_at.date() <= timedelta(days=7)


async def test_nothing_happens_again_before_the_ledgers_own_time(house: Secretariat) -> None:
    """A pass of the morning is not done a second time in the afternoon."""
    span = Span(SPAN.first, SPAN.last, at("2026-02-02 12:00"))

    year = await made(world_of(house), span)

    assert year.first == at("2026-02-02 12:00")
    assert min(x.drafted_at for x in year.letters) == at("2026-02-02 15:00")


async def test_a_paper_for_the_cluster_falls_due_without_a_file(house: Secretariat) -> None:
    """The day counts; what stands in it is written by the service."""
    year = await made(world_of(house), Span(date(2026, 1, 1), date(2026, 1, 9)))

    assert [paper.key for paper in year.papers] == ["annual-plan/2026", "summary-report/2025"]
    assert not (house.folder / "var/documents").exists()

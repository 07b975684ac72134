"""How fast a relay and a domain may be written to, and how they are heard when they complain."""

import heapq
import math
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from itertools import count, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay.limits import BURST, LONGEST, PAUSE, QUIET, SAME, Pace, Rate, retry_after

MFA, DEFENCE = "mfa.example", "defence.example"
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")
SHUT_OUT = Outcome(Verdict.DEFERRED, 535, "5.7.8 no such login", reached=False)
FULL = Outcome(Verdict.DEFERRED, 452, "4.3.1 no space left")
UNREACHED = Outcome(Verdict.DEFERRED, None, "the relay is out of reach", reached=False)
BUSY = Outcome(Verdict.DEFERRED, 421, "4.3.2 too busy")
SLOWER = Outcome(Verdict.DEFERRED, 451, "4.7.1 you are too fast")
GREY = Outcome(Verdict.DEFERRED, 450, "4.2.0 Greylisted, try again in 300 seconds")
REFUSED = Outcome(Verdict.REFUSED, 550, "5.1.1 no such user")
UNSURE = Outcome(Verdict.UNSURE, None, "no answer after the dot")
EVERY_OUTCOME = (SENT, UNREACHED, BUSY, SLOWER, GREY, REFUSED, UNSURE, None)
rates = st.one_of(st.integers(1, 3000), st.floats(0.5, 200.0))


def a_pace(own: Rate = Rate(), per_domain: Rate = Rate(), **domains: Rate) -> Pace:
    return Pace(own, per_domain, {f"{name}.example": rate for name, rate in domains.items()})


def a_minute(messages: float) -> Rate:
    return Rate(messages_per_minute=messages)


def fullest_minute(times: list[float]) -> int:
    """Count the messages of the fullest minute that begins with one of them."""
    fullest = end = 0
    for begin, time in enumerate(times):
        while end < len(times) and times[end] < time + 60:
            end += 1
        fullest = max(fullest, end - begin)
    return fullest


def released(
    pace: Pace, rows: Iterable[tuple[float, str]], takes: float = 0.0
) -> list[tuple[float, str]]:
    """Post rows as the outbox does: each comes at its time, or when it was told to come."""
    order = count()
    line = [(at, next(order), domain, False) for at, domain in rows]
    most = 8 * len(line) + 8
    heapq.heapify(line)
    gone = []
    while line:
        now, number, domain, is_under_way = heapq.heappop(line)
        assert number < most, "they are told again and again"
        if is_under_way:
            pace.finish(domain, SENT, now)
        elif wait := pace.slot(domain, now):
            heapq.heappush(line, (now + wait, next(order), domain, False))
        else:
            gone.append((now, domain))
            heapq.heappush(line, (now + takes, next(order), domain, True))
    return gone


def granted(pace: Pace, domain: str, now: float) -> int:
    """Count how many messages may go at this instant."""
    return sum(pace.slot(domain, now) == 0.0 for _ in range(100))


@pytest.mark.parametrize("verdict", [SENT, REFUSED, UNSURE, None])
def test_without_limits_everything_goes_at_once(verdict: Outcome | None) -> None:
    """Nobody waits for a limit that nobody has set."""
    pace = a_pace()

    for _ in range(1000):
        assert pace.slot(MFA, 0.0) == 0.0
        pace.finish(MFA, verdict, 0.0)


@given(
    rates,
    st.lists(st.tuples(st.floats(0, 30), st.sampled_from(EVERY_OUTCOME)), max_size=200),
    st.booleans(),
)
def test_no_minute_holds_more_than_the_rate(
    rate: float, steps: list[tuple[float, Outcome | None]], is_own: bool
) -> None:
    """Bursts included, at any rate, whatever was answered: the relay counts, and refuses."""
    pace = a_pace(a_minute(rate)) if is_own else a_pace(per_domain=a_minute(rate))
    now, gone = 0.0, []

    for gap, outcome in steps:
        now += gap
        for _ in range(20):
            if pace.slot(MFA, now) == 0.0:
                gone.append(now)
                pace.finish(MFA, outcome, now)

    assert fullest_minute(gone) <= math.ceil(rate)


@given(rates, st.integers(1, 300))
@example(3000, 300)
def test_rows_that_come_when_told_keep_to_the_rate_and_use_it(rate: float, rows: int) -> None:
    """Hundreds to one domain get places of their own, so that few ask in vain and all soon go."""
    pace = a_pace(per_domain=a_minute(rate))

    gone = released(pace, [(0.0, MFA)] * rows)

    times = [at for at, _ in gone]
    assert fullest_minute(times) <= math.ceil(rate)
    assert times[-1] <= rows * 61 / max(rate * 0.9, rate - BURST)


def test_a_burst_is_small() -> None:
    """A tenth of what the minute allows, and never more than ten at once."""
    bursts = [granted(a_pace(a_minute(rate)), MFA, 0.0) for rate in (1, 19, 30, 60, 6000)]

    assert bursts == [1, 1, 3, 6, BURST]


def test_places_told_are_apart() -> None:
    """Whoever comes back with five hundred others has been told nothing."""
    pace = a_pace(per_domain=a_minute(60))

    waits = [wait for wait in (pace.slot(MFA, 0.0) for _ in range(500)) if wait]

    assert all(later - earlier > 1.0 for earlier, later in pairwise(waits))
    assert len(waits) == 494


def test_nobody_is_told_to_come_back_tomorrow() -> None:
    """Rows that were cancelled leave their places empty; the line closes up within hours."""
    pace = a_pace(a_minute(1))

    waits = [pace.slot(MFA, 0.0, ahead=bool(i % 2)) for i in range(2000)]

    assert max(waits) <= LONGEST.total_seconds()


@pytest.mark.parametrize("rate", [a_minute(6), Rate(connections=1)])
def test_a_domain_that_waits_takes_nothing_from_the_others(rate: Rate) -> None:
    """Five hundred rows to a slow ministry hold nobody else up."""
    pace = a_pace(own=a_minute(600), mfa=rate)
    for _ in range(500):
        pace.slot(MFA, 0.0)

    assert pace.slot(DEFENCE, 0.0) == 0.0


@given(st.lists(st.sampled_from([MFA, DEFENCE, "justice.example"]), min_size=1, max_size=200))
def test_each_row_goes_within_its_place_in_line(domains: list[str]) -> None:
    """Where the relay itself is the narrow place, nobody is overtaken for ever."""
    pace = a_pace(a_minute(60))

    gone = released(pace, [(i / 1000, domain) for i, domain in enumerate(domains)])

    assert Counter(domain for _, domain in gone) == Counter(domains)
    assert gone[-1][0] <= len(domains) * 60.01 / 55 + 1


def test_a_late_row_of_another_domain_is_not_starved_by_a_stream() -> None:
    """One minister's letter among a thousand to a single ministry."""
    pace = a_pace(a_minute(60), per_domain=a_minute(30))
    stream = [(i / 10, MFA) for i in range(1000)]

    gone = released(pace, [*stream, (50.0, DEFENCE)])

    assert next(at for at, domain in gone if domain == DEFENCE) < 55.0


def test_an_urgent_row_comes_back_before_those_told_earlier() -> None:
    """Its letter cannot wait behind a reminder to everybody."""
    pace = a_pace(a_minute(30))
    for _ in range(100):
        pace.slot(MFA, 0.0)

    wait = pace.slot(DEFENCE, 0.0, ahead=True)

    assert 0 < wait < 3
    assert wait < pace.slot(DEFENCE, 0.0, ahead=True) < 6


def test_whoever_asks_later_comes_behind_the_urgent_rows() -> None:
    """A place told to one of them is not told again."""
    pace = a_pace(a_minute(30))
    granted(pace, MFA, 0.0)
    urgent = [pace.slot(MFA, 0.0, ahead=True) for _ in range(200)]

    assert pace.slot(DEFENCE, 0.0) > urgent[-1]


@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.booleans(), st.sampled_from(EVERY_OUTCOME)), max_size=100),
)
def test_never_more_under_way_than_allowed(
    most: int, steps: list[tuple[bool, Outcome | None]]
) -> None:
    """Whatever came of those before; and after all of them, one may go again."""
    pace = a_pace(per_domain=Rate(connections=most))
    under_way, now = 0, 0.0

    for is_start, outcome in steps:
        now += 700
        if is_start:
            under_way += pace.slot(MFA, now) == 0.0
        elif under_way:
            pace.finish(MFA, outcome, now)
            under_way -= 1
        assert under_way <= most

    for _ in range(under_way):
        pace.finish(MFA, SENT, now)
    assert pace.slot(MFA, now + 700) == 0.0


@pytest.mark.parametrize("takes", [0.2, 5.0])
def test_rows_that_wait_for_others_to_finish_come_as_fast_as_those_do(takes: float) -> None:
    """Two at a time, five seconds each: nobody asks a hundred times in vain."""
    pace = a_pace(per_domain=Rate(connections=2))

    gone = released(pace, [(0.0, MFA)] * 400, takes=takes)

    assert 199 * takes <= gone[-1][0] <= 300 * takes


def test_a_complaint_halves_how_many_may_be_under_way() -> None:
    """What is too fast for one is too many at once for the other."""
    pace = a_pace(per_domain=Rate(connections=4))

    pace.finish(MFA, SLOWER, 0.0)

    assert sum(pace.slot(MFA, second * 60.0) == 0.0 for second in range(1, 10)) == 2


def test_a_message_that_ends_twice_makes_room_for_one() -> None:
    """A slip of the caller must not become a flood."""
    pace = a_pace(per_domain=Rate(connections=1))
    pace.slot(MFA, 0.0)

    pace.finish(MFA, SENT, 1.0)
    pace.finish(MFA, None, 1.0)

    assert granted(pace, MFA, 2.0) == 1


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        (450, "4.2.0 <a@b.example>: Recipient address rejected: Greylisted"),
        (450, "4.2.1 The user you are trying to contact is receiving mail at a rate that ..."),
        (450, "4.7.1 later"),
        (451, "4.7.650 The mail server has been temporarily rate limited"),
        (451, "Temporarily deferred, retry in 15 min"),
        (452, "4.5.3 too many recipients"),
        (452, "later"),
        (454, "Throttling failure: Maximum sending rate exceeded."),
    ],
)
def test_a_reply_about_the_pace_slows_its_domain_alone(code: int, reply: str) -> None:
    """The others have not complained."""
    pace = a_pace()

    pace.finish(MFA, Outcome(Verdict.DEFERRED, code, reply), 0.0)

    assert pace.slot(MFA, 0.0) > 0.0
    assert pace.slot(DEFENCE, 0.0) == 0.0


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(Verdict.DEFERRED, 452, "4.2.2 mailbox full"),
        Outcome(Verdict.DEFERRED, 451, "4.3.0 temporary lookup failure"),
        Outcome(Verdict.DEFERRED, 450, "4.1.1 not known yet"),
        Outcome(Verdict.DEFERRED, 535, "5.7.8 too many failures of login"),
        REFUSED,
        UNSURE,
    ],
    ids=lambda outcome: outcome.reply,
)
def test_a_reply_about_something_else_slows_nobody(outcome: Outcome) -> None:
    """A full mailbox is one person's trouble."""
    pace = a_pace(Rate(connections=8))
    for _ in range(8):
        pace.finish(MFA, SENT, 0.0)

    pace.finish(MFA, outcome, 0.0)

    assert pace.slot(MFA, 0.0) == 0.0
    assert pace.lines(0.0) == 8


def test_each_complaint_halves_the_rate_and_those_that_are_one_count_once() -> None:
    """Ten messages under way hear of the same trouble."""
    pace = a_pace(per_domain=a_minute(60))
    for _ in range(10):
        pace.finish(MFA, SLOWER, 0.0)
    halved = _gaps(pace, 100.0)

    pace.finish(MFA, SLOWER, 1000.0)
    pace.finish(MFA, SLOWER, 1000.0 + SAME)
    quartered = _gaps(pace, 2000.0)

    assert halved == pytest.approx(2 * _gaps(a_pace(per_domain=a_minute(60)), 100.0))
    assert quartered == pytest.approx(4 * halved)


def test_a_relay_that_closes_the_line_is_slowed_as_a_whole() -> None:
    """It has said that we are too much for it, not for one ministry."""
    pace = a_pace(a_minute(60))

    pace.finish(MFA, BUSY, 0.0)

    assert _gaps(pace, 100.0) == pytest.approx(2 * _gaps(a_pace(a_minute(60)), 100.0))
    assert pace.slot(DEFENCE, 100.0) > 0.0


def test_a_domain_that_only_complains_is_still_tried_now_and_then() -> None:
    """Otherwise nobody would learn when it is content again."""
    pace = a_pace(per_domain=a_minute(60))

    for i in range(50):
        pace.finish(MFA, SLOWER, i * SAME)

    assert _gaps(pace, 5000.0) == pytest.approx(64 * _gaps(a_pace(per_domain=a_minute(60)), 0.0))


def test_a_domain_without_a_limit_is_as_free_as_before_after_a_hundred_successes() -> None:
    """The limit was made up for it; nothing of it stays, in memory neither."""
    pace = a_pace()
    for i in range(4):
        pace.finish(MFA, SLOWER, i * SAME)
    assert pace.slot(MFA, 7.0) > 0.0

    for _ in range(100):
        pace.finish(MFA, SENT, 10.0)

    assert granted(pace, MFA, 10.0) == 100
    assert len(pace._lanes) == 0


def _gaps(pace: Pace, now: float) -> float:
    """Return how far apart messages are once the burst is used up."""
    granted(pace, MFA, now)
    first, second = pace.slot(MFA, now), pace.slot(MFA, now)
    return second - first


@given(
    st.lists(st.sampled_from(EVERY_OUTCOME), max_size=100), st.sampled_from(["own", "per_domain"])
)
def test_everything_recovers_after_enough_successes(
    heard: list[Outcome | None], whose: str
) -> None:
    """However bad the day was: the configured rate is reached again, and not passed."""
    pace = a_pace(**{whose: Rate(8, 120)})
    now = 0.0
    for outcome in heard:
        now += SAME
        if pace.slot(MFA, now) == 0.0:
            pace.finish(MFA, outcome, now)

    for _ in range(200):
        now += 150.0
        if pace.slot(MFA, now) == 0.0:
            pace.finish(MFA, SENT, now)

    now += PAUSE
    fresh = granted(a_pace(**{whose: Rate(8, 120)}), MFA, now)
    assert granted(pace, MFA, now) == fresh


def test_a_relay_that_names_a_wait_is_left_in_peace_for_it() -> None:
    """Each row tried meanwhile would only spoil its attempts; and hours are too long to believe."""
    pace, patient = a_pace(), a_pace(a_minute(60))
    hours = Outcome(Verdict.DEFERRED, 421, "4.3.2 closing, try again in 3 hours")

    waits = [
        each.finish(MFA, outcome, 0.0)
        for each, outcome in (
            (pace, Outcome(Verdict.DEFERRED, 421, "retry in 2 min")),
            (patient, hours),
        )
    ]

    assert waits == [timedelta(minutes=2), timedelta(hours=3)]
    assert 120.0 <= pace.slot(DEFENCE, 0.0) < 121.0
    assert pace.slot(DEFENCE, 121.0) == 0.0
    assert PAUSE <= patient.slot(DEFENCE, 0.0) < PAUSE + 10


def test_lines_double_with_each_round_up_to_what_is_allowed() -> None:
    """A relay that has not seen us for a while is not run into with ten lines."""
    pace = a_pace(Rate(connections=10))
    rounds = []

    for now in range(5):
        lines = pace.lines(float(now))
        rounds.append(lines)
        for _ in range(lines):
            pace.finish(MFA, SENT, float(now))

    assert rounds == [1, 2, 4, 8, 10]
    assert pace.lines(4.0 + QUIET + 1) == 1


@pytest.mark.parametrize(
    "complaint", [BUSY, UNREACHED, SHUT_OUT, FULL], ids=["421", "refused", "login", "full"]
)
def test_lines_are_halved_by_a_complaint_and_come_back_one_a_round(complaint: Outcome) -> None:
    """Doubling again would run into the same wall."""
    pace = a_pace(Rate(connections=16))
    for _ in range(16):
        pace.finish(MFA, SENT, 0.0)

    for _ in range(5):
        pace.finish(MFA, complaint, 1.0)
    halved = pace.lines(1.0)
    for _ in range(8):
        pace.finish(MFA, SENT, 1.0)

    assert halved == 8
    assert pace.lines(1.0) in {8, 9}
    for _ in range(200):
        pace.finish(MFA, SENT, 2.0)
    assert pace.lines(2.0) == 16


@given(st.lists(st.sampled_from(EVERY_OUTCOME), max_size=200), st.integers(1, 20))
def test_at_least_one_line_and_never_more_than_allowed(
    heard: list[Outcome | None], most: int
) -> None:
    """With none, nobody would learn that the relay is back."""
    pace = a_pace(Rate(connections=most))

    for second, outcome in enumerate(heard):
        pace.finish(MFA, outcome, float(second))

        assert 1 <= pace.lines(float(second)) <= most


@pytest.mark.parametrize("outcome", [SENT, SLOWER], ids=["sent", "slowed"])
@pytest.mark.parametrize("per_domain", [Rate(), Rate(2, 60)], ids=["free", "limited"])
def test_domains_at_rest_are_forgotten(per_domain: Rate, outcome: Outcome) -> None:
    """A service that runs for years meets every domain there is."""
    pace = a_pace(per_domain=per_domain)

    for i in range(5000):
        now = i * 60.0
        assert pace.slot(f"d{i}.example", now) == 0.0
        pace.finish(f"d{i}.example", outcome, now)

    assert len(pace._lanes) <= 1000


def test_a_domain_that_complained_is_remembered_in_a_crowd() -> None:
    """Forgetting it would be running into it again at full speed."""
    pace = a_pace(per_domain=a_minute(60))
    pace.finish(MFA, SLOWER, 0.0)

    for i in range(5000):
        pace.slot(f"d{i}.example", i / 10)

    assert _gaps(pace, 600.0) == pytest.approx(2 * _gaps(a_pace(per_domain=a_minute(60)), 0.0))


def test_the_case_of_a_domain_does_not_matter() -> None:
    """RFC 1035 2.3.3; or each spelling would have a rate of its own."""
    pace = Pace(Rate(), Rate(), {"MFA.example": a_minute(1)})

    assert pace.slot("mfa.Example", 0.0) == 0.0
    assert pace.slot("mfa.example", 0.0) > 0.0


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (
            "4.7.1 <a@b.example>: Recipient address rejected: Greylisted, try again in 300 seconds",
            300,
        ),
        ("4.2.0 Greylisted for 5 minutes (16)", 300),
        ("4.7.1 Greylisting in action, please come back in 00:04:59", 299),
        ("4.7.1 Please try again in 04:59.", 299),
        ("graylisted, retry in 15 min", 900),
        ("temporarily rejected, try again after 1 hour and 5 minutes", 3900),
        ("4.7.0 wait 4m59s and retry", 299),
        ("4.7.1 Try again later (1.5 hours)", 5400),
        ("4.7.1 Please retry after 90", 90),
        ("Retry-After: 60s", 60),
        ("4.7.1 Come back in 2 days", 14400),
        ("4.7.1 try again in 99999999999 seconds", None),
        ("4.7.1 try again in 0 seconds", None),
        ("4.2.0 Greylisted, see http://postgrey.schweikert.ch/help/b.example.html", None),
        ("4.3.2 Service not active", None),
        ("4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719)", None),
        ("4.7.0 Try again later, 100 messages in 60 minutes are allowed", None),
        ("4.7.1 try again in 14:30 UTC", None),
        ("4.7.1 at most 50 messages every 60 seconds", None),
        ("4.4.2 timeout exceeded", None),
        ("", None),
    ],
)
def test_the_wait_is_read_as_servers_word_it(reply: str, seconds: int | None) -> None:
    """A guess that is wrong costs minutes; a quota read as a wait costs hours."""
    wait = retry_after(reply, 451)

    assert wait == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("code", [None, 250, 550])
def test_only_a_reply_that_defers_names_a_wait(code: int | None) -> None:
    """What is refused for good is not tried again."""
    assert retry_after("try again in 300 seconds", code) is None


@given(st.text(st.sampled_from("againretry wtlmshd0123456789:.,in for"), max_size=300))
@example("again " * 2000 + "1s " * 2000)
def test_no_wait_is_longer_than_four_hours(reply: str) -> None:
    """Servers answer in whatever words they like."""
    wait = retry_after(reply, 450)

    assert wait is None or timedelta(0) < wait <= LONGEST


def test_limits_under_which_nothing_would_go_are_refused() -> None:
    """A slip of the pen must not silence the secretariat."""
    with pytest.raises(ValueError, match="connections"):
        Rate(connections=0)
    with pytest.raises(ValueError, match="messages_per_minute"):
        Rate(messages_per_minute=0)

"""Which relay takes the next message: weights, domains, outages and how they end."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.relay.routing import FIRST_PROBE, IN_A_ROW, LAST_PROBE, Route, Routing

HERE = "mfa.example"
CLOSED = "defence.example"


def knock_out(routing: Routing, name: str, now: float = 0.0) -> None:
    for _ in range(IN_A_ROW):
        routing.failed(name, now)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 400))
@example([1, 1, 10, 3, 10], 25)
@example([1, 100, 2, 100, 50, 1, 50, 100, 1, 5, 1, 5, 1, 1, 3, 100, 1, 50, 5, 1], 573)
def test_weights_are_respected_within_one_message(weights: list[int], messages: int) -> None:
    """At any moment, not only in the long run: a release may be short."""
    routing = Routing([Route(str(i), weight) for i, weight in enumerate(weights)])
    taken: Counter[str | None] = Counter()

    for sent in range(1, messages + 1):
        taken[routing.choose(HERE, 0.0)] += 1

        for i, weight in enumerate(weights):
            assert abs(taken[str(i)] - sent * weight / sum(weights)) < 1


def test_the_shares_are_spread_and_not_given_in_blocks() -> None:
    """Three in a row to one relay would leave the other idle."""
    routing = Routing([Route("a", 2), Route("b", 2)])

    names = [routing.choose(HERE, 0.0) for _ in range(6)]

    assert names == ["a", "b", "a", "b", "a", "b"]


def test_a_relay_with_domains_serves_them_alone_and_nothing_else() -> None:
    """That is what it is there for."""
    routing = Routing([Route("rest"), Route("own", 5, frozenset({"Defence.example"}))])

    assert {routing.choose("DEFENCE.example", 0.0) for _ in range(9)} == {"own"}
    assert {routing.choose(HERE, 0.0) for _ in range(9)} == {"rest"}


@pytest.mark.parametrize(
    ("fallbacks", "chosen"),
    [((True,), "rest"), ((False,), None), ((True, True), "rest"), ((True, False), None)],
)
def test_the_rest_takes_over_only_where_every_relay_of_the_domain_allows_it(
    fallbacks: tuple[bool, ...], chosen: str | None
) -> None:
    """Mail that must not leave by another way waits."""
    own = [
        Route(f"own{i}", 1, frozenset({CLOSED}), fallback=fallback)
        for i, fallback in enumerate(fallbacks)
    ]
    routing = Routing([Route("rest"), *own])

    for route in own:
        knock_out(routing, route.name)

    assert routing.choose(CLOSED, 1.0) == chosen


def test_the_other_relay_of_a_domain_goes_before_the_rest() -> None:
    """While one of its own is in reach, the domain has no need of others."""
    names = frozenset({CLOSED})
    routing = Routing([Route("rest"), Route("own", 1, names, True), Route("twin", 1, names, True)])

    knock_out(routing, "own")

    assert {routing.choose(CLOSED, 1.0) for _ in range(5)} == {"twin"}


def test_failures_with_a_success_between_them_take_nothing_out() -> None:
    """A line lost now and then is weather."""
    routing = Routing([Route("a")])

    for _ in range(5):
        routing.failed("a", 0.0)
        routing.failed("a", 0.0)
        routing.succeeded("a", 0.0)

    assert routing.choose(HERE, 0.0) == "a"
    assert routing.next_probe(0.0) is None


def test_a_dead_relay_leaves_its_share_to_the_others() -> None:
    """The message goes, only by another way."""
    routing = Routing([Route("a", 9), Route("b", 1), Route("c", 1)])

    knock_out(routing, "a")

    assert Counter(routing.choose(HERE, 1.0) for _ in range(10)) == {"b": 5, "c": 5}


def test_a_relay_that_comes_back_is_not_flooded_with_what_it_missed() -> None:
    """It gets its share from now on, as if it had never been away."""
    routing = Routing([Route("a"), Route("b")])
    knock_out(routing, "a")
    for _ in range(100):
        routing.choose(HERE, 1.0)

    routing.succeeded("a", 2.0)

    assert Counter(routing.choose(HERE, 2.0) for _ in range(10)) == {"a": 5, "b": 5}


def test_where_nobody_serves_the_caller_learns_when_to_come_back() -> None:
    """Rows keep their place in line; nobody spins."""
    routing = Routing([Route("a"), Route("b")])
    knock_out(routing, "a", 0.0)
    knock_out(routing, "b", 10.0)

    assert routing.choose(HERE, 11.0) is None
    assert routing.next_probe(11.0) == FIRST_PROBE
    assert routing.choose(HERE, FIRST_PROBE) == "a"
    assert routing.next_probe(FIRST_PROBE) == 10.0 + FIRST_PROBE
    assert routing.next_probe(99.0) == 99.0


def test_probes_come_ever_less_often_and_at_least_every_quarter_of_an_hour() -> None:
    """A relay that is gone for the night is not knocked at all night."""
    routing = Routing([Route("a")])
    knock_out(routing, "a")
    now, pauses = 0.0, []

    for _ in range(8):
        ready = routing.next_probe(now)
        assert ready is not None
        pauses.append(ready - now)
        now = ready
        assert routing.choose(HERE, now) == "a"
        routing.failed("a", now)

    assert pauses == [20.0, 40.0, 80.0, 160.0, 320.0, 640.0, LAST_PROBE, LAST_PROBE]


def test_an_outage_after_the_healing_begins_with_the_short_pause() -> None:
    """What was long ago says nothing of today."""
    routing = Routing([Route("a")])
    knock_out(routing, "a")
    assert routing.choose(HERE, 30.0) == "a"
    routing.failed("a", 30.0)
    assert routing.choose(HERE, 90.0) == "a"
    routing.succeeded("a", 90.0)

    knock_out(routing, "a", 100.0)

    assert routing.next_probe(100.0) == 100.0 + FIRST_PROBE


def test_what_was_under_way_when_the_relay_went_does_not_lengthen_the_pause() -> None:
    """Ten lines that break together are one outage."""
    routing = Routing([Route("a")])
    knock_out(routing, "a")

    for _ in range(10):
        routing.failed("a", 1.0)

    assert routing.next_probe(1.0) == FIRST_PROBE


def test_a_probe_nobody_tells_of_is_given_to_another_message() -> None:
    """A worker that died must not keep the relay out for ever."""
    routing = Routing([Route("a")])
    knock_out(routing, "a")
    assert routing.choose(HERE, 30.0) == "a"
    assert routing.choose(HERE, 31.0) is None

    assert routing.choose(HERE, 929.0) is None
    assert routing.choose(HERE, 930.0) == "a"


def test_while_a_probe_is_under_way_the_others_ask_again_soon() -> None:
    """It may heal the relay in a second; nobody is sent away for a quarter of an hour."""
    routing = Routing([Route("a")])
    knock_out(routing, "a")

    assert routing.choose(HERE, 30.0) == "a"

    assert routing.next_probe(31.0) == 31.0 + FIRST_PROBE


def test_a_probe_that_does_not_go_is_given_to_another_message() -> None:
    """Its letter could not be composed, or its domain has to wait."""
    routing = Routing([Route("a")])
    knock_out(routing, "a")
    assert routing.choose(HERE, 30.0) == "a"

    assert routing.put_off("a", 40.0)

    assert routing.choose(HERE, 39.0) is None
    assert routing.next_probe(39.0) == 40.0
    assert routing.choose(HERE, 40.0) == "a"


def test_only_a_probe_can_be_put_off() -> None:
    """A relay in order takes the next message all the same."""
    routing = Routing([Route("a")])

    assert not routing.put_off("a", 40.0)

    assert routing.choose(HERE, 0.0) == "a"


@given(st.lists(st.tuples(st.floats(0, 400), st.sampled_from(["ask", "fail", "heal"]))))
def test_a_dead_relay_gets_exactly_one_probe_at_a_time(steps: list[tuple[float, str]]) -> None:
    """Whatever the order of asking and failing: the second would be a letter spoilt for nothing."""
    routing = Routing([Route("dead", 7), Route("alive")])
    knock_out(routing, "dead")
    now, probed_at, is_out = 0.0, None, True

    for gap, step in steps:
        now += gap
        if step == "ask" and routing.choose(HERE, now) == "dead" and is_out:
            assert probed_at is None or now >= probed_at + 900.0
            probed_at = now
        elif step == "fail" and probed_at is not None:
            routing.failed("dead", now)
            probed_at = None
        elif step == "heal" and probed_at is not None:
            routing.succeeded("dead", now)
            is_out, probed_at = False, None

    routing.succeeded("dead", now)
    assert Counter(routing.choose(HERE, now) for _ in range(8)) == {"dead": 7, "alive": 1}


@given(st.lists(st.sampled_from("abc"), max_size=60))
def test_everything_heals_whatever_has_failed(failing: list[str]) -> None:
    """One success each, and it is as on the first day."""
    routing = Routing([Route(name) for name in "abc"])
    for name in failing:
        routing.failed(name, 0.0)

    for name in "abc":
        routing.succeeded(name, 1.0)

    assert routing.next_probe(1.0) is None
    for name in "abc":
        routing.failed(name, 2.0)
    assert Counter(routing.choose(HERE, 2.0) for _ in range(9)) == {"a": 3, "b": 3, "c": 3}


def test_a_domain_that_no_relay_serves_has_none() -> None:
    """Nothing is sent over a relay that was meant for others."""
    routing = Routing([Route("own", 1, frozenset({CLOSED}))])

    assert routing.choose(HERE, 0.0) is None
    assert routing.next_probe(0.0) is None


def test_routes_that_cannot_be_meant_are_refused() -> None:
    """Two relays of one name would share their outages."""
    with pytest.raises(ValueError, match="two routes of one name"):
        Routing([Route("a"), Route("a")])
    with pytest.raises(ValueError, match="a: a weight is 1 or more"):
        Route("a", 0)

"""Which relay takes the next message: by recipient domain, by weight, and only those in reach.

Pure: the clock is an argument (`now`, seconds on a monotonic clock). It learns from what it is
told of each attempt, and knows no relay but by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

IN_A_ROW = 3  # failures to reach a relay, after which it is out
FIRST_PROBE = 20.0  # seconds until one message tries it again; doubled with each that fails
LAST_PROBE = 900.0
_LOST = 900.0  # seconds; a probe of which nobody has told is given to another message


@dataclass(frozen=True, slots=True)
class Route:
    """A relay and what goes over it: mail to its `domains` and nothing else, or without any the rest.

    `fallback`: when every relay of a domain is out of reach, and all of them allow it, the relays
    without domains take over. Otherwise its mail waits, as where it must not leave by another way.
    """

    name: str
    weight: int = 1
    domains: frozenset[str] = frozenset()
    fallback: bool = False

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError(f"{self.name}: a weight is 1 or more")


class Routing:
    """Guards the shares of the relays: over any run of messages, each is within one of its weight.

    Failures to reach a relay take it out after IN_A_ROW; then it gets one message at a time as a
    probe, and is healed by the first that gets through.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        self._relays = {route.name: _Relay(route) for route in routes}
        if len(self._relays) < len(routes):
            raise ValueError("two routes of one name")
        relays = self._relays.values()
        self._general = _Group([each for each in relays if not each.route.domains])
        own: dict[str, list[_Relay]] = {}
        for relay in relays:
            for domain in relay.route.domains:
                own.setdefault(domain.lower(), []).append(relay)
        groups = {tuple(each.route.name for each in of): _Group(of) for of in own.values()}
        self._groups = {d: groups[tuple(each.route.name for each in own[d])] for d in own}
        self._all = (self._general, *groups.values())
        self._out = 0

    def choose(self, domain: str, now: float) -> str | None:
        """Return the relay for the next message to `domain`; None where none that may is in reach.

        Whoever takes the name tells `failed` or `succeeded`. A probe goes before all others.
        """
        group = self._general
        if self._groups:
            group = self._groups.get(domain.lower(), group)
        chosen = group.choose(now, has_out=self._out > 0)
        if chosen is None and group.may_fall_back:
            chosen = self._general.choose(now, has_out=True)
        return chosen

    def failed(self, name: str, now: float) -> None:
        """Note that the relay could not be reached, or did not let us in."""
        relay = self._relays[name]
        relay.failures += 1
        if relay.is_out:
            if relay.probed_at is not None:
                relay.probed_at = None
                relay.pause = min(2 * relay.pause, LAST_PROBE)
                relay.probe_at = now + relay.pause
        elif relay.failures >= IN_A_ROW:
            relay.is_out, relay.pause, relay.probe_at = True, FIRST_PROBE, now + FIRST_PROBE
            self._regroup()

    def succeeded(self, name: str, now: float) -> None:  # noqa: ARG002 - told like `failed`
        """Note that the relay was reached, whatever it answered: it is in order again."""
        relay = self._relays[name]
        relay.failures = 0
        if relay.is_out:
            relay.is_out, relay.probed_at = False, None
            self._regroup()

    def others(self, domain: str, name: str) -> list[str]:
        """Return the relays in reach that may take mail to `domain`, beside `name`."""
        group = self._groups.get(domain.lower(), self._general)
        return [each for each, _ in group.weights if each != name]

    def put_off(self, name: str, until: float) -> bool:
        """Take back a probe that does not go, for another message to go at `until`; False: it is none."""
        relay = self._relays[name]
        if relay.probed_at is None:
            return False
        relay.probed_at, relay.probe_at = None, max(relay.probe_at, until)
        return True

    def next_probe(self, now: float) -> float | None:
        """Return when to ask for a relay that is out, `now` or later; None where none is out.

        While a probe is under way nobody knows: it may heal the relay at any moment.
        """
        out = [relay for relay in self._relays.values() if relay.is_out]
        times = [each.ready_at if each.probed_at is None else now + each.pause for each in out]
        return max(now, min(times)) if times else None

    def is_in_reach(self, name: str) -> bool:
        """Tell whether a relay may be sent to, be it by a probe that is under way."""
        relay = self._relays[name]
        return not relay.is_out or relay.probed_at is not None

    @property
    def is_out(self) -> bool:
        """Whether not one relay is in reach."""
        return self._out == len(self._relays)

    def _regroup(self) -> None:
        self._out = sum(relay.is_out for relay in self._relays.values())
        for group in self._all:
            group.regroup()


class _Relay:
    def __init__(self, route: Route) -> None:
        self.route = route
        self.failures = 0  # in a row
        self.is_out = False
        self.pause = FIRST_PROBE
        self.probe_at = 0.0  # when it is out
        self.probed_at: float | None = None  # the probe that is under way

    @property
    def ready_at(self) -> float:
        return self.probe_at if self.probed_at is None else self.probed_at + _LOST


class _Group:
    """The relays that may take the same domains, and how far each is behind its share."""

    def __init__(self, relays: Sequence[_Relay]) -> None:
        self.relays = relays
        self.may_fall_back = bool(relays) and all(each.route.fallback for each in relays)
        self.regroup()

    def regroup(self) -> None:
        """Begin anew with those in reach: a relay that was away owes nothing and is owed nothing."""
        healthy = [each.route for each in self.relays if not each.is_out]
        self.weights = [(route.name, route.weight) for route in healthy]
        self.total = sum(route.weight for route in healthy)
        self.credit = dict.fromkeys((route.name for route in healthy), 0)

    def choose(self, now: float, *, has_out: bool) -> str | None:
        if has_out and (probe := self._probe(now)):
            return probe
        if len(self.weights) < 2:
            return self.weights[0][0] if self.weights else None
        return self._next_in_turn()

    def _probe(self, now: float) -> str | None:
        for relay in self.relays:
            if relay.is_out and relay.ready_at <= now:
                relay.probed_at = now
                return relay.route.name
        return None

    def _next_in_turn(self) -> str:
        """Smooth weighted round robin that picks, of those not ahead of their share, the most urgent.

        Earliest deadline first (as in proportionate-fair scheduling) keeps each within one message
        of its share with any weights; picking the largest credit, as is usual, does not.
        """
        chosen, soonest = "", float("inf")
        for name, weight in self.weights:
            credit = self.credit[name] = self.credit[name] + weight
            until = (self.total - credit) / weight  # messages before it falls one behind
            if credit > 0 and until < soonest:
                chosen, soonest = name, until
        self.credit[chosen] -= self.total
        return chosen

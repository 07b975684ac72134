"""How fast one relay, and each recipient domain through it, may be written to.

Pure: the clock is an argument (`now`, seconds on a monotonic clock), and nothing waits in here.
A rate is kept by GCRA, the token bucket that remembers a single time. Replies that ask for less
halve it; each message that gets through brings a hundredth of it back.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from notifier.letters.mail.message import Outcome, Verdict

LONGEST = timedelta(hours=4)  # nobody is told to come back later than that
BURST = 10  # messages at once, at most; and never more than a tenth of what a minute allows
PAUSE = 900.0  # seconds; how long a reply may silence the whole relay
QUIET = 60.0  # seconds without success after which lines are opened one by one again
SAME = 2.0  # seconds; complaints this close together are one
_SLACK = 0.01  # seconds; a row may be back this much early
_STEP, _LEAST = 1 / 100, 1 / 64  # of the full rate: gained with a success; kept whatever is said
_ASSUMED = 600.0  # messages a minute; from where a domain without a limit is slowed down
_MOST_LINES = 1000
_FEW = 1000  # domains, before it is worth looking which may be forgotten

_STATUS = re.compile(r"4\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9])")  # RFC 3463 2
_RELAY_STATUS = frozenset({"4.3.1", "4.3.2", "4.4.5"})  # full, not accepting, congested
_PACE_STATUS = {450: ("4.2.", "4.7."), 451: ("4.7.",), 452: ("",)}
_PACE_WORDS = re.compile(
    r"gr[ae]y-?list|throttl|slow down|rate.?limit|sending rate|at a rate|message rate"
    r"|too (?:many|much|fast|frequent)|limits? exceeded|exceeded .{0,20}limit|unexpected volume",
    re.IGNORECASE,
)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_PART = r"[0-9]{1,7}(?:\.[0-9]{1,3})?\s*(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)(?![a-z])"
_ASKED = re.compile(
    # what may be tried again, and then, before any other number, how long that takes
    r"(?:again|retry\w*|come back|wait\w*|gr[ae]y-?list\w*|later|blocked|delayed|deferred"
    r"|throttled|resend|reconnect\w*)[^0-9]{0,40}?"
    rf"(?:(?P<parts>{_PART}(?:[\s,]*(?:and\s+)?{_PART})*)"
    r"|\b(?:in|for)\s+(?P<clock>[0-9]{1,2}(?::[0-9]{2}){1,2})(?![:0-9]|\s*(?:UTC|GMT|Z|[+-][0-9]))"
    r"|\b(?:in|after|for)[\s:=]+(?P<bare>[0-9]{1,6})(?=[.;,)\s]*$))",
    re.IGNORECASE,
)
_NUMBER_AND_UNIT = re.compile(r"([0-9.]+)\s*([smhd])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rate:
    """What is allowed: lines, or messages under way, at once; messages in any minute. None: all."""

    connections: int | None = None
    messages_per_minute: float | None = None

    def __post_init__(self) -> None:
        if self.connections is not None and self.connections < 1:
            raise ValueError("connections: at least 1, or nothing would ever go")
        if self.messages_per_minute is not None and not self.messages_per_minute > 0:
            raise ValueError("messages_per_minute: more than 0, or nothing would ever go")

    @property
    def is_limit(self) -> bool:
        """Whether there is anything to keep to."""
        return self.connections is not None or self.messages_per_minute is not None


class Pace:
    """Guards one relay's pace. A rate in `domains` takes the place of `per_domain` altogether.

    No window of a minute ever holds more than `messages_per_minute`, bursts included. What waits
    for its domain takes nothing from the others. Domains at full rate and at rest are forgotten.
    """

    def __init__(self, own: Rate, per_domain: Rate, domains: Mapping[str, Rate]) -> None:
        self._own = _Lane(Rate(messages_per_minute=own.messages_per_minute))
        self._lines = _Lines(own.connections or _MOST_LINES)
        self._per_domain = per_domain
        self._domains = {name.lower(): rate for name, rate in domains.items()}
        self._lanes: dict[str, _Lane] = {}
        self._crowd = _FEW
        limits = [self._own.is_timed, per_domain.is_limit, *(r.is_limit for r in domains.values())]
        self._is_unlimited = not any(limits)

    def slot(self, domain: str, now: float, *, ahead: bool = False) -> float:
        """Return 0.0 where a message to `domain` may go now, else the seconds after which to ask.

        With 0.0 the message counts as under way until `finish`, which must follow whatever
        happens. Any other answer takes nothing: it is a place of the row's own, behind those told
        before it, or (`ahead`: an urgent letter, a row that has waited before) in front of them.
        """
        if self._is_unlimited and not self._lanes and self._own.due <= now:
            return 0.0
        lane = self._lane(domain.lower(), now)
        if lane is not None and not lane.is_open(now):
            return lane.place(now, ahead=ahead) - now
        if not self._own.is_open(now):
            return self._own.place(now, ahead=ahead) - now
        self._own.take(now)
        if lane is not None:
            lane.take(now)
            lane.count(+1, now)
        return 0.0

    def finish(self, domain: str, outcome: Outcome | None, now: float) -> timedelta | None:
        """Heed what came of a message that had its slot; return the wait that the reply asks for.

        None as outcome: it did not go after all, and says nothing about the pace.
        """
        lane = self._lanes.get(domain.lower()) if self._lanes else None
        if lane is not None:
            lane.count(-1, now)
        if outcome is None:
            return None
        if outcome.verdict is Verdict.DEFERRED:
            return self._heed(domain.lower(), outcome, now)
        if outcome.verdict is Verdict.SENT:
            self._lines.grow(now)
            self._own.recover()
            if lane is not None:
                lane.recover()
                if lane.share == 1.0 and not lane.rate.is_limit:
                    del self._lanes[domain.lower()]
        return None

    def lines(self, now: float) -> int:
        """Return how many lines may be open at once: 1, doubled with each round that gets through."""
        return self._lines.allowed(now)

    def _lane(self, domain: str, now: float) -> "_Lane | None":
        lane = self._lanes.get(domain)
        if lane is None and (rate := self._domains.get(domain, self._per_domain)).is_limit:
            lane = self._admit(domain, rate, now)
        return lane

    def _admit(self, domain: str, rate: Rate, now: float) -> "_Lane":
        if len(self._lanes) >= self._crowd:
            self._lanes = {k: lane for k, lane in self._lanes.items() if not lane.is_idle(now)}
            self._crowd = max(_FEW, 2 * len(self._lanes))
        lane = self._lanes[domain] = _Lane(rate)
        return lane

    def _heed(self, domain: str, outcome: Outcome, now: float) -> timedelta | None:
        asked = retry_after(outcome.reply, outcome.code)
        concern = _concern(outcome, asked)
        if concern == "domain":
            (self._lane(domain, now) or self._admit(domain, Rate(), now)).slow(now)
        elif concern == "relay":
            self._lines.halve(now)
            if self._own.is_timed and outcome.code is not None:
                self._own.slow(now)
            if asked:
                self._own.pause(now + min(asked.total_seconds(), PAUSE))
        return asked


def retry_after(reply: str, code: int | None) -> timedelta | None:
    """Return the wait that a 4xx reply asks for, at most LONGEST; None where it names none.

    Understood: "300 seconds", "5 min", "1 hour and 5 minutes", "4m59s", "in 00:04:59", "after 300";
    only behind words such as again, retry, greylisted, so that a quota is not taken for a wait.
    """
    found = _ASKED.search(reply[:500]) if code is not None and code // 100 == 4 else None
    if found is None:
        return None
    if parts := found["parts"]:
        pairs = _NUMBER_AND_UNIT.findall(parts)
        seconds = sum(float(number) * _UNITS[unit.lower()] for number, unit in pairs)
    else:
        seconds = 0.0
        for figure in (found["clock"] or found["bare"]).split(":"):
            seconds = seconds * 60 + int(figure)
    return min(timedelta(seconds=seconds), LONGEST) or None


def _concern(outcome: Outcome, asked: timedelta | None) -> Literal["relay", "domain"] | None:
    """Return whom a reply that defers asks for less."""
    code = outcome.code
    if code in {None, 421} or not outcome.reached:  # RFC 5321 3.8: it takes its leave of us all
        return "relay"
    found = _STATUS.match(outcome.reply)
    status = found[0] if found else ""
    if code is None or code // 100 != 4 or status == "4.2.2":  # a full mailbox, not the pace
        return None
    if status in _RELAY_STATUS:
        return "relay"
    is_pace = asked is not None or status.startswith(_PACE_STATUS.get(code, ()))
    return "domain" if is_pace or _PACE_WORDS.search(outcome.reply[:500]) else None


class _Lane:
    """Guards one rate: whether one more may go now, and when each of the others may ask again."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self.is_timed = rate.messages_per_minute is not None
        per_minute = rate.messages_per_minute or _ASSUMED
        burst = max(1.0, min(BURST, per_minute // 10))
        # so that the burst is a part of the minute's messages and does not come on top of them
        self.interval = (60 + _SLACK) / (per_minute - burst + 1)
        self.tolerance = (burst - 1) * self.interval
        self.due = -math.inf  # GCRA's theoretical arrival time
        self.share = 1.0  # of the full rate
        self.slowed_at = -math.inf
        self.connections = rate.connections
        self.under_way = 0
        self.typical = 0.1  # seconds that a message is under way, by Little's law; at first a guess
        self.area = 0.0  # messages under way x seconds, since the last one finished
        self.seen = 0.0  # when `area` was brought up to date
        self.front = self.back = -math.inf  # the last place told to those ahead, and to the others

    @property
    def width(self) -> int:
        return max(1, int((self.connections or 0) * self.share))

    def is_open(self, now: float) -> bool:
        is_full = self.connections is not None and self.under_way >= self.width
        return not is_full and now + _SLACK >= self.due - self.tolerance

    def take(self, now: float) -> None:
        if self.is_timed or self.share < 1.0:
            self.due = max(self.due, now) + self.interval / self.share

    def count(self, change: int, now: float) -> None:
        """Keep how many are under way, and with each that finishes, how long one takes."""
        self.area += self.under_way * (now - self.seen)
        self.seen = now
        self.under_way = max(0, self.under_way + change)
        if change < 0:
            self.typical += (self.area - self.typical) / 5
            self.area = 0.0

    def place(self, now: float, *, ahead: bool) -> float:
        """Return a time for one who found no room, apart from those told to the others."""
        spacing = self.interval / self.share if self.is_timed or self.share < 1.0 else _SLACK
        opens = max(self.due - self.tolerance, now + _SLACK)
        if self.connections is not None:
            spacing = max(spacing, self.typical / self.width)
            opens = max(opens, now + spacing)
        place = max(opens, (self.front if ahead else max(self.front, self.back)) + spacing)
        if place > now + LONGEST.total_seconds():
            place = opens  # begin anew: whoever comes back too early is told again
        if ahead:
            self.front = place
        else:
            self.back = place
        return place

    def slow(self, now: float) -> None:
        """Halve the rate, once for complaints that are one, and spend what was left of the burst."""
        if now - self.slowed_at < SAME:
            return
        self.slowed_at = now
        self.share = max(self.share / 2, _LEAST)
        self.pause(now + self.interval / self.share)

    def pause(self, until: float) -> None:
        self.due = max(self.due, until + self.tolerance)

    def recover(self) -> None:
        if self.share < 1.0:
            self.share = min(1.0, self.share + _STEP)

    def is_idle(self, now: float) -> bool:
        """Whether a new lane would do the same, or nobody has asked for as long as anybody waits."""
        last = max(self.due, self.front, self.back)
        if last <= now and not self.under_way and self.share == 1.0:
            return True
        return now > max(last, self.seen, self.slowed_at) + LONGEST.total_seconds()


class _Lines:
    """Guards how many lines are open: one more with each success, half of them after a complaint."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.open = 1.0
        self.brink = float(most)  # from here on one more with each round only
        self.used = self.halved_at = -math.inf

    def allowed(self, now: float) -> int:
        return 1 if now - self.used > QUIET else int(self.open)

    def grow(self, now: float) -> None:
        if now - self.used > QUIET:
            self.open = 1.0
        self.used = now
        if self.open < self.most:
            more = 1.0 if self.open < self.brink else 1.0 / self.open
            self.open = min(self.most, self.open + more)

    def halve(self, now: float) -> None:
        if now - self.halved_at >= SAME:
            self.halved_at = now
            self.open = self.brink = max(1.0, self.open / 2)

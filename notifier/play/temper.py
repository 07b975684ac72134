"""Who a simulated focal point is: whether, when and how it answers, drawn once and for good."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from notifier.members.member import FocalPoint


class Habit(StrEnum):
    """Whether and when somebody answers at all."""

    PROMPT = "prompt"  # answers most invitations before a reminder comes
    AFTER_REMINDER = "after-reminder"
    AWAY = "away"  # out of office first, answers a week later
    SILENT = "silent"
    GONE = "gone"  # no such mailbox, and the server says so at RCPT
    GONE_LATER = "gone-later"  # no such mailbox, but the server takes the mail and returns it
    FULL = "full"  # mailbox over quota: the mail is lost, the address is not
    UNREACHABLE = "unreachable"  # the server is down for days: delayed first, then given up


class Manner(StrEnum):
    """How somebody answers."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    TENTATIVE = "tentative"
    PROSE = "prose"
    CONTRIBUTION = "contribution"
    SECRETARY = "secretary"  # an office answers for the focal point, from its own address
    DELEGATES = "delegates"  # hands over to a colleague


class Client(StrEnum):
    """The program that writes the mail, and so the dialect it is written in."""

    EXCHANGE = "exchange"
    GOOGLE = "google"
    APPLE = "apple"
    THUNDERBIRD = "thunderbird"


# Shares of all focal points, except missions: with the diligence below about 30 % answer a
# consultation by themselves and 15 % after a reminder.
HABITS: Mapping[Habit, float] = {
    Habit.PROMPT: 0.36,
    Habit.AFTER_REMINDER: 0.12,
    Habit.AWAY: 0.03,
    Habit.GONE: 0.008,
    Habit.GONE_LATER: 0.006,
    Habit.FULL: 0.004,
    Habit.UNREACHABLE: 0.002,
    Habit.SILENT: 0.47,
}
MANNERS: Mapping[Manner, float] = {
    Manner.ACCEPTS: 0.42,
    Manner.DECLINES: 0.13,
    Manner.TENTATIVE: 0.08,
    Manner.PROSE: 0.17,
    Manner.CONTRIBUTION: 0.12,
    Manner.SECRETARY: 0.05,
    Manner.DELEGATES: 0.03,
}
CLIENTS: Mapping[Client, float] = {
    Client.EXCHANGE: 0.5,
    Client.GOOGLE: 0.22,
    Client.APPLE: 0.14,
    Client.THUNDERBIRD: 0.14,
}
DILIGENCE = (0.6, 1.0)  # chance of answering an invitation, from the laziest to the keenest
AFTER_REMINDER = 0.75  # chance that a reminder moves somebody who means to answer
AFTER_UPDATE = 0.8  # chance that somebody who answers does so again when the invitation changes
MISSIONS_THAT_ANSWER = 0.25  # the others leave it to the capital

_BOUNCING = frozenset({Habit.GONE_LATER, Habit.FULL, Habit.UNREACHABLE})
_UNREAD = frozenset({Habit.SILENT, Habit.GONE})
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Temper:
    """What one focal point is like."""

    habit: Habit
    manner: Manner
    client: Client
    diligence: float

    @property
    def is_unread(self) -> bool:
        """Whether a mail to this focal point can never bring anything back."""
        return self.habit in _UNREAD

    @property
    def is_bouncing(self) -> bool:
        """Whether a mail is taken at the door and returned later."""
        return self.habit in _BOUNCING


def temper_of(point: FocalPoint, seed: int) -> Temper:
    """Return the temper of `point` under `seed`: the same one each time, whoever else there is."""
    rng = dice(seed, point.id)
    temper = Temper(
        habit=draw(HABITS, rng),
        manner=draw(MANNERS, rng),
        client=draw(CLIENTS, rng),
        diligence=rng.uniform(*DILIGENCE),
    )
    leaves_it_to_capital = rng.random() >= MISSIONS_THAT_ANSWER
    is_mission = point.roles == {"mission"} and temper.habit in {Habit.PROMPT, Habit.AFTER_REMINDER}
    if is_mission and leaves_it_to_capital:
        return Temper(Habit.SILENT, temper.manner, temper.client, temper.diligence)
    return temper


def draw(shares: Mapping[_Choice, float], rng: random.Random) -> _Choice:
    """Return one of `shares`, as often as its share says."""
    return rng.choices(tuple(shares), tuple(shares.values()))[0]


def dice(seed: int, *names: str) -> random.Random:
    """Return the dice of `names` under `seed`: nobody else's throws move them."""
    return random.Random("/".join((str(seed), *names)))  # noqa: S311 - dice, not secrets

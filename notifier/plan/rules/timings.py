"""When each kind of letter is issued, and who of those concerned gets it."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from pydantic import Field

from notifier.plan.kind import STANDING, Kind
from notifier.plan.rules.rule import Anchor, Days, Narrowed, Side, Sides, unsound

To = Literal["all", "accepted", "silent"]

_BEFORE: tuple[Side, ...] = ("before",)
_AFTER: tuple[Side, ...] = ("after",)
_EITHER: tuple[Side, ...] = get_args(Side)
# what a letter of each kind can be counted from, and on which side of it
_SIDES: Mapping[Kind, Sides] = {
    Kind.ADVANCE_NOTICE: {
        "activity-start": _BEFORE,
        "approved": _AFTER,
        "first-cluster": _EITHER,
    },
    Kind.CONSULTATION: {
        "session": _BEFORE,
        "deadline": _BEFORE,
        "activity-start": _BEFORE,
        "approved": _AFTER,
        "first-cluster": _EITHER,
    },
    Kind.OUTCOME: {"deadline": _AFTER, "session": _AFTER},
    Kind.UPDATE: {"event": _AFTER},
    Kind.CANCELLATION: {"event": _AFTER},
    Kind.CORRIGENDUM: {"event": _AFTER},
}
_IN_PLAN = "its readers stand in the plan, with each activity and consultation"
_TOLD = "it goes to all who were told before: each of them must hear that it is no longer true"
# why the readers of some kinds are not narrowed here
_WHOLE: Mapping[Kind, str] = {
    Kind.ADVANCE_NOTICE: _IN_PLAN,
    Kind.CONSULTATION: _IN_PLAN,
    Kind.UPDATE: _TOLD,
    Kind.CANCELLATION: _TOLD,
    Kind.CORRIGENDUM: _TOLD,
}


class Timing(Narrowed):
    """When one kind of letter is issued, counted from its anchor."""

    anchor: Anchor = Field(
        description="What the days are counted from: approved (the activity's assessment first"
        " stood in the plan in force); activity-start; first-cluster (its first day, or after its"
        " last); session (its start or the deadline, whichever comes first; for an outcome"
        " whichever comes last); deadline; event (the change itself). Each kind has its own."
    )
    prepare: Days = Field(
        0, description="Calendar days before its issue that the draft is made: time to translate."
    )
    to: To = Field(
        "all",
        description="Of an outcome notice: all who were invited, those who accepted, or those whose"
        " members are silent. Other kinds go to all.",
    )


def unsound_timings(timings: Mapping[Kind, Timing]) -> Iterator[str]:
    """Yield, in sentences, what does not fit in the timings, kinds without one included."""
    yield from (f"There is no timing for {kind.value}." for kind in _SIDES if kind not in timings)
    for kind, timing in timings.items():
        if kind in STANDING:
            yield f"The timing of {kind.value} has a section of its own."
            continue
        what = f"The timing of {kind.value}"
        yield from unsound(timing, _SIDES[kind], what)
        if kind in _WHOLE and (timing.is_narrowed or timing.to != "all"):
            yield f"{what} cannot choose among its readers: {_WHOLE[kind]}."

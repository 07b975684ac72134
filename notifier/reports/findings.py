"""What was found in the ledger and in the plan on one morning: the rows that a digest is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notifier.plan.actions import Warn
from notifier.reports.ahead import Coming

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quiet:
    """An open consultation: the members of which nothing was heard yet, of all that were asked."""

    key: str
    closes: datetime
    year: int  # in which it was opened
    asked: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a digest may speak of. `titles` and `members` are the English names of keys.

    `held` are holds, and the plan and feeds that wait for a yes. `unfinished` and `warnings` are
    warnings with the moment since when they hold, where it is known.
    """

    now: datetime
    since: datetime  # from when on what failed is told
    zone: str  # of the duty station
    pending: Sequence[Row] = ()
    doubts: Sequence[Row] = ()
    lost: Sequence[Row] = ()
    held: Sequence[Row] = ()
    mails: Sequence[Row] = ()
    feeds: Sequence[Row] = ()
    failed: Sequence[Row] = ()
    unfinished: Sequence[Warn] = ()
    warnings: Sequence[Warn] = ()
    quiet: Sequence[Quiet] = ()
    coming: Sequence[Coming] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)

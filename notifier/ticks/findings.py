"""Gather from the ledger and the plan in force what a digest may speak of."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from notifier.ledger import digests, endings, holds, mail, notices, plans, tries
from notifier.ledger.database import Tx, moment
from notifier.members.member import Directory
from notifier.plan.actions import Warn
from notifier.plan.activity import Plan, text_in
from notifier.plan.readers.reached import not_reached
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.rules.workdays import DAY
from notifier.plan.schedule import consultations_in, is_cancelled
from notifier.plan.tasks.documents import documents
from notifier.plan.tasks.outcomes import closed_at
from notifier.reports.ahead import HORIZON, coming
from notifier.reports.findings import Findings, Quiet
from notifier.ticks.audit import attention
from notifier.ticks.intake import in_force
from notifier.ticks.watch import Sources, known

_NOBODY: frozenset[str] = frozenset()
# told by sections of their own
_TOLD_ELSEWHERE = frozenset({"plan-held", "mail-held", "feed-implausible", "feed-empty"})


def gather(tx: Tx, sources: Sources, now: datetime, last: digests.Last | None) -> Findings:
    """Return what was found at `now`; what failed is told since the `last` digest."""
    rules = sources.rules
    plan = in_force(tx, sources.plan).model_copy(update={"year": now.year})
    record = known(tx, plan, now + HORIZON)
    since = _since(rules, now, last)
    today = rules.workdays.day_of(now)
    return Findings(
        now=now,
        since=since,
        zone=rules.duty_station.zone,
        pending=digests.pending(tx),
        doubts=digests.in_doubt(tx),
        lost=digests.lost(tx, since),
        held=list(_held(tx)),
        mails=[row | {"received_at": moment(row["received_at"])} for row in mail.held(tx)],
        feeds=digests.feeds(tx),
        failed=digests.failed(tx, rules.workdays.day_of(since), today),
        unfinished=_unfinished(tx, now),
        warnings=tuple(_warnings(tx, rules, now)),
        quiet=tuple(_quiet(tx, plan, record, now)),
        coming=coming(plan, sources.directory, rules, record, now),
        titles=_titles(plan),
        members=_names(sources.directory),
    )


def _since(rules: Rules, now: datetime, last: digests.Last | None) -> datetime:
    """Return the opening of the working day before, or of the day of the last digest if earlier."""
    workdays = rules.workdays
    day = workdays.roll(workdays.day_of(now) - DAY, "previous")
    return workdays.opening(min(day, last.day) if last else day)


def _held(tx: Tx) -> Iterator[Mapping[str, Any]]:
    proposal = plans.proposed(tx)
    if proposal:
        yield {
            "key": f"plan/{proposal.since.isoformat()}",
            "subject": "plan",
            "text": f"The plan as it reads now is not in force. {proposal.why}",
            "final": False,
            "since": proposal.since,
        }
    for row in holds.waiting(tx):
        yield row | {"since": moment(row["since"])}


def _unfinished(tx: Tx, now: datetime) -> tuple[Warn, ...]:
    """Return what the daily check of the outbox would say now; doubts have a section of their own."""
    found = attention(endings.endings(tx), now)
    return tuple(each for each in found if each.code != f"{endings.OURS}unsure")


def _warnings(tx: Tx, rules: Rules, now: datetime) -> Iterator[Warn]:
    """Yield the warnings that hold, a missing cluster always among them."""
    kept = [Warn(row["code"], row["subject"], row["text"]) for row in notices.warnings(tx)]
    due = [each for each in documents(now.year, rules, Record(), now) if isinstance(each, Warn)]
    for each in {warning.key: warning for warning in (*due, *kept)}.values():
        if each.code not in _TOLD_ELSEWHERE and not each.code.startswith(endings.OURS):
            yield each


def _quiet(tx: Tx, plan: Plan, record: Record, now: datetime) -> Iterator[Quiet]:
    """Yield the open consultations, the earliest deadline first, with those not heard of yet.

    Not silent is whoever a mail is held of that may be its answer, or whom no message reached.
    """
    open_now = {
        key: closes
        for key, placed in consultations_in(plan).items()
        if key in record.known
        and not is_cancelled(*placed)
        and now < (closes := closed_at(key, placed, record))
    }
    lost = not_reached(tries.now(tx, open_now, now))
    for key, closes in sorted(open_now.items(), key=lambda pair: (pair[1], pair[0])):
        asked = {member for _, member in record.invited.get(key, ())}
        heard = record.answered.get(key, _NOBODY) | record.held.get(key, _NOBODY)
        silent = asked - heard - lost.get(key, _NOBODY)
        yield Quiet(key, closes, _year(key, closes, record), len(asked), tuple(sorted(silent)))


def _year(key: str, closes: datetime, record: Record) -> int:
    """Return the year in which a consultation was opened, as the report counts it."""
    letter = record.opened_by.get(key)
    return (letter.issued_at if letter and letter.issued_at else closes).astimezone(UTC).year


def _titles(plan: Plan) -> Mapping[str, str]:
    titles = {activity.id: text_in(activity.title, "en") for activity in plan.activities}
    for key, (activity, call) in consultations_in(plan).items():
        own = text_in(call.title, "en") or call.id
        titles[key] = f"{text_in(activity.title, 'en')} – {own}"
    return titles


def _names(directory: Directory) -> Mapping[str, str]:
    members: Iterable[tuple[str, Any]] = directory.members.items()
    return {code: text_in(member.names, "en", code) for code, member in members}

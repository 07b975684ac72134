"""What needs a person: members that no letter reached, and mails that are held too long."""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime, timedelta

from notifier.members.audience import addressees
from notifier.members.member import Directory
from notifier.plan.actions import Warn
from notifier.plan.activity import Plan, text_in
from notifier.plan.readers.reached import Tries, not_reached, without_contact
from notifier.plan.record import Record
from notifier.plan.schedule import Placed, consultations_in, is_cancelled
from notifier.plan.tasks.outcomes import closed_at

HELD_AT_MOST = timedelta(days=5)  # meanwhile nobody is reminded whom a held mail may speak for
WORTH_A_WARNING = timedelta(days=30)  # after the deadline
_NOBODY: frozenset[str] = frozenset()


def attention(
    plan: Plan, directory: Directory, record: Record, tries: Sequence[Tries], now: datetime
) -> Iterator[Warn]:
    """Yield a warning for each member that was consulted and not reached, or is not invited.

    And one for the oldest mail that is held.

    Members without any contact are one warning for each consultation. Whoever answered all the
    same, or has a mail held, was reached in another way.
    """
    lost, alone = not_reached(tries), without_contact(tries)
    for key, placed in consultations_in(plan).items():
        if _is_worth_it(key, placed, record, now):
            heard = record.answered.get(key, _NOBODY) | record.held.get(key, _NOBODY)
            yield from _no_contact(key, placed, alone.get(key, _NOBODY) - heard)
            yield from _not_reached(key, placed, directory, record, lost.get(key, _NOBODY) - heard)
            yield from _not_invited(key, placed, directory, record, now)
    yield from _held_too_long(record, now)


def _is_worth_it(key: str, placed: Placed, record: Record, now: datetime) -> bool:
    if key not in record.known or is_cancelled(*placed):
        return False
    return now < closed_at(key, placed, record) + WORTH_A_WARNING


def _no_contact(key: str, placed: Placed, members: Set[str]) -> Iterator[Warn]:
    if members:
        codes = ", ".join(sorted(members))
        text = f"{_title(placed)}: {len(members)} members have no contact, and were not asked: {codes}."
        mend = " Add contacts to focal_points.csv and write to them."
        yield Warn("no-contact", f"{key}/{len(members)}", text + mend)


def _not_invited(
    key: str, placed: Placed, directory: Directory, record: Record, now: datetime
) -> Iterator[Warn]:
    """Warn of members that belong to the audience as it is now, could be written to, and were not."""
    invited = {member for _, member in record.invited.get(key, ())}
    if not invited or closed_at(key, placed, record) <= now:
        return
    dead = record.suppressed
    found = addressees(directory, placed[1].audience, now.date(), suppressed=dead).focal_points
    if missing := sorted({point.member for point in found} - invited):
        text = (
            f"{_title(placed)}: {len(missing)} members of its audience were not in it, or had no"
            f" contact, when its letter was issued, and are not invited: {', '.join(missing)}."
            " Write to them."
        )
        yield Warn("not-invited", f"{key}/{len(missing)}", text)


def _not_reached(
    key: str, placed: Placed, directory: Directory, record: Record, members: Set[str]
) -> Iterator[Warn]:
    letter = record.opened_by.get(key)
    reference = (letter.reference if letter else None) or key
    for code in sorted(members):
        member = directory.members.get(code)
        name = f"{text_in(member.names, 'en')} ({code})" if member else code
        yield Warn(
            "not-reached",
            f"{key}/{code}",
            f"{name} was not reached by {reference}, {_title(placed)}: no"
            " message to it arrived. Add a contact to focal_points.csv and write to it; until then"
            " its silence counts for nothing.",
        )


def _title(placed: Placed) -> str:
    return f"{text_in(placed[0].title, 'en')}, consultation {placed[1].id!r}"


def _held_too_long(record: Record, now: datetime) -> Iterator[Warn]:
    if record.oldest_held is None:
        return
    mail, since = record.oldest_held
    if now >= since + HELD_AT_MOST:
        yield Warn(
            "mail-held",
            str(mail),
            f"Mail {mail} has waited for a person since {since:%Y-%m-%d}; whom it may speak for is"
            " not reminded meanwhile. `notifier mail held` lists all that wait.",
        )

"""What still waits in line and is untrue by now is found, and nothing else."""

from datetime import datetime, timedelta

import pytest

from notifier.answers.response import Said
from notifier.ledger import invitations, letters, outbox, overtaken, responses
from notifier.ledger.database import Ledger, Tx, stamp
from notifier.letters.letter import Letter
from notifier.plan.kind import Kind
from tests.scenes import CONSULTATION, NOON, a_focal_point

OTHER = "other/call"
HOUR = timedelta(hours=1)


def issues(tx: Tx, kind: Kind, *consultations: str, at: datetime = NOON) -> Letter:
    """A letter about some consultations that was issued at a moment."""
    key = f"{kind}/{'+'.join(consultations)}/{at}"
    letters.draft(
        tx, key, kind, activity="a", consultations=consultations, facts={}, addressees=(),
        parent=None, urgent=False, due_at=at, at=at,
    )  # fmt: skip
    tx.run(
        "update letters set status = 'issued', issued_at = :at where key = :key",
        at=stamp(at),
        key=key,
    )
    letter = letters.find(tx, key)
    assert isinstance(letter, Letter)
    return letter


def waits(tx: Tx, kind: Kind, *consultations: str, code: str = "fr") -> int:
    """A message of a released letter about some consultations, in line for the morning."""
    letter = issues(tx, kind, *consultations)
    letters.released(tx, letter, NOON)
    return writes(tx, letter, code)


def writes(tx: Tx, letter: Letter, code: str = "fr") -> int:
    """A message of a letter, in line for the morning."""
    point = a_focal_point(code)
    entry = outbox.Entry(
        f"{letter.key}/{point.id}", point, "en", f"<{letter.key}/{code}@x.example>", {},
        not_before=NOON + 9 * HOUR,
    )  # fmt: skip
    outbox.enqueue(tx, letter, [entry], priority=7, at=NOON)
    row = tx.one("select max(id) as id from messages")
    assert row is not None
    return int(row["id"])


def answers(tx: Tx, consultation: str, code: str = "fr") -> None:
    """A member says yes to a consultation."""
    point = a_focal_point(code)
    new = responses.NewResponse(
        key=f"{consultation}/{code}", consultation=consultation, member=point.member,
        focal_point=point.id, channel="mail", said=Said.ACCEPTED, comment="", given_at=NOON,
        received_at=NOON, is_late=False, is_outdated=False, mail=None,
    )  # fmt: skip
    responses.log(tx, new, actor="listen")


def invites(tx: Tx, consultation: str) -> None:
    """France is invited to a consultation."""
    letter = issues(tx, Kind.CONSULTATION, consultation, at=NOON - HOUR)
    letters.released(tx, letter, NOON - HOUR)
    invitations.invite(
        tx, consultation, a_focal_point(), letter=letter.id, sequence=0, at=NOON - HOUR
    )


@pytest.mark.parametrize(("kind", "first"), [(Kind.CANCELLATION, 0), (Kind.UPDATE, 2)])
def test_what_waits_about_a_consultation_is_found(kind: Kind, first: int) -> None:
    """Reminders and notices, and of what is called off all; nothing about something else, nor its own.

    An update says only what changed: the invitation and the update before it still go first.
    """

    def unit(tx: Tx) -> tuple[list[int], list[int]]:
        ids = [
            waits(tx, Kind.CONSULTATION, CONSULTATION),
            waits(tx, Kind.UPDATE, CONSULTATION),
            waits(tx, Kind.REMINDER, CONSULTATION),
            waits(tx, Kind.REMINDER, OTHER, CONSULTATION),
            waits(tx, Kind.SESSION_NOTICE, CONSULTATION),
        ]
        waits(tx, Kind.OUTCOME, CONSULTATION)
        waits(tx, Kind.REMINDER, OTHER)
        newer = issues(tx, kind, CONSULTATION, at=NOON + HOUR)
        writes(tx, newer)
        return ids, overtaken.waiting(tx, newer)

    with Ledger(":memory:") as ledger:
        ids, found = ledger.now(unit)
    assert found == ids[first:]


def test_what_has_left_is_beyond_recall() -> None:
    """It is not in line any more."""
    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: waits(tx, Kind.REMINDER, CONSULTATION))
        ledger.now(lambda tx: tx.run("update messages set state = 'sent'"))
        update = ledger.now(lambda tx: issues(tx, Kind.UPDATE, CONSULTATION, at=NOON + HOUR))

        assert ledger.now(lambda tx: overtaken.waiting(tx, update)) == []


def test_a_merged_reminder_outlives_the_end_of_one_of_its_consultations() -> None:
    """The other is open and nothing else was said of it; once something is, it is untrue as well."""
    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: invites(tx, OTHER))
        merged = ledger.now(lambda tx: waits(tx, Kind.REMINDER, OTHER, CONSULTATION))
        later = NOON + HOUR
        update = ledger.now(lambda tx: issues(tx, Kind.UPDATE, CONSULTATION, at=later))
        assert ledger.now(lambda tx: overtaken.waiting(tx, update)) == []

        ledger.now(lambda tx: letters.released(tx, update, later))
        second = ledger.now(lambda tx: issues(tx, Kind.UPDATE, OTHER, at=later))
        assert ledger.now(lambda tx: overtaken.waiting(tx, second)) == [merged]


@pytest.mark.parametrize("kind", [Kind.CONSULTATION, Kind.UPDATE])
def test_an_update_closes_no_letter_before_it_and_a_cancellation_does(kind: Kind) -> None:
    """It refers to what they said; behind them, it waits."""
    with Ledger(":memory:") as ledger:
        first = ledger.now(lambda tx: issues(tx, kind, CONSULTATION))
        update = ledger.now(lambda tx: issues(tx, Kind.UPDATE, CONSULTATION, at=NOON + HOUR))
        assert not ledger.now(lambda tx: overtaken.close(tx, first, NOON + HOUR))
        assert ledger.now(lambda tx: overtaken.is_behind(tx, update))

        ledger.now(lambda tx: issues(tx, Kind.CANCELLATION, CONSULTATION, at=NOON + 2 * HOUR))
        assert ledger.now(lambda tx: overtaken.close(tx, first, NOON + 2 * HOUR))
        assert not ledger.now(lambda tx: overtaken.is_behind(tx, update))


def test_a_merged_reminder_goes_only_once_all_of_it_is_answered() -> None:
    """It still asks for the other answer; another member's stays."""
    with Ledger(":memory:") as ledger:
        merged = ledger.now(lambda tx: waits(tx, Kind.REMINDER, OTHER, CONSULTATION))
        ledger.now(lambda tx: waits(tx, Kind.REMINDER, CONSULTATION, code="no"))
        ledger.now(lambda tx: answers(tx, CONSULTATION))
        assert ledger.now(lambda tx: overtaken.answered(tx, CONSULTATION, "FR")) == []

        ledger.now(lambda tx: answers(tx, OTHER))
        assert ledger.now(lambda tx: overtaken.answered(tx, OTHER, "FR")) == [merged]
        both = ledger.now(lambda tx: overtaken.who_answered(tx, (OTHER, CONSULTATION)))
        assert both == {"FR"}


def test_nobody_needs_the_end_of_what_never_left() -> None:
    """France was never written to; Norway was."""

    def unit(tx: Tx) -> tuple[int, list[int]]:
        waits(tx, Kind.UPDATE, CONSULTATION)
        letter = issues(tx, Kind.CONSULTATION, CONSULTATION)
        sent = writes(tx, letter, "no")
        tx.run("update messages set state = 'sent' where id = :id", id=sent)
        off = issues(tx, Kind.CANCELLATION, CONSULTATION, at=NOON + HOUR)
        mine = writes(tx, off)
        writes(tx, off, "no")
        return mine, overtaken.needless(tx, off)

    with Ledger(":memory:") as ledger:
        mine, found = ledger.now(unit)
    assert found == [mine]

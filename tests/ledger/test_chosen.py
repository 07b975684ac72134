"""Messages are chosen by what they are, and all of them are seen, however many."""

from datetime import timedelta
from functools import partial

import pytest

from notifier.ledger import chosen
from notifier.ledger.chosen import PAGE, Choice
from notifier.ledger.database import Ledger, Tx
from notifier.letters.mail.message import Outcome, State, Verdict
from tests.doubts import UNSURE, tried
from tests.scenes import NOON, enqueued

SENT = Outcome(Verdict.SENT, 250, "2.0.0 queued as 1", via="mx.example:587 TLSv1.3")
DEAD = Outcome(Verdict.REFUSED, 550, "5.1.1 no such user", via="other.example:25 no TLS")
HOUR = timedelta(hours=1)


def four(ledger: Ledger) -> int:
    """A letter to four members: sent, refused, in doubt, waiting. Return its id."""
    letter = enqueued(ledger, "fr", "no", "eg", "cn")
    for hour, outcome in enumerate((SENT, DEAD, UNSURE)):
        tried(ledger, outcome, at=NOON + hour * HOUR, limit=1)
    return letter.id


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (Choice(), [4, 3, 2, 1]),
        (Choice(state=State.REFUSED), [2]),
        (Choice(letter=1), [4, 3, 2, 1]),
        (Choice(letter=2), []),
        (Choice(member="EG"), [3]),
        (Choice(relay="mx.example"), [1]),
        (Choice(relay="example"), [2, 1]),
        (Choice(relay="%"), []),
        (Choice(since=NOON + HOUR), [3, 2]),
        (Choice(state=State.SENT, member="NO"), []),
    ],
)
def test_a_choice_is_all_that_it_says(choice: Choice, ids: list[int]) -> None:
    """Its list, its totals and its numbers are of the same messages."""
    with Ledger(":memory:") as ledger:
        four(ledger)

        listed = ledger.now(partial(chosen.newest, choice=choice, limit=10))
        totals = ledger.now(partial(chosen.totals, choice=choice))
        numbers = ledger.now(partial(chosen.ids, choice=choice))
        each = ledger.now(lambda tx: [row["id"] for row in chosen.each(tx, choice)])

        assert [row["id"] for row in listed] == ids
        assert numbers == each == ids[::-1]
        assert sum(totals.values()) == len(ids)


def test_each_message_comes_with_its_last_step_or_with_all_of_them() -> None:
    """Who said what, over which relay."""
    with Ledger(":memory:") as ledger:
        four(ledger)

        rows = ledger.now(lambda tx: list(chosen.each(tx, Choice())))
        journal = ledger.now(lambda tx: list(chosen.each_step(tx, Choice(member="NO"))))

        last = [(row["step"], row["step_code"], row["via"]) for row in rows]
        assert last == [
            ("sent", 250, "mx.example:587 TLSv1.3"),
            ("refused", 550, "other.example:25 no TLS"),
            ("unsure", None, None),
            (None, None, None),
        ]
        assert [step["step"] for step in journal] == ["claimed", "sending", "refused"]


def test_no_message_is_left_out_at_the_end_of_a_page() -> None:
    """A page is what is in memory at a time, and nobody sees where it ends."""
    with Ledger(":memory:") as ledger:
        letter = enqueued(ledger, "fr")
        count = 2 * PAGE + 1

        def copy(tx: Tx) -> None:
            columns = "letter, focal_point, member, name, address, language, zone, personal, priority, state, created_at, at"
            tx.run(
                f"insert into messages (key, message_id, {columns}) with recursive n(i) as"
                " (select 2 union all select i + 1 from n where i < :count)"
                f" select 'k' || i, 'm' || i, {columns} from n, messages where id = 1",
                count=count,
            )

        ledger.now(copy)

        ids = ledger.now(
            lambda tx: [row["id"] for row in chosen.each(tx, Choice(letter=letter.id))]
        )

        assert ids == list(range(1, count + 1))

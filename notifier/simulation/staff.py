"""The people of a year that is simulated or played: they clear, sign and issue what is due."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from notifier.errors import UserError
from notifier.ledger import letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Letter, Status
from notifier.ticks import acceptance, path
from notifier.ticks.remind import Write

FRIDAY = 5
CLEARANCE = timedelta(days=1)  # what one step on the path takes
WHY = "The date is fixed by others; a short notice is better than none."
_PENDING = (Status.DRAFT, Status.CLEARED, Status.SIGNED)

Refused = Callable[[Letter, UserError, datetime], None]


def on_weekdays(now: datetime) -> bool:
    """Tell whether it is Monday to Friday."""
    return now.isoweekday() <= FRIDAY


def insist(_letter: Letter, error: UserError, _now: datetime) -> None:
    """Let a step that is refused end the play: there it is a mistake."""
    raise error


class Staff:
    """Moves every letter one step a day, urgent ones at each look, with the commands' own functions."""

    def __init__(
        self,
        ledger: Ledger,
        write: Write,
        year: int,
        *,
        at_work: Callable[[datetime], bool] = on_weekdays,
        refused: Refused = insist,
    ) -> None:
        self._ledger = ledger
        self._write = write
        self._register = (f"CL-{year % 100:02d}/{number}" for number in count(1))
        self._at_work = at_work
        self._refused = refused

    def work(self, now: datetime) -> int:
        """Take every step that is due at `now`, and return how many; on days off nobody is there."""
        if not self._at_work(now):
            return 0
        taken = self._accept(now)
        for letter in self._ledger.now(lambda tx: letters.by_status(tx, *_PENDING)):
            try:
                taken += self._step(letter, now)
            except UserError as error:
                self._refused(letter, error, now)
        return taken

    def _step(self, letter: Letter, now: datetime) -> bool:
        if letter.status is Status.DRAFT and self._rested(letter, letter.created_at, now):
            self._clear(letter, now)
        elif letter.status is Status.CLEARED and self._rested(letter, letter.cleared_at, now):
            self._ledger.now(partial(path.sign, name=letter.key, by=_signer(letter), at=now))
        elif letter.status is Status.SIGNED and letter.due_at <= now:
            self._issue(letter, now)
        else:
            return False
        return True

    def _accept(self, now: datetime) -> int:
        """Let go on what is held and can be: the officer stands by the plan."""
        waiting = self._ledger.now(acceptance.waiting)
        codes = [each.code for each in waiting if each.may_be_accepted]
        for code in codes:
            self._ledger.now(partial(acceptance.accept, code=code, by="officer", why=WHY, at=now))
        return len(codes)

    def _rested(self, letter: Letter, since: datetime | None, now: datetime) -> bool:
        assert since is not None
        return letter.urgent or since + CLEARANCE <= now

    def _clear(self, letter: Letter, now: datetime) -> None:
        texts = self._write(letter)
        self._ledger.now(lambda tx: path.clear(tx, letter, texts, by="officer", at=now))

    def _issue(self, letter: Letter, now: datetime) -> None:
        def unit(tx: Tx) -> None:
            # in a copy of a ledger the registry has given numbers before
            reference = next(r for r in self._register if letters.by_reference(tx, r) is None)
            path.issue(tx, letter.key, reference, by="registry", at=now)

        self._ledger.now(unit)


def _signer(letter: Letter) -> str:
    """Return who signs: nobody signs what they cleared themselves, whoever that was."""
    return "chief" if letter.cleared_by == "officer" else f"chief of {letter.cleared_by}"

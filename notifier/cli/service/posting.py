"""How a row of the outbox becomes bytes: the edition is prepared once, each person spliced in."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from notifier.invitations.request import Parties, Revision, calendar_bytes, invitation_for
from notifier.invitations.token import Keys
from notifier.languages import Language
from notifier.ledger import letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.dates import format_instant
from notifier.letters.letter import Letter
from notifier.letters.mail.compose import Envelope, Frame, Prepared, compose, prepare, reply_to
from notifier.letters.mail.message import Message
from notifier.plan.activity import Activity, Consultation
from notifier.settings import Sender

CACHED = 24  # editions: a few letters in six languages


@dataclass(frozen=True, slots=True)
class _AtWork:
    """One edition with what its calendar objects are made from."""

    prepared: Prepared
    letter: Letter
    activity: Activity
    consultations: dict[str, Consultation]


class Composer:
    """Guards the editions at work, so that each is read and encoded once, not once a person."""

    def __init__(self, ledger: Ledger, sender: Sender, keys: Keys, copy_to: str = "") -> None:
        self._ledger = ledger
        self._frame = Frame(sender.name, sender.reply, sender.bounce, keys, copy_to)
        self._at_work: OrderedDict[tuple[int, Language], _AtWork] = OrderedDict()

    async def __call__(self, message: Message) -> tuple[Envelope, Sequence[bytes]]:
        """Return the envelope and bytes of a row: the same ones each time.

        Raises LookupError when there is no such edition, ValueError when it cannot be composed.
        """
        key = (message.letter, message.language)
        if key not in self._at_work:
            self._at_work[key] = await self._ledger.run(lambda tx: self._read(tx, message))
        self._at_work.move_to_end(key)
        while len(self._at_work) > CACHED:
            self._at_work.popitem(last=False)
        edition = self._at_work[key]
        return compose(edition.prepared, message, self._calendar(edition, message), self._frame)

    def _read(self, tx: Tx, message: Message) -> _AtWork:
        edition = letters.edition(tx, message.letter, message.language)
        letter = letters.find(tx, str(message.letter))
        if edition is None or letter is None:
            raise LookupError(f"letter {message.letter} has no edition in {message.language}")
        return _AtWork(
            prepared=prepare(edition, self._frame),
            letter=letter,
            activity=Activity.model_validate(letter.facts["activity"]),
            consultations={
                key: Consultation.model_validate(call)
                for key, call in letter.facts["consultations"].items()
            },
        )

    def _calendar(self, edition: _AtWork, message: Message) -> bytes | None:
        described = message.calendar
        if described is None:
            return None
        consultation = edition.consultations[described.consultation]
        parties = Parties(
            organizer=reply_to(message, self._frame),
            organizer_name=self._frame.names[message.language],
            attendee=message.address,
            attendee_name=message.name,
            language=message.language,
        )
        revision = Revision(described.uid, described.method, described.sequence, described.dtstamp)
        when = format_instant(consultation.deadline.utc, message.language)
        return calendar_bytes(
            invitation_for(consultation, edition.activity, parties, revision, when=when)
        )

"""Standing letters: reminders to the silent, acknowledgements of what arrived."""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from notifier.errors import UserError
from notifier.languages import Language
from notifier.ledger import letters, outbox, responses
from notifier.ledger.database import Ledger, Tx, moment
from notifier.letters.dates import format_instant
from notifier.letters.letter import Letter, Wording
from notifier.letters.mail.message import message_id
from notifier.letters.personal import edition_for, personal_values
from notifier.letters.said import SAID
from notifier.plan.actions import Acknowledge, DraftLetter
from notifier.ticks import path
from notifier.ticks.release import Office
from notifier.ticks.watch import Read, standing, write_draft

log = structlog.get_logger()

Write = Callable[[Letter], Mapping[Language, Wording]]


async def remind(
    now: datetime, *, ledger: Ledger, read: Read, write: Write, office: Callable[[], Office]
) -> int:
    """Issue the standing letters that are due, and return how many letters and messages there are.

    They go out under the standing order: their templates were released by staff once, and they
    say nothing that the letter they belong to did not say.
    """
    sources = read()
    at_work = office()

    def unit(tx: Tx) -> int:
        done = 0
        for action in standing(tx, sources, now):
            if isinstance(action, DraftLetter):
                done += _issue_standing(tx, action, write, now)
            elif isinstance(action, Acknowledge):
                done += _acknowledge(tx, action, at_work, now)
        return done

    return await ledger.run(unit)


def _issue_standing(tx: Tx, action: DraftLetter, write: Write, now: datetime) -> bool:
    if write_draft(tx, action, now) is None:
        return False
    letter = path.found(tx, action.key)
    try:
        wordings = write(letter)
    except UserError as error:  # the draft stays, visible, and staff mend the template
        log.error("letter.not_written", key=action.key, problems=[str(p) for p in error.problems])
        return False
    path.clear(tx, letter, wordings, by=path.STANDING_ORDER, at=now)
    path.sign(tx, action.key, by=path.STANDING_ORDER, at=now)
    path.issue(tx, action.key, None, by=path.STANDING_ORDER, at=now)
    return True


def _acknowledge(tx: Tx, action: Acknowledge, office: Office, now: datetime) -> int:
    """Write one message for each response, once its standing letter is released."""
    letter = letters.find(tx, action.key)
    if letter is None or letter.released_at is None:
        return 0
    return sum(_acknowledge_one(tx, letter, each, office, now) for each in action.responses)


def _acknowledge_one(tx: Tx, letter: Letter, response: int, office: Office, now: datetime) -> int:
    row = responses.get(tx, response)
    point = office.directory.focal_points.get(row["focal_point"])
    if point is None:
        return 0
    language = edition_for(point, letters.languages(tx, letter.id))
    key = f"{letter.key}/{response}"
    entry = outbox.Entry(
        key=key,
        point=point,
        language=language,
        message_id=message_id(key, office.domain),
        personal=personal_values(letter, point, language, office.directory.members)
        | {
            "answer": SAID[row["said"]][language],
            "received_at": format_instant(moment(row["received_at"]), language),
        },
        invitation=row["invitation"],
        in_reply_to=row["mail_message_id"],
    )
    outbox.enqueue(tx, letter, [entry], priority=3, at=now)
    message = outbox.by_message_id(tx, [entry.message_id])[0]
    return int(responses.acknowledged(tx, response, message["id"]))

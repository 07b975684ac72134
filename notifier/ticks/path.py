"""The steps that people take with a letter: clear, sign, issue, withdraw."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from notifier.errors import Problem, UserError
from notifier.languages import Language
from notifier.ledger import holds, letters
from notifier.ledger.database import Row, Tx
from notifier.letters.letter import Letter, Status, Wording, may_become
from notifier.letters.wording import sign_hash, to_json

_BEFORE: Mapping[Status, str] = {
    Status.CLEARED: "only a draft can be cleared",
    Status.SIGNED: "only a cleared letter can be signed",
    Status.ISSUED: "only a signed letter can be issued",
    Status.WITHDRAWN: "an issued letter cannot be taken back; send an update or a cancellation",
    Status.DRAFT: "it is a draft already, or it was issued",
}
STANDING_ORDER = "standing order"
_INVISIBLE = frozenset({"Cc", "Cf"})  # of Unicode's categories: controls, joiners, marks of order


def clear(
    tx: Tx, draft: Letter, wordings: Mapping[Language, Wording], *, by: str, at: datetime
) -> Letter:
    """Keep what a draft says in every language, so that exactly this is signed.

    `draft` is the letter as the wordings were made from it: if the plan has changed it since,
    they are not kept.
    """
    by = person(by)
    _refuse_what_is_held(tx, draft)
    letter = _step(tx, draft.key, Status.CLEARED, by=by, at=at)
    if letter.facts != draft.facts:
        raise UserError.of(letter.key, "the plan changed this letter a moment ago; look again")
    letters.keep_wordings(
        tx,
        letter.id,
        {language: to_json(wording) for language, wording in wordings.items()},
        signed_hash=sign_hash(wordings.values()),
        by=by,
        at=at,
    )
    return found(tx, draft.key)


def sign(tx: Tx, name: str, *, by: str, at: datetime) -> Letter:
    """Sign a cleared letter. Nobody signs what they cleared themselves, however they are spelt."""
    by, letter = person(by), found(tx, name)
    cleared_by = letter.cleared_by or ""
    if _folded(cleared_by) == _folded(by) and not letter.is_standing:
        raise UserError.of(letter.key, f"{by} cleared this letter, so somebody else has to sign it")
    _step(tx, name, Status.SIGNED, by=by, at=at)
    letters.keep_signature(tx, letter.id, by=by, at=at)
    return found(tx, name)


def official(reference: str, pattern: str) -> str:
    """Return `reference` if it looks like one that the registry gives; else raise UserError."""
    if not re.fullmatch(pattern, reference, re.ASCII):  # a digit is 0 to 9, on every keyboard
        raise UserError.of(
            reference or "no reference",
            f"this is not an official reference; the registry gives one that matches {pattern}",
        )
    return reference


def issue(tx: Tx, name: str, reference: str | None, *, by: str, at: datetime) -> Letter:
    """Issue a signed letter under its official reference; a standing letter has none."""
    by, letter = person(by), found(tx, name)
    other = letters.by_reference(tx, reference) if reference else None
    if other is not None:
        raise UserError.of(letter.key, _taken(reference, other))
    if reference is None and not letter.is_standing:
        raise UserError.of(letter.key, "a letter is issued under an official reference")
    _refuse_what_is_held(tx, letter)
    _step(tx, name, Status.ISSUED, by=by, at=at)
    letters.keep_issue(tx, letter.id, reference, by=by, at=at)
    return found(tx, name)


def withdraw(tx: Tx, name: str, *, by: str, at: datetime) -> Letter:
    """Take back a letter that is not issued; the plan does not draft the same one again."""
    by = person(by)
    letter = _step(tx, name, Status.WITHDRAWN, by=by, at=at)
    letters.keep_withdrawal(tx, letter.id, by=by)
    return found(tx, name)


def back_to_draft(tx: Tx, name: str, *, by: str, at: datetime) -> Letter:
    """Undo clearance and signature of a letter that is not issued."""
    letter = _step(tx, name, Status.DRAFT, by=person(by), at=at)
    letters.refresh(tx, letter.id, letter.facts, due_at=None)
    return found(tx, name)


def person(by: str) -> str:
    """Return a name as the record keeps it; one in which nothing can be read raises UserError."""
    if not _folded(by):
        raise UserError.of("--as", "the record needs a name; say who you are")
    return " ".join(unicodedata.normalize("NFC", by).split())


def _folded(name: str) -> str:
    """Return what two spellings of one name have in common: no case, width or hidden sign counts."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = "".join(" " if sign.isspace() else sign for sign in plain)
    seen = "".join(sign for sign in words if unicodedata.category(sign) not in _INVISIBLE)
    return " ".join(seen.split())


def _refuse_what_is_held(tx: Tx, letter: Letter) -> None:
    """Raise UserError where a consultation of the letter is held; a standing letter never is."""
    held = [] if letter.is_standing else holds.of(tx, (*letter.consultations, letter.activity))
    if held:
        raise UserError([Problem(letter.key, f"{row['text']} {_way_out(row)}") for row in held])


def _way_out(row: Row) -> str:
    if row["final"]:
        return "Mend the date in the plan."
    return "Mend the plan, or accept it: see `notifier plan held`."


def _taken(reference: str | None, other: Letter) -> str:
    spelt = "" if other.reference == reference else f", as {other.reference}"
    return f"{reference} is taken by the letter {other.key}{spelt}"


def found(tx: Tx, name: str) -> Letter:
    """Return the letter of an id, key or reference; an unknown one raises UserError."""
    letter = letters.find(tx, name)
    if letter is None:
        raise UserError.of(name, "there is no such letter; `notifier letter list` shows all")
    return letter


def _step(tx: Tx, name: str, to: Status, *, by: str, at: datetime) -> Letter:
    letter = found(tx, name)
    if not may_become(letter.status, to):
        raise UserError.of(letter.key, f"this letter is {letter.status}: {_BEFORE[to]}")
    if not letters.advance(tx, letter, to, by=by, at=at):
        raise UserError.of(letter.key, "somebody else changed this letter a moment ago; look again")
    return letter

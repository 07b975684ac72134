"""The state of the ledger as the rules see it: what was drafted, told, asked, answered."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from notifier.answers.counting import counting
from notifier.answers.heard import Heard, Hearing, heard
from notifier.answers.response import Response, Said
from notifier.ledger import assessed, held, tries
from notifier.ledger.database import Row, Tx, as_json, maybe_moment, moment, stamp
from notifier.ledger.invitations import facts_told, told
from notifier.ledger.notices import document_keys
from notifier.ledger.responses import of_consultation, suppressed
from notifier.plan.activity import Deadline, instant
from notifier.plan.kind import Kind
from notifier.plan.readers.reached import not_reached
from notifier.plan.record import LetterSeen, Record, ToAcknowledge, Told
from notifier.plan.schedule import extended

_SPACING = timedelta(days=35)  # further back no rule looks between two reminders
_NOBODY: frozenset[str] = frozenset()


def read(tx: Tx, *, open_now: Iterable[str], closed: Iterable[str], now: datetime) -> Record:
    """Return the record for `due`.

    Figures are read of those `closed` of which no outcome was told yet, and who was invited and
    answered of these and those `open_now`: a year's people are many, and most concern no rule.
    """
    untold = _untold(tx, closed)
    opened = as_json(sorted({*open_now, *untold}))
    asked = _asked(tx, untold)
    known, waiting = _told(tx), held.now(tx)
    positions = _positions(tx, {*_to_meet(known, now), *asked})
    return Record(
        letters=_letters(tx),
        told=known,
        invited=_invited(tx, opened),
        answered=_answered(tx, opened),
        held=waiting,
        oldest_held=held.oldest(tx),
        reminded=_reminded(tx, opened, now),
        unacknowledged=_unacknowledged(tx),
        outcome=_outcome(tx, asked, waiting, now),
        asked=asked,
        documents=document_keys(tx),
        suppressed=suppressed(tx),
        away={
            row["focal_point"]: date.fromisoformat(row["until"])
            for row in tx.rows("select focal_point, until from absences")
        },
        accepted={key: said.get("accepted", _NOBODY) for key, said in positions.items()},
        declined={key: said.get("declined", _NOBODY) for key, said in positions.items()},
        assessed=assessed.since(tx),
    )


def closes(tx: Tx, consultation: str) -> datetime | None:
    """Return until when answers count, as the rules see it too; None before anyone was told."""
    known = told(tx, consultation)
    if known is None:
        return None
    opened = tx.one(
        "select coalesce(l.released_at, l.issued_at) as at from letters l,"
        " json_each(l.consultations) c where l.kind = 'consultation' and l.status = 'issued'"
        " and c.value = :key order by l.issued_at desc limit 1",
        key=consultation,
    )
    deadline = Deadline.model_validate(_parsed(known["facts"])["deadline"])
    return extended(deadline, maybe_moment(opened["at"]) if opened else None)


def _told(tx: Tx) -> Mapping[str, Told]:
    return {
        row["consultation"]: Told(row["facts"], row["sequence"], row["letter_key"])
        for row in facts_told(tx)
    }


def _to_meet(known: Mapping[str, Told], now: datetime) -> Iterator[str]:
    """Yield the consultations whose session is still to come, as the invited know it."""
    for key, each in known.items():
        session = each.facts["session"]
        if session and now < instant(datetime.fromisoformat(session["start"]), session["zone"]):
            yield key


def _positions(tx: Tx, keys: Iterable[str]) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return the focal points by what each of them says: the latest answer of its own that counts."""
    rows = tx.rows(
        "select consultation, json_group_array(json_array(id, focal_point, channel, said,"
        " given_at, received_at, is_late, is_outdated)) as given from responses"
        " where consultation in (select value from json_each(:keys)) group by consultation",
        keys=as_json(sorted(keys)),
    )
    return {row["consultation"]: _by_position(row["given"]) for row in rows}


@lru_cache(maxsize=256)
def _by_position(given: str) -> Mapping[str, frozenset[str]]:
    responses = [
        Response(
            id=identity,
            consultation="",
            member=point,  # what counts of a member is asked of each person alone
            focal_point=point,
            channel=channel,
            said=Said(said),
            comment="",
            given_at=moment(given_at),
            received_at=moment(received_at),
            is_late=bool(is_late),
            is_outdated=bool(is_outdated),
        )
        for identity, point, channel, said, given_at, received_at, is_late, is_outdated in (
            json.loads(given)
        )
    ]
    found: dict[str, set[str]] = {}
    for point, response in counting(responses).items():
        found.setdefault(response.said.value, set()).add(point)
    return {said: frozenset(points) for said, points in found.items()}


@lru_cache(maxsize=2048)
def _parsed(facts: str) -> Mapping[str, Any]:
    """Return facts as values that nobody changes; those of issued letters are met again and again."""
    parsed: Mapping[str, Any] = json.loads(facts)
    return parsed


def _letters(tx: Tx) -> Mapping[str, LetterSeen]:
    rows = tx.rows(
        "select key, kind, status, facts, due_at, issued_at, released_at, consultations,"
        " reference, withdrawn_by, addressees, urgent from letters"
    )
    return {row["key"]: _letter(row) for row in rows}


def _letter(row: Row) -> LetterSeen:
    return LetterSeen(
        key=row["key"],
        kind=Kind(row["kind"]),
        status=row["status"],
        facts=_parsed(row["facts"]),
        due_at=moment(row["due_at"]),
        issued_at=maybe_moment(row["issued_at"]),
        consultations=tuple(json.loads(row["consultations"])),
        reference=row["reference"],
        released_at=maybe_moment(row["released_at"]),
        withdrawn_by_staff=row["withdrawn_by"] not in (None, "watch"),
        addressees=tuple(json.loads(row["addressees"])) if row["addressees"] else None,
        urgent=bool(row["urgent"]),
    )


def _invited(tx: Tx, keys: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    rows = tx.rows(
        "select consultation, json_group_array(json_array(focal_point, member)) as people"
        " from invitations where status = 'open'"
        " and consultation in (select value from json_each(:keys)) group by consultation",
        keys=keys,
    )
    return {row["consultation"]: _people(row["people"]) for row in rows}


@lru_cache(maxsize=256)
def _people(pairs: str) -> tuple[tuple[str, str], ...]:
    return tuple((point, member) for point, member in json.loads(pairs))


def _answered(tx: Tx, keys: str) -> Mapping[str, frozenset[str]]:
    rows = tx.rows(
        "select consultation, json_group_array(distinct member) as members from responses"
        " where consultation in (select value from json_each(:keys)) group by consultation",
        keys=keys,
    )
    return {row["consultation"]: frozenset(json.loads(row["members"])) for row in rows}


def _reminded(tx: Tx, keys: str, now: datetime) -> Mapping[str, tuple[tuple[datetime, str], ...]]:
    """Return the reminders of consultations that are open, and all of the last weeks."""
    reminded: dict[str, list[tuple[datetime, str]]] = {}
    for row in tx.rows(
        "select l.released_at as at, c.value as consultation, l.addressees as points"
        " from letters l, json_each(l.consultations) c where l.kind = 'reminder'"
        " and l.released_at is not null and (l.released_at >= :since"
        " or c.value in (select value from json_each(:keys)))",
        since=stamp(now - _SPACING),
        keys=keys,
    ):
        reminder = (moment(row["at"]), row["consultation"])
        for point in json.loads(row["points"]):
            reminded.setdefault(point, []).append(reminder)
    return {point: tuple(times) for point, times in reminded.items()}


def _unacknowledged(tx: Tx) -> tuple[ToAcknowledge, ...]:
    rows = tx.rows(
        "select id, consultation, focal_point, channel from responses"
        " where acknowledged is null and channel <> 'calendar' order by id"
    )
    return tuple(
        ToAcknowledge(row["id"], row["consultation"], row["focal_point"], row["channel"])
        for row in rows
    )


def _asked(tx: Tx, keys: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return the members that were invited."""
    rows = tx.rows(
        "select consultation, json_group_array(distinct member) as members from invitations"
        " where consultation in (select value from json_each(:keys)) group by consultation",
        keys=as_json(keys),
    )
    return {row["consultation"]: frozenset(json.loads(row["members"])) for row in rows}


def _untold(tx: Tx, closed: Iterable[str]) -> list[str]:
    """Return the consultations whose outcome was not told yet."""
    rows = tx.rows(
        "select distinct c.value as key from letters l, json_each(l.consultations) c"
        " where l.kind = 'outcome' and l.status = 'issued'"
    )
    return sorted({*closed} - {row["key"] for row in rows})


def _outcome(
    tx: Tx,
    asked: Mapping[str, frozenset[str]],
    waiting: Mapping[str, frozenset[str]],
    now: datetime,
) -> Mapping[str, Mapping[str, int]]:
    """Count members by what was heard of them, as the report does: the two must not differ."""
    lost = not_reached(tries.now(tx, asked, now))
    outcome = {}
    for key, members in asked.items():
        given = of_consultation(tx, key)
        hearing = Hearing(
            asked=members,
            said={member: response.said for member, response in counting(given).items()},
            late={response.member for response in given if response.is_late},
            held=waiting.get(key, frozenset()),
            not_reached=lost.get(key, frozenset()),
        )
        outcome[key] = _figures(hearing)
    return outcome


def _figures(hearing: Hearing) -> Mapping[str, int]:
    stands = Counter(heard(hearing).values())
    unheard = (Heard.HELD, Heard.LATE, Heard.NOT_REACHED, Heard.SILENT)
    return {
        "entitled": len(hearing.asked),
        "answered": stands[Heard.REPLIED],
        **Counter(said.value for member, said in hearing.said.items() if member in hearing.asked),
        **{stand.value.replace("-", "_"): stands[stand] for stand in unheard},
    }

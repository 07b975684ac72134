"""The state of the ledger as the rules see it: what was drafted, told, asked, answered."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from notifier.ledger.database import Row, Tx, as_json, maybe_moment, moment, stamp
from notifier.ledger.invitations import facts_told
from notifier.ledger.notices import document_keys
from notifier.ledger.responses import suppressed
from notifier.plan.kind import Kind
from notifier.plan.record import LetterSeen, Record, ToAcknowledge, Told

_SPACING = timedelta(days=35)  # further back no rule looks between two reminders


def read(tx: Tx, *, open_now: Iterable[str], closed: Iterable[str], now: datetime) -> Record:
    """Return the record for `due`.

    Who was invited and who answered is read of the consultations `open_now` alone, figures of
    those `closed` lately: a year's people are many, and most of it concerns no rule any more.
    """
    asked = as_json(sorted(open_now))
    return Record(
        letters=_letters(tx),
        told={
            row["consultation"]: Told(row["facts"], row["sequence"], row["letter_key"])
            for row in facts_told(tx)
        },
        invited=_invited(tx, asked),
        answered=_answered(tx, asked),
        reminded=_reminded(tx, asked, now),
        unacknowledged=_unacknowledged(tx),
        outcome=_outcome(tx, as_json(sorted(closed))),
        documents=document_keys(tx),
        suppressed=suppressed(tx),
        away={
            row["focal_point"]: date.fromisoformat(row["until"])
            for row in tx.rows("select focal_point, until from absences")
        },
    )


@lru_cache(maxsize=2048)
def _parsed(facts: str) -> Mapping[str, Any]:
    """Return facts as values that nobody changes; those of issued letters are met again and again."""
    parsed: Mapping[str, Any] = json.loads(facts)
    return parsed


def _letters(tx: Tx) -> Mapping[str, LetterSeen]:
    rows = tx.rows(
        "select key, kind, status, facts, due_at, issued_at, released_at, consultations,"
        " reference, withdrawn_by from letters"
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


def _outcome(tx: Tx, keys: str) -> Mapping[str, Mapping[str, int]]:
    """Count members by the response that counts, where the outcome was not told yet."""
    outcome: dict[str, dict[str, int]] = {}
    for row in tx.rows(
        "with invited as (select consultation, count(distinct member) as n from invitations"
        " where consultation in (select value from json_each(:keys)) and not exists (select 1"
        " from letters where key = consultation || '/outcome' and status = 'issued')"
        " group by consultation),"
        # the order of answers.counting: a letter and the report must not differ
        " latest as (select consultation, said, row_number() over (partition by consultation,"
        " member order by is_outdated, min(given_at, received_at) desc, received_at desc, id desc)"
        " as place from responses where not is_late"
        " and consultation in (select consultation from invited))"
        " select i.consultation, i.n as entitled, l.said, count(l.said) as n from invited i"
        " left join latest l on l.consultation = i.consultation and l.place = 1"
        " group by i.consultation, l.said",
        keys=keys,
    ):
        figures = outcome.setdefault(
            row["consultation"], {"entitled": row["entitled"], "answered": 0}
        )
        if row["said"]:
            figures[row["said"]] = row["n"]
            figures["answered"] += row["n"]
    return outcome

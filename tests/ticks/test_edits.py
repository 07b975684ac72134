"""Whatever the officer does to the plan: those are told whose facts changed, and calendars agree."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import icalendar
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.ledger.invitations import facts_told
from notifier.plan.activity import Consultation
from notifier.plan.calendar.changes import facts_of
from notifier.plan.schedule import consultations_in
from notifier.plan.tasks.updates import concerning
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import MEETING

START = at("2026-03-02 09:00")
PEOPLE = (
    "fr-wsis,FR,Ministère chargé du numérique,wsis@digital.fr.example,wsis,fr,,1,,",
    "fr-sdg,FR,Ministère des affaires étrangères,sdg@digital.fr.example,sdg,fr,,2,,",
    "no-wsis,NO,Ministry of Digitalisation,wsis@digital.no.example,wsis,en,,1,,",
    "pe-sdg,PE,Ministerio,sdg@digital.pe.example,sdg,es,,1,,",
)
KEYS = ("forum-2026/wsis", "forum-2026/sdg")
SESSIONS = ("2026-06-02T14:00", "2026-06-03T14:00", "2026-06-10T09:00")
DEADLINES = ("2026-06-20T23:59", "2026-06-27T23:59")
LINKS = (None, "https://meet.example/1", "https://meet.example/2")

Calls = tuple[dict[str, Any] | None, ...]


@st.composite
def calls(draw: st.DrawFn) -> dict[str, Any] | None:
    """A consultation in one of many states; None: it is not in the plan."""
    if not draw(st.sampled_from([True, True, True, True, False])):
        return None
    start = draw(st.sampled_from(SESSIONS))
    end = datetime.fromisoformat(start) + timedelta(hours=3)
    return {
        "form": "meeting",
        "reply": "views",
        "title": draw(st.sampled_from([{"en": "Inputs"}, {"en": "Inputs."}])) | _OTHERS,
        "session": {
            "start": start,
            "end": end.isoformat(timespec="minutes"),
            "mode": "hybrid",
            "link": draw(st.sampled_from(LINKS)),
        },
        "deadline": {"at": draw(st.sampled_from(DEADLINES))},
        "cancelled": draw(st.sampled_from([False, False, False, True])),
    }


_OTHERS = {"fr": "Avis", "ar": "آراء", "zh": "意见", "ru": "Мнения", "es": "Opiniones"}


def _written(made: Calls) -> str:
    [activity] = yaml.safe_load(MEETING)
    activity["dates"] = {"start": "2026-07-06", "end": "2026-07-10"}
    activity["consultations"] = [
        {"id": role, **call, "audience": {"classes": ["member-state"], "roles": [role]}}
        for role, call in zip(("wsis", "sdg"), made, strict=True)
        if call
    ]
    return yaml.safe_dump([activity], allow_unicode=True, sort_keys=False)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(calls(), calls()), min_size=1, max_size=4))
def test_those_are_told_whose_facts_changed_and_calendars_end_as_the_plan(
    edits: list[Calls],
) -> None:
    """After each edit, and for each person, whatever the officer thought of next."""
    with TemporaryDirectory() as folder:
        asyncio.run(_play(Path(folder), edits))


async def _play(folder: Path, edits: Sequence[Calls]) -> None:
    first = edits[0]
    house = sets(Secretariat(folder, _written(first), PEOPLE))
    for number, made in enumerate(edits):
        now = START + timedelta(days=number)
        house.plan.write_text(_written(made), encoding="utf-8")
        expected = _concerned(house, now)
        sent = len(house.sent)
        await drafts_and_issues(house, now)
        await house.tick(now, "post")
        about = _by_uid(house)
        told = [(e.recipient, about[_uid(_calendar(raw))]) for e, raw in house.sent[sent:]]
        assert sorted(told) == sorted(expected)
    _agree(house)
    house.close()


def _concerned(house: Secretariat, now: datetime) -> set[tuple[str, str]]:
    """Whom the edit concerns, from the plan and what readers were told: address and consultation."""
    plan = house.sources().plan
    known = {row["consultation"]: row["facts"] for row in house.ledger.now(facts_told)}
    found = set()
    for key in KEYS:
        placed = consultations_in(plan).get(key)
        if key not in known:
            is_new = placed is not None and not placed[1].cancelled
            is_told = is_new
        else:
            after = facts_of(*placed) if placed else {**known[key], "cancelled": True}
            is_told = bool(concerning(known[key], after, now))
        if is_told:
            found |= {(address, key) for address in _invited(key)}
    return found


def _invited(key: str) -> Iterator[str]:
    """Those with the role, and for a member without one its last resort."""
    role = key.partition("/")[2]
    members: dict[str, list[list[str]]] = {}
    for line in PEOPLE:
        cells = line.split(",")
        members.setdefault(cells[1], []).append(cells)
    for people in members.values():
        found = [cells for cells in people if cells[4] == role] or people[-1:]
        yield from (cells[3] for cells in found)


def _calendar(raw: bytes) -> icalendar.Calendar:
    message = message_from_bytes(raw, policy=policy.default)
    [part] = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    found = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert isinstance(found, icalendar.Calendar)
    return found


def _by_uid(house: Secretariat) -> dict[str, str]:
    """Which consultation each person's calendar object is about."""
    return {row["uid"]: row["consultation"] for row in rows(house, "invitations")}


def _agree(house: Secretariat) -> None:
    """What each person's calendar holds last is what the plan says."""
    plan, about = consultations_in(house.sources().plan), _by_uid(house)
    last: dict[str, tuple[int, str, Any]] = {}
    for _, raw in house.sent:
        calendar = _calendar(raw)
        event = calendar.events[0]
        uid, sequence = _uid(calendar), int(event["SEQUENCE"])
        assert uid not in last or sequence == last[uid][0] + 1
        last[uid] = (sequence, str(calendar["METHOD"]), event.start)
    for uid, (_, method, start) in last.items():
        placed = plan.get(about[uid])
        if placed is None or placed[1].cancelled:
            assert method == "CANCEL"
        else:
            assert (method, start) == ("REQUEST", _start(placed[1]))


def _uid(calendar: icalendar.Calendar) -> str:
    return str(calendar.events[0]["UID"])


def _start(call: Consultation) -> datetime:
    assert call.session is not None
    return call.session.start_utc

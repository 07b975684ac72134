"""Rows of the ledger to the figures of the summary report. Each table names its command."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from notifier.answers.response import Said
from notifier.languages import Language
from notifier.members.member import Member
from notifier.plan.kind import STANDING, Kind

Row = Mapping[str, Any]
_LOOKING_BACK = frozenset({Kind.OUTCOME, Kind.CANCELLATION, Kind.ACKNOWLEDGEMENT})
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One table: what it shows, its columns and rows, and the command that lists what it counts."""

    name: str  # also the name of the CSV file
    title: str
    command: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The rows that a report is made of, as they stood at one moment."""

    letters: Sequence[Row]
    invited: Sequence[Row]
    responses: Sequence[Row]
    mails: Sequence[Row]


def letters_issued(register: Register) -> Figures:
    """Show each letter with its lead time, in days from issue to what it is about."""
    rows = tuple(
        (
            letter["reference"] or letter["key"],
            letter["kind"],
            _title(letter),
            letter["issued_at"][:10],
            _day(_target(letter)),
            _notice(letter),
            _days_between(letter["created_at"], letter["issued_at"]),
            letter["addressees"],
            letter["sent"],
            letter["refused"],
            letter["unsure"],
            letter["bounced"],
        )
        for letter in register.letters
    )
    columns = (
        "Reference", "Kind", "Subject", "Issued", "Deadline or start", "Days of notice",
        "Days from draft to issue", "Messages", "Delivered to relay", "Refused", "Unsure", "Bounced",
    )  # fmt: skip
    return Figures("letters", "Letters issued", "notifier letter list --year {year}", columns, rows)


def consultations(register: Register, counted: Mapping[str, Mapping[str, Said]]) -> Figures:
    """Show each consultation with its replies; `counted` is the response that counts, by member."""
    rows = tuple(
        _consultation_row(key, members, counted.get(key, {}), register)
        for key, members in _members_invited(register).items()
    )
    columns = (
        "Consultation", "Members invited", "Members that replied", "Accepted", "Declined",
        "Tentative", "Delegated", "Statement", "Contribution", "Silent", "Late replies",
        "Median days to reply",
    )  # fmt: skip
    return Figures(
        "consultations",
        "Consultations and replies",
        "notifier response list --year {year}",
        columns,
        rows,
    )


def _consultation_row(
    key: str, members: frozenset[str], counted: Mapping[str, Said], register: Register
) -> tuple[Cell, ...]:
    said = Counter(counted.values())
    invited_at = {
        r["member"]: r["invited_at"] for r in register.invited if r["consultation"] == key
    }
    replies = [r for r in register.responses if r["consultation"] == key]
    waits = [
        days
        for r in _first_by_member(replies)
        if (days := _days_between(invited_at.get(r["member"]), r["received_at"])) is not None
    ]
    return (
        key,
        len(members),
        len(counted),
        *(said[kind] for kind in (Said.ACCEPTED, Said.DECLINED, Said.TENTATIVE, Said.DELEGATED)),
        *(said[kind] for kind in (Said.STATEMENT, Said.CONTRIBUTION)),
        len(members - counted.keys()),
        sum(1 for r in replies if r["is_late"]),
        int(median(waits)) if waits else None,
    )


def by_region(
    register: Register,
    counted: Mapping[str, Mapping[str, Said]],
    members: Mapping[str, Member],
) -> Figures:
    """Show invitations and replies by region; no ranking, the regions in alphabetical order."""
    asked: Counter[str] = Counter()
    replied: Counter[str] = Counter()
    for key, invited in _members_invited(register).items():
        asked.update(members[code].region for code in invited if code in members)
        replied.update(members[code].region for code in counted.get(key, {}) if code in members)
    rows = tuple(
        (region, asked[region], replied[region], asked[region] - replied[region])
        for region in sorted(asked)
    )
    return Figures(
        "regions",
        "Replies by region",
        "notifier response list --year {year} --by region",
        ("Region", "Invitations to members", "Replies", "Silent"),
        rows,
    )


def by_member(
    register: Register,
    counted: Mapping[str, Mapping[str, Said]],
    members: Mapping[str, Member],
    language: Language = "en",
) -> Figures:
    """Show each member's invitations and replies, in alphabetical order of its name."""
    invited = _members_invited(register)
    rows = []
    for member in sorted(members.values(), key=lambda m: m.names[language]):
        asked = [key for key, codes in invited.items() if member.code in codes]
        answered = [key for key in asked if member.code in counted.get(key, {})]
        silent = [key for key in asked if key not in answered]
        rows.append(
            (
                member.code,
                member.names[language],
                member.region,
                len(asked),
                len(answered),
                ", ".join(silent),
            )
        )
    return Figures(
        "members",
        "Replies by member",
        "notifier response list --year {year} --member CODE",
        ("Code", "Member", "Region", "Invited", "Replied", "Silent on"),
        tuple(rows),
    )


def mail_received(register: Register) -> Figures:
    """Show the mail that came in, by what it was and where it stands."""
    rows = tuple((r["category"] or "not read yet", r["state"], r["n"]) for r in register.mails)
    return Figures(
        "mail",
        "Mail received",
        "notifier mail list --year {year}",
        ("Category", "State", "Mails"),
        rows,
    )


def headline(register: Register, counted: Mapping[str, Mapping[str, Said]]) -> Figures:
    """Show the year in a few figures."""
    letters = register.letters
    standing = sum(letter["kind"] in STANDING for letter in letters)
    answered = {code for replies in counted.values() for code in replies}
    asked = {row["member"] for row in register.invited}
    held = sum(r["n"] for r in register.mails if r["state"] == "held")
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Circular letters issued", len(letters) - standing),
        ("Reminders and acknowledgements issued", standing),
        ("Messages written", sum(r["addressees"] for r in letters)),
        ("Messages the relay took", sum(r["sent"] for r in letters)),
        ("Messages refused", sum(r["refused"] for r in letters)),
        ("Messages in doubt (unsure)", sum(r["unsure"] for r in letters)),
        ("Messages returned later", sum(r["bounced"] for r in letters)),
        ("Members invited to a consultation", len(asked)),
        ("Members that replied to at least one", len(answered)),
        ("Members invited and silent all year", len(asked - answered)),
        ("Responses in the register", len(register.responses)),
        ("Contributions received", sum(r["contributions"] for r in register.responses)),
        ("Mails held for a person", held),
    )
    return Figures(
        "headline", "The year in figures", "notifier report {year}", ("Figure", "Number"), rows
    )


def _members_invited(register: Register) -> dict[str, frozenset[str]]:
    invited: dict[str, set[str]] = {}
    for row in register.invited:
        invited.setdefault(row["consultation"], set()).add(row["member"])
    return {key: frozenset(codes) for key, codes in sorted(invited.items())}


def _first_by_member(replies: Iterable[Row]) -> list[Row]:
    first: dict[str, Row] = {}
    for reply in replies:
        first.setdefault(reply["member"], reply)
    return list(first.values())


def _facts(letter: Row) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = json.loads(letter["facts"])
    return facts


def _title(letter: Row) -> str:
    activity = _facts(letter).get("activity", {})
    return str(activity.get("title", {}).get("en", letter["activity"]))


def _target(letter: Row) -> str | None:
    """Return the day that a letter gives notice of: its first deadline, else the activity's start."""
    facts = _facts(letter)
    deadlines = [c["deadline"]["at"] for c in facts.get("consultations", {}).values()]
    start: str | None = facts.get("activity", {}).get("dates", {}).get("start")
    return min(deadlines) if deadlines else start


def _notice(letter: Row) -> int | None:
    """Return the days from issue to what a letter announces; one that looks back has none."""
    return (
        None
        if letter["kind"] in _LOOKING_BACK
        else _days_between(letter["issued_at"], _target(letter))
    )


def _day(at: str | None) -> str | None:
    return at[:10] if at else None


def _days_between(start: str | None, end: str | None) -> int | None:
    if not start or not end:
        return None
    return (datetime.fromisoformat(end[:10]) - datetime.fromisoformat(start[:10])).days

"""Reads the members and their focal points from CSV.

Whatever is wrong is told at once, each problem with file, row and column.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import cast, get_args
from zoneinfo import available_timezones

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.members.member import Directory, FocalPoint, Member, RecipientClass, Role
from notifier.sources.address import fault
from notifier.sources.sheet import Row, read_sheet
from notifier.sources.wording import near_miss

_CLASSES: tuple[str, ...] = get_args(RecipientClass)
_ROLES: tuple[str, ...] = get_args(Role)
_ZONES = frozenset(available_timezones())
_NAMES = tuple(f"name_{language}" for language in LANGUAGES)
_MEMBER_COLUMNS = ("code", "class", "region", "zone", "languages", *_NAMES)
_FOCAL_POINT_COLUMNS = (
    *("id", "member", "name", "address", "roles"),
    *("language", "zone", "rank", "valid_from", "valid_until"),
)
_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,19}\Z")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def read_directory(members_path: Path, focal_points_path: Path) -> Directory:
    """Read both files; the UserError holds the problems of both.

    A member without any focal point is no problem here: it is shown before each letter.
    """
    rows, problems = read_sheet(members_path, _MEMBER_COLUMNS)
    members = _members(rows, problems)
    # A row that is wrong still names its member: no second complaint for its focal points
    named = {row["code"] for row in rows} if rows else None
    points_rows, points_problems = read_sheet(focal_points_path, _FOCAL_POINT_COLUMNS)
    points = _focal_points(points_rows, points_problems, members, named)
    if problems or points_problems:
        raise UserError([*problems, *points_problems])
    return Directory(members, points)


def read_members(path: Path) -> Mapping[str, Member]:
    """Read the members by their codes, in the order of the file."""
    rows, problems = read_sheet(path, _MEMBER_COLUMNS)
    members = _members(rows, problems)
    if problems:
        raise UserError(problems)
    return members


def read_focal_points(path: Path, members: Mapping[str, Member]) -> Mapping[str, FocalPoint]:
    """Read the focal points of `members` by their ids, in the order of the file.

    Without a language or zone of its own, a focal point has its member's first one.
    """
    rows, problems = read_sheet(path, _FOCAL_POINT_COLUMNS)
    points = _focal_points(rows, problems, members, set(members))
    if problems:
        raise UserError(problems)
    return points


def _members(rows: Iterable[Row], problems: list[Problem]) -> dict[str, Member]:
    members: dict[str, Member] = {}
    seen: dict[str, Row] = {}
    for row in rows:
        if not _CODE.match(row["code"]):
            row.fault(
                "code", f"{_shown(row['code'])} is not a code such as CH, in capital letters."
            )
        _unique(row, "code", row["code"], seen)
        member = _member(row)
        if not row.problems:
            members[member.code] = member
        problems.extend(row.problems)
    return members


def _member(row: Row) -> Member:
    if not row["region"]:
        row.fault("region", "The region is missing.")
    for column in _NAMES:
        _one_line(row, column)
    return Member(
        code=row["code"],
        recipient_class=cast(RecipientClass, _known(row, "class", _CLASSES)),
        region=row["region"],
        zone=_zone(row),
        languages=cast(tuple[Language, ...], _words(row, "languages", LANGUAGES)),
        names={language: row[f"name_{language}"] for language in LANGUAGES},
    )


def _focal_points(
    rows: Iterable[Row],
    problems: list[Problem],
    members: Mapping[str, Member],
    named: Collection[str] | None,
) -> dict[str, FocalPoint]:
    """Build what is sound; `named` are the codes that may be referred to, None if unknown."""
    points: dict[str, FocalPoint] = {}
    ids: dict[str, Row] = {}
    addresses: dict[str, Row] = {}
    for row in rows:
        if named is not None and row["member"] not in named:
            row.fault("member", f"{_shown(row['member'])} is not the code of a member.")
        _unique(row, "id", row["id"], ids)
        # One person twice in one member would get every letter twice
        _unique(row, "address", row["address"].casefold(), addresses, within=row["member"])
        point = _focal_point(row, members.get(row["member"]))
        if not row.problems:
            points[point.id] = point
        problems.extend(row.problems)
    return points


def _focal_point(row: Row, member: Member | None) -> FocalPoint:
    if not _ID.match(row["id"]):
        what = "may hold only letters a-z, digits, dots, hyphens and underscores"
        row.fault("id", f"{_shown(row['id'])} is not an id; it {what}.")
    _one_line(row, "name")
    wrong = fault(row["address"]) if row["address"] else "The address is missing."
    if wrong:
        row.fault("address", wrong)
    return FocalPoint(
        id=row["id"],
        member=row["member"],
        name=row["name"],
        address=row["address"],
        roles=cast(frozenset[Role], frozenset(_words(row, "roles", _ROLES))),
        language=_language(row, member),
        zone=_zone(row, member.zone if member else "UTC"),
        rank=_rank(row),
        **_validity(row),
    )


def _validity(row: Row) -> dict[str, date | None]:
    start, end = _day(row, "valid_from"), _day(row, "valid_until")
    if start and end and end < start:
        row.fault("valid_until", f"{end} is before valid_from ({start}).")
    return {"valid_from": start, "valid_until": end}


def _unique(row: Row, column: str, value: str, seen: dict[str, Row], *, within: str = "") -> None:
    first = seen.setdefault(f"{within}\0{value}", row)
    if value and first is not row:
        of = f" of {within}" if within else ""
        what = f"`{row[column]}` is there twice; row {first.number}{of} has it already."
        row.fault(column, what)


def _one_line(row: Row, column: str) -> None:
    if not row[column]:
        row.fault(column, "The name is missing.")
    elif _CONTROL.search(row[column]):
        row.fault(column, "The name holds a line break or another control character.")


def _known(row: Row, column: str, possible: Collection[str]) -> str:
    if row[column] not in possible:
        row.fault(column, _unknown(row[column], possible))
    return row[column]


def _words(row: Row, column: str, possible: Collection[str]) -> tuple[str, ...]:
    words = tuple(row[column].split())
    if not words:
        choice = ", ".join(possible)
        row.fault(column, f"At least one is needed, several with spaces between: {choice}.")
    for word in words:
        if word not in possible:
            row.fault(column, near_miss(word, possible))
    if len(set(words)) < len(words):
        row.fault(column, f"`{row[column]}` names the same thing twice.")
    return words


def _language(row: Row, member: Member | None) -> Language:
    if not row["language"]:
        return member.languages[0] if member else "en"
    return cast(Language, _known(row, "language", LANGUAGES))


def _zone(row: Row, default: str = "") -> str:
    zone = row["zone"] or default
    if zone not in _ZONES:
        row.fault("zone", f"{_shown(zone)} is not an IANA time zone, such as Europe/Zurich.")
    return zone


def _rank(row: Row) -> int:
    if not re.fullmatch(r"[1-9][0-9]?", row["rank"]):
        row.fault("rank", f"{_shown(row['rank'])} is not a whole number from 1 to 99.")
        return 0
    return int(row["rank"])


def _day(row: Row, column: str) -> date | None:
    text = row[column]
    if not text:
        return None
    try:
        if _DAY.match(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    row.fault(column, f"`{text}` is not a day; write it as year-month-day, such as 2027-07-05.")
    return None


def _unknown(word: str, possible: Collection[str]) -> str:
    return (
        near_miss(word, possible)
        if word
        else f"Nothing stands here; possible are {', '.join(possible)}."
    )


def _shown(text: str) -> str:
    return f"`{text}`" if text else "An empty cell"

"""Members and focal points as spreadsheets save them: every mistake told by row and column."""

from datetime import date
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.members.member import FocalPoint
from notifier.sources.table import read_directory, read_focal_points, read_members
from tests.sources.registers import MEMBERS, POINTS, problems, write

CONFIG = Path(__file__).parents[2] / "config"


def test_rows_become_members_and_focal_points(tmp_path: Path) -> None:
    """An empty language or zone is the member's; Namibia is no missing value."""
    directory = read_directory(*write(tmp_path))

    assert list(directory.members) == ["CH", "NA"]
    assert directory.members["CH"].languages == ("fr", "en")
    assert directory.members["NA"].names["ru"] == "Намибия"
    assert directory.of("CH") == (
        FocalPoint(
            id="ch-wsis",
            member="CH",
            name="Office",
            address="wsis@office.ch.example",
            roles=frozenset({"wsis", "digital-governance"}),
            language="fr",
            zone="Europe/Zurich",
            rank=1,
        ),
        FocalPoint(
            id="ch-mission",
            member="CH",
            name="Mission",
            address="itu@mission.ch.example",
            roles=frozenset({"mission"}),
            language="en",
            zone="America/New_York",
            rank=9,
            valid_from=date(2026, 1, 1),
            valid_until=date(2027, 12, 31),
        ),
    )


def test_a_member_without_focal_points_is_no_problem(tmp_path: Path) -> None:
    """It is shown before each letter instead: staff must be able to work meanwhile."""
    assert read_directory(*write(tmp_path)).of("NA") == ()


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("CH,Office", "XX,Office", ["points.csv:2 member: `XX` is not the code of a member."]),
        (
            "CH,Office",
            ",Office",
            ["points.csv:2 member: An empty cell is not the code of a member."],
        ),
        (
            "wsis@office.ch.example",
            "wsis(at)office.ch.example",
            ["points.csv:2 address: `wsis(at)office.ch.example` has no @."],
        ),
        (
            "wsis@office.ch.example",
            "Office <wsis@office.ch.example>",
            ["points.csv:2 address: Give the address alone, without a name and angle brackets."],
        ),
        (
            "wsis@office.ch.example",
            '"wsis@office.ch.example\nBcc: all@example.org"',
            [
                (
                    "points.csv:2 address: The address holds a line break or another invisible"
                    " character."
                )
            ],
        ),
        ("wsis@office.ch.example", "", ["points.csv:2 address: The address is missing."]),
        (
            "ch-mission,CH",
            "ch-wsis,CH",
            ["points.csv:3 id: `ch-wsis` is there twice; row 2 has it already."],
        ),
        (
            "itu@mission.ch.example",
            "WSIS@office.ch.example",
            [
                (
                    "points.csv:3 address: `WSIS@office.ch.example` is there twice; row 2 of CH has it"
                    " already."
                )
            ],
        ),
        (
            "ch-wsis,",
            "ch/wsis,",
            [
                (
                    "points.csv:2 id: `ch/wsis` is not an id; it may hold only letters a-z, digits,"
                    " dots, hyphens and underscores."
                )
            ],
        ),
        (
            "wsis digital-governance",
            "wsis digital-governence",
            [
                (
                    "points.csv:2 roles: `digital-governence` is not known; did you mean"
                    " `digital-governance`?"
                )
            ],
        ),
        (
            "wsis digital-governance",
            "wsis wsis",
            ["points.csv:2 roles: `wsis wsis` names the same thing twice."],
        ),
        (
            "wsis digital-governance",
            "",
            [
                (
                    "points.csv:2 roles: At least one is needed, several with spaces between: wsis,"
                    " sdg, digital-governance, mission, regulator, registration."
                )
            ],
        ),
        (
            ",en,America",
            ",de,America",
            ["points.csv:3 language: `de` is not known; possible are ar, zh, en, fr, ru, es."],
        ),
        (
            "America/New_York",
            "EST time",
            ["points.csv:3 zone: `EST time` is not an IANA time zone, such as Europe/Zurich."],
        ),
        (",9,", ",last,", ["points.csv:3 rank: `last` is not a whole number from 1 to 99."]),
        (",9,", ",0,", ["points.csv:3 rank: `0` is not a whole number from 1 to 99."]),
        (
            "2026-01-01",
            "01/01/2026",
            [
                (
                    "points.csv:3 valid_from: `01/01/2026` is not a day; write it as year-month-day,"
                    " such as 2027-07-05."
                )
            ],
        ),
        (
            "2027-12-31",
            "2025-12-31",
            ["points.csv:3 valid_until: 2025-12-31 is before valid_from (2026-01-01)."],
        ),
        ("CH,Office", "CH,", ["points.csv:2 name: The name is missing."]),
        (
            "CH,Office",
            'CH,"Office\nTo: x"',
            ["points.csv:2 name: The name holds a line break or another control character."],
        ),
        (
            "digital-governance,,,1,,",
            "digital-governance,,,1,,,note",
            ["points.csv:2: The row has 11 cells, more than the 10 columns."],
        ),
        (
            "digital-governance,,,1,,",
            "digital-governance,,,1",
            ["points.csv:2: The row has 8 cells, fewer than the 10 columns."],
        ),
        (
            "id,member,name,address",
            "id,member,name,adress",
            [
                "points.csv:1 address: The column `address` is missing.",
                "points.csv:1 adress: The column `adress` is not known; did you mean `address`?",
            ],
        ),
        (
            "valid_from,valid_until",
            "valid_until,valid_until",
            [
                "points.csv:1 valid_from: The column `valid_from` is missing.",
                "points.csv:1 valid_until: The column `valid_until` is there twice.",
            ],
        ),
    ],
)
def test_a_wrong_focal_point_is_told(
    tmp_path: Path, right: str, wrong: str, told: list[str]
) -> None:
    """Each of these would reach the wrong person, or nobody, or break a mail."""
    assert problems(tmp_path, points=POINTS.replace(right, wrong, 1)) == told


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("NA,", "CH,", "members.csv:3 code: `CH` is there twice; row 2 has it already."),
        ("NA,", "na,", "members.csv:3 code: `na` is not a code such as CH, in capital letters."),
        (
            "NA,member-state",
            "NA,member state",
            "members.csv:3 class: `member state` is not known; did you mean `member-state`?",
        ),
        (
            "NA,member-state",
            "NA,",
            (
                "members.csv:3 class: Nothing stands here; possible are member-state, resolution-99,"
                " sector-member, observer."
            ),
        ),
        (",Africa,", ",,", "members.csv:3 region: The region is missing."),
        (
            "Africa/Windhoek",
            "Windhoek",
            "members.csv:3 zone: `Windhoek` is not an IANA time zone, such as Europe/Zurich.",
        ),
        (
            "Windhoek,en",
            "Windhoek,en pt",
            "members.csv:3 languages: `pt` is not known; possible are ar, zh, en, fr, ru, es.",
        ),
        ("Намибия", "", "members.csv:3 name_ru: The name is missing."),
    ],
)
def test_a_wrong_member_is_told(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    """A State without its name in one language would be an incident in that edition."""
    assert problems(tmp_path, members=MEMBERS.replace(right, wrong, 1)) == [told]


def test_a_wrong_member_row_is_not_held_against_its_focal_points(tmp_path: Path) -> None:
    """One mistake is told once; the other file's own mistakes come with it."""
    members = MEMBERS.replace("Europe/Zurich", "Europe/Geneva")
    points = POINTS.replace(",9,", ",x,")

    assert problems(tmp_path, members, points) == [
        "members.csv:2 zone: `Europe/Geneva` is not an IANA time zone, such as Europe/Zurich.",
        "points.csv:3 rank: `x` is not a whole number from 1 to 99.",
    ]


def test_several_mistakes_of_one_row_are_all_told(tmp_path: Path) -> None:
    """The officer goes through the file once."""
    points = POINTS + "ch-wsis,FR,,none,secretary,xx,,first,,soon\n"

    assert [line.split(": ")[0] for line in problems(tmp_path, points=points)] == [
        f"points.csv:4 {column}"
        for column in (
            *("member", "id", "name", "address"),
            *("roles", "language", "rank", "valid_until"),
        )
    ]


def test_focal_points_are_read_against_members_known_already(tmp_path: Path) -> None:
    """Hand-over files name members that the register knows."""
    members, points = write(tmp_path, points=POINTS.replace("ch-mission,CH", "de-mission,DE"))

    with pytest.raises(UserError) as caught:
        read_focal_points(points, read_members(members))

    assert str(caught.value) == f"{points}:3 member: `DE` is not the code of a member."


def test_the_shipped_register_is_sound() -> None:
    """194 Member States and the observer under Resolution 99, all within reach."""
    directory = read_directory(CONFIG / "member_states.csv", CONFIG / "focal_points.csv")
    states = [m for m in directory.members.values() if m.recipient_class == "member-state"]

    assert len(states) == 194
    assert len(directory.members) == 195
    assert len(directory.focal_points) > 500

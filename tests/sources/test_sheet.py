"""CSV as spreadsheets save it: read however it comes, and what is no table is told."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.sources.table import read_directory, read_members
from tests.sources.registers import MEMBERS, POINTS, problems, write


@pytest.mark.parametrize("separator", [";", "\t"])
def test_what_a_spreadsheet_saves_is_read(tmp_path: Path, separator: str) -> None:
    """Excel adds a byte-order mark, semicolons, CRLF, empty rows and empty cells at the end."""
    members, points = write(tmp_path)
    for path in (members, points):
        text = path.read_text(encoding="utf-8").replace(",", separator)
        rows = "\r\n".join(f"{line}{separator}{separator}" for line in text.splitlines())
        path.write_bytes(b"\xef\xbb\xbf" + f"{rows}\r\n{separator * 11}\r\n\r\n".encode())

    directory = read_directory(members, points)

    assert list(directory.members) == ["CH", "NA"]
    assert list(directory.focal_points) == ["ch-wsis", "ch-mission"]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    """People move columns about; the first row names them."""
    lines = [line.split(",") for line in POINTS.splitlines()]
    turned = "\n".join(",".join(reversed(cells)) for cells in lines)

    directory = read_directory(*write(tmp_path, points=turned))

    assert directory.focal_points["ch-wsis"].address == "wsis@office.ch.example"


def test_a_quoted_cell_may_hold_the_separator(tmp_path: Path) -> None:
    """Names of ministries hold commas."""
    points = POINTS.replace(",Office,", ',"Office, Division ""IT""",')

    directory = read_directory(*write(tmp_path, points=points))

    assert directory.focal_points["ch-wsis"].name == 'Office, Division "IT"'


def test_rows_are_counted_as_the_spreadsheet_does(tmp_path: Path) -> None:
    """A line break inside a cell and an empty row move the line, not the row."""
    members = MEMBERS.replace(",Switzerland,", ',"Switz\nerland",') + "\nXY,,,,,,,,,,\n"

    assert [line.split(": ")[0] for line in problems(tmp_path, members=members)][:2] == [
        "members.csv:2 name_en",
        "members.csv:5 region",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ":1: The file is empty; the first row must name the columns."),
        (b"\r\n\r\n", ":1: The file is empty; the first row must name the columns."),
        (
            MEMBERS.encode("utf-16"),
            ":1: The file is not in UTF-8; in a spreadsheet, save it as “CSV UTF-8”.",
        ),
        (
            MEMBERS.replace("Suisse", "Hélvétie").encode("utf-8").replace(b"\xc3\xa9", b"\xe9"),
            ":2: The file is not in UTF-8; in a spreadsheet, save it as “CSV UTF-8”.",
        ),
        (
            MEMBERS.replace("Suisse", '"Suisse').encode(),
            ": The file is not CSV: unexpected end of data.",
        ),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    """Saved in the wrong format is the commonest mistake with spreadsheets."""
    path = tmp_path / "members.csv"
    path.write_bytes(content)

    with pytest.raises(UserError) as caught:
        read_members(path)

    assert str(caught.value) == f"{path}{told}"


def test_files_that_are_not_there_are_told_together(tmp_path: Path) -> None:
    """No second complaint that every focal point's member is unknown."""
    members, points = tmp_path / "none.csv", tmp_path / "nothing.csv"

    with pytest.raises(UserError) as caught:
        read_directory(members, points)

    assert str(caught.value) == (
        f"{members}: The file cannot be read: No such file or directory.\n"
        f"{points}: The file cannot be read: No such file or directory."
    )

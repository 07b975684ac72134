"""A plan as CSV: two files, read as spreadsheets save them, and run by none."""

from pathlib import Path

import pytest

from notifier.plan.activity import Plan
from notifier.sources.plan_csv import beside, csv_plan
from notifier.sources.plan_files import read_plan, write_plan
from tests.sources.plans import CALL, SOUND, write
from tests.sources.tables import problems

ACTIVITIES = "id,title_en,process,level,start\nforum,Forum,wsis,high,2027-07-05\n"
CALLS = "activity,id,form,reply,deadline\nforum,inputs,writing,views,2027-03-24T23:59\n"


def tables(folder: Path, activities: str = ACTIVITIES, calls: str = CALLS) -> Path:
    """Write both files, and return the one of activities."""
    path = folder / "2027.csv"
    path.write_bytes(activities.encode())
    beside(path).write_bytes(calls.encode())
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "marked"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_a_spreadsheet_saves_is_read(separator: str, mark: str, tmp_path: Path) -> None:
    """With or without a byte-order mark, commas or what the country has, and few columns."""
    content = [
        f"{mark}{text.replace(',', separator)}{separator * 3}\r\n\r\n"
        for text in (ACTIVITIES, CALLS)
    ]

    [found] = read_plan(tables(tmp_path, *content)).activities
    assert (found.id, f"{found.dates.start}", found.consultations[0].id) == (
        "forum",
        "2027-07-05",
        "inputs",
    )


def test_a_cell_in_quotes_may_hold_separators_and_lines(tmp_path: Path) -> None:
    """Titles hold commas, and lists have lines."""
    quoted = ACTIVITIES.replace("title_en", "title_en,title_fr").replace(
        ",Forum,", ',"Forum, ""the"" one","a\r\nb",'
    )

    [found] = read_plan(tables(tmp_path, quoted)).activities
    assert found.title == {"en": 'Forum, "the" one', "fr": "a\nb"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2027-07-05", "05/07/2027", ", row 2, column E (start): `05/07/2027` may be another day"),
        ("high", "", ", row 2, column D (level): Nothing stands in this cell, and it is needed."),
        ("level", "levle", ", row 1: The column `level` is missing."),
        ("wsis", '"wsis', ": The file is not CSV: unexpected end of data."),
        ("Forum", "Forum,more", ", row 2, column F: Something stands here, and the first row"),
    ],
)
def test_what_is_wrong_is_named_by_file_row_and_column(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    """As in a workbook; days in the manner of a country are never guessed."""
    told = problems(tables(tmp_path, ACTIVITIES.replace(old, new, 1)))

    assert any(line.startswith(f"2027.csv{said}") for line in told), told


def test_the_file_of_consultations_is_named_too(tmp_path: Path) -> None:
    """What is wrong may be in either."""
    assert problems(tables(tmp_path, calls=CALLS.replace("views", "view"))) == [
        "2027-consultations.csv, row 2, column D (reply): `view` is not known; did you mean `views`?"
    ]


def test_both_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """Saved in the wrong encoding, both of them."""
    path = tables(tmp_path)
    for each in (path, beside(path)):
        each.write_bytes(each.read_text().encode("utf-16"))

    assert [line.split(": ")[0] for line in problems(path)] == [
        "2027.csv:1",
        "2027-consultations.csv:1",
    ]


def test_no_cell_is_run_by_a_spreadsheet_and_every_text_comes_back(tmp_path: Path) -> None:
    """A title may come from a calendar of strangers."""
    title = '{en: "=HYPERLINK(1)", fr: "+1", es: "-1", ru: "@a", ar: "\'=1", zh: "\'a"}'
    plan = read_plan(write(tmp_path, SOUND.replace("{en: Forum}", title)))
    path = tmp_path / "2028.csv"
    write_plan(path, plan)

    row = csv_plan(plan)[0].splitlines()[1].split(",")
    assert row[1:7] == ["'=HYPERLINK(1)", "''=1", "'a", "'+1", "'@a", "'-1"]
    assert read_plan(path, year=2027) == plan


def test_a_plan_without_consultations_has_a_head_alone(tmp_path: Path) -> None:
    """So that a lost file is never taken for none."""
    path = tmp_path / "2027.csv"
    written = write_plan(path, read_plan(write(tmp_path, SOUND)))

    assert [each.name for each in written] == ["2027.csv", "2027-consultations.csv"]
    assert beside(path).read_text(encoding="utf-8-sig").count("\n") == 1


def test_excel_knows_the_encoding_by_its_mark(tmp_path: Path) -> None:
    """Without it, six languages become another one."""
    write_plan(tmp_path / "2027.csv", read_plan(write(tmp_path, SOUND + CALL)))

    assert all(each.read_bytes()[:3] == b"\xef\xbb\xbf" for each in tmp_path.glob("*.csv"))


def test_an_empty_plan_is_two_heads() -> None:
    """Nothing else stands in it."""
    assert [text.count("\r\n") for text in csv_plan(Plan(year=2027, activities=()))] == [1, 1]

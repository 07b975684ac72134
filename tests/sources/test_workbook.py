"""Workbooks as people leave them: read where their meaning is plain, told by cell where it is not."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from notifier.plan.activity import Activity
from notifier.sources.plan_files import read_plan, write_plan
from notifier.sources.workbook import MOST_OCTETS, MOST_ROWS
from tests.sources.tables import Edit, cell, edited, problems, put, workbook

A, C = "Activities", "Consultations"
DAY, MOMENT = "dd/mm/yyyy", "d. mmm yyyy hh:mm"
DEADLINE = "row 2, column S (deadline)"
EMPTY = "Nothing stands in this cell, and it is needed."
NO_RESULT = "A formula stands here without a result; write the value itself."
WRONG = "A formula went wrong here: #REF!. Write the value itself."
NO_TEXT = "stands where a text is expected; give the cell the format “text” and write it again."
NO_CLOCK = "has no clock time; write the day and the clock time, such as 2027-03-24T23:59."
ONLY_A_CLOCK = "clock time without a day; write both, such as 2027-03-24 23:59."
REGIONAL = (
    "may be another day elsewhere; write year-month-day, such as 2027-03-24T23:59. (A spreadsheet"
    " that opens a CSV file rewrites days; a workbook keeps them.)"
)
MERGED = "only the first of them has a value. Part them."
NO_HEAD = "The first row must name the columns; `notifier plan template` writes a table to fill."


def activity(path: Path) -> Activity:
    """Return the one activity of a workbook."""
    [found] = read_plan(path).activities
    return found


def test_true_dates_and_texts_of_dates_are_the_same(tmp_path: Path) -> None:
    """What a cell shows in the manner of the country is still a date within."""
    path = edited(
        workbook(tmp_path),
        put(A, "start", datetime(2027, 7, 5), DAY),  # noqa: DTZ001
        put(A, "end", "2027-07-09"),
        put(C, "session_start", datetime(2027, 3, 10, 13), MOMENT),  # noqa: DTZ001
        put(C, "session_end", "2027-03-10 16:00"),
        put(C, "deadline", datetime(2027, 3, 24), MOMENT),  # noqa: DTZ001
    )

    found = activity(path)
    [call] = found.consultations
    assert call.session is not None
    assert (found.dates.start, found.dates.end) == (date(2027, 7, 5), date(2027, 7, 9))
    assert f"{call.session.start} {call.session.end}" == "2027-03-10 13:00:00 2027-03-10 16:00:00"
    assert f"{call.deadline.at}" == "2027-03-24 00:00:00"


def test_a_fraction_of_a_day_is_the_minute_that_was_typed(tmp_path: Path) -> None:
    """23:59 as a serial number is not a whole number of seconds."""
    serial = 46470 + (23 * 60 + 59) / 1440 - 1e-9
    path = edited(workbook(tmp_path), put(C, "deadline", serial, MOMENT))

    assert f"{activity(path).consultations[0].deadline.at:%H:%M:%S.%f}" == "23:59:00.000000"


def test_a_workbook_that_counts_days_from_1904_has_the_same_days(tmp_path: Path) -> None:
    """Old workbooks of a Mac are four years off for whoever does not look."""

    def old(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        put(A, "start", datetime(2027, 7, 5), DAY)(book)  # noqa: DTZ001
        put(C, "session_start", "2027-03-10T13:00")(book)
        put(C, "session_end", "2027-03-10T16:00")(book)
        put(C, "deadline", "2027-03-24T23:59")(book)

    assert activity(edited(workbook(tmp_path), old)).dates.start == date(2027, 7, 5)


def test_numbers_as_text_and_spaces_around_words_are_all_right(tmp_path: Path) -> None:
    """They look the same on the screen."""
    path = edited(
        workbook(tmp_path),
        put(A, "impact_rating", "4"),
        put(A, "impact_en", "Much"),
        put(A, "forms", "host; attend"),
        put(A, "support_en", "Views"),
        put(A, "needed", "welcome\u00a0"),
        put(A, "process", " wsis "),
    )

    found = activity(path)
    assert found.assessment is not None
    assert found.assessment.impact.rating == 4
    assert found.assessment.forms == ("host", "attend")
    assert (found.assessment.members_needed, found.process) == ("welcome", "wsis")


def test_empty_rows_and_cells_with_only_a_format_do_not_matter(tmp_path: Path) -> None:
    """A stray format at the very end of the sheet makes it a million rows long."""
    path = edited(
        workbook(tmp_path),
        lambda book: book[A].insert_rows(2, 3),
        put(A, "title_fr", "\u00a0 ", row=7),
        put(A, "title_fr", None, "0.00", row=1_048_576),
    )

    assert activity(path).id == "forum"


def test_other_sheets_macros_and_the_order_of_columns_do_not_matter(tmp_path: Path) -> None:
    """People keep notes beside the plan, and move columns about."""

    def turned(book: Any) -> None:
        book.create_sheet("Notes", 0)["A1"] = "=1/0"
        rows = [list(reversed([each.value for each in row])) for row in book[A].iter_rows()]
        book[A].delete_rows(1, 5)
        for row in rows:
            book[A].append(row)

    path = edited(workbook(tmp_path), turned)
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")
        parts.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")

    assert activity(path).id == "forum"


def test_the_stored_result_of_a_formula_is_its_value(tmp_path: Path) -> None:
    """As the person saw it when the workbook was saved."""
    path = edited(workbook(tmp_path), put(A, "title_fr", '="Fo"&"rum"'))
    _in_the_parts(path, b'<f>"Fo"&amp;"rum"</f><v></v>', b'<f>"Fo"&amp;"rum"</f><v>Forum</v>')
    _in_the_parts(path, b'<f>"Fo"&amp;"rum"</f><v />', b'<f>"Fo"&amp;"rum"</f><v>Forum</v>')
    _in_the_parts(path, b'<f>"Fo"&amp;"rum"</f><v/>', b'<f>"Fo"&amp;"rum"</f><v>Forum</v>')
    _typed(path, b"Forum")

    assert activity(path).title == {"en": "Forum", "fr": "Forum"}


@pytest.mark.parametrize(
    ("sheet", "column", "value", "form", "place", "said"),
    [
        (A, "title_fr", "=A2", "@", "row 2, column E (title_fr)", NO_RESULT),
        (A, "title_fr", "#REF!", "@", "row 2, column E (title_fr)", WRONG),
        (C, "deadline", time(23, 59), "hh:mm", DEADLINE, f"23:59:00 is a {ONLY_A_CLOCK}"),
        (C, "deadline", datetime(2027, 3, 24), DAY, DEADLINE, f"`2027-03-24` {NO_CLOCK}"),  # noqa: DTZ001
        (C, "deadline", 46470.5, "0.0", DEADLINE, f"The number 46470.5 {NO_CLOCK}"),
        (C, "deadline", "24/03/2027 23:59", "@", DEADLINE, f"`24/03/2027 23:59` {REGIONAL}"),
        (C, "deadline", None, "@", DEADLINE, EMPTY),
        (C, "session_end", "2027-03-10T12:00", "@", "row 2", "The session ends before it starts."),
        (C, "activity", None, "@", "row 2, column A (activity)", EMPTY),
        (C, "activity", "forun", "@", "row 2, column A (activity)",
            "`forun` is not known; did you mean `forum`?"),
        (C, "roles", "wsis, missions", "@", "row 2, column AC (roles)",
            "`missions` is not known; did you mean `mission`?"),
        (A, "start", datetime(2027, 7, 5, 9), MOMENT, "row 2, column J (start)",  # noqa: DTZ001
            "09:00 stands beside the day; give the day alone."),
        (A, "title_en", datetime(2027, 3, 1), DAY, "row 2, column B (title_en)",  # noqa: DTZ001
            f"A day, 2027-03-01, {NO_TEXT}"),
        (A, "title_en", True, "@", "row 2, column B (title_en)", f"`true` {NO_TEXT}"),
        (A, "level", "High", "@", "row 2, column I (level)",
            "`High` is not known; did you mean `high`?"),
        (A, "needed", "welcome", "@", "row 2, column Z (impact_rating)", EMPTY),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_sheet_row_and_column(
    sheet: str, column: str, value: object, form: str, place: str, said: str, tmp_path: Path
) -> None:
    """Whoever mends it finds it at once, and is told once of each cell."""
    told = problems(edited(workbook(tmp_path), put(sheet, column, value, form)))

    assert f"2027.xlsx, sheet {sheet}, {place}: {said}" in told
    assert len({line.split(": ")[0] for line in told}) == len(told)


def test_every_bad_cell_is_told_at_once_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    """Mending one to be told of the next is what makes people give up."""
    path = edited(
        workbook(tmp_path),
        put(C, "deadline", "24.3.2027"),
        put(C, "reply", "opinions"),
        put(A, "process", "www"),
        put(A, "id", "Forum 1"),
        put(A, "start", "5/7/2027"),
        put(C, "activity", "Forum 1"),
    )

    assert [line.split(": ")[0].removeprefix("2027.xlsx, sheet ") for line in problems(path)] == [
        "Activities, row 2, column A (id)",
        "Activities, row 2, column H (process)",
        "Activities, row 2, column J (start)",
        "Consultations, row 2, column J (reply)",
        "Consultations, row 2, column S (deadline)",
    ]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (put(A, "level", "levl", row=1), ["row 1: The column `level` is missing.",
            "row 1, column I (levl): `levl` is not known; did you mean `level`?"]),
        (put(A, "level", "process", row=1), ["row 1: The column `level` is missing.",
            "row 1, column I (process): The column `process` is there twice."]),
        (put(A, "zone", None, row=1),
            ["row 2, column L: Something stands here, and the first row gives the column no name."]),
        (lambda book: book[A].delete_rows(1, 9), [f"row 1: {NO_HEAD}"]),
        (lambda book: book[A].merge_cells("B1:C1"),
            [f"row 1, column B: Cells are merged here (B1:C1): {MERGED}"]),
        (lambda book: book[A].merge_cells("B2:C2"),
            [f"row 2, column B (title_en): Cells are merged here (B2:C2): {MERGED}"]),
    ],
)  # fmt: skip
def test_a_head_or_a_shape_that_cannot_be_read_is_told(
    edit: Edit, said: list[str], tmp_path: Path
) -> None:
    """A column that nobody reads, or a cell that stands for several, would be lost in silence."""
    told = problems(edited(workbook(tmp_path), edit))

    assert told == [f"2027.xlsx, sheet Activities, {line}" for line in said]


def test_a_column_that_is_not_needed_may_be_missing(tmp_path: Path) -> None:
    """It says as much as if it were empty."""

    def without(book: Any) -> None:
        book[C].delete_cols(cell(book, C, "calendar_occurrence").column)

    assert activity(edited(workbook(tmp_path), without)).consultations[0].id == "inputs"


def test_a_sheet_that_is_missing_is_told(tmp_path: Path) -> None:
    """Without its consultations a plan would withdraw them all."""

    def renamed(book: Any) -> None:
        book[C].title = "Consultation"

    there = "Activities, Consultation, Read me, Lists"
    assert problems(edited(workbook(tmp_path), renamed)) == [
        f"2027.xlsx: The sheet “Consultations” is missing; there are: {there}."
    ]


def test_a_chart_in_place_of_a_sheet_is_told(tmp_path: Path) -> None:
    """It has no cells."""

    def charted(book: Any) -> None:
        book.remove(book[C])
        book.create_chartsheet(C).add_chart(BarChart())

    assert problems(edited(workbook(tmp_path), charted)) == [
        "2027.xlsx, sheet Consultations: This sheet is a chart; it must hold cells."
    ]


def test_more_rows_than_a_plan_can_have_are_told(tmp_path: Path) -> None:
    """A column that was filled down to the end of the sheet."""
    path = edited(workbook(tmp_path), put(A, "zone", "UTC", row=MOST_ROWS + 1))

    assert problems(path) == [
        "2027.xlsx, sheet Activities, row 5001: A plan ends by row 5,000; something stands below."
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This is no workbook, whatever its name; save it as “Excel workbook (.xlsx)”."),
        (
            b"id;title_en\n",
            "This is no workbook, whatever its name; save it as “Excel workbook (.xlsx)”.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook",
            "The workbook is of the old kind (.xls); save it as “Excel workbook (.xlsx)”.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "The workbook is protected by a password; take it off and save it again.",
        ),
    ],
)
def test_what_is_no_workbook_is_told(content: bytes, said: str, tmp_path: Path) -> None:
    """Saved in the wrong format, or sealed: each is mended in another way."""
    path = tmp_path / "2027.xlsx"
    path.write_bytes(content)

    assert problems(path) == [f"2027.xlsx: {said}"]


def test_a_workbook_cut_off_or_of_another_program_is_told(tmp_path: Path) -> None:
    """Half a download, a text document: never a traceback."""
    path = workbook(tmp_path)
    whole = path.read_bytes()
    broken = "The workbook is broken, or is none; open it in a spreadsheet program and save it."
    _in_the_parts(path, b"</sheetData>", b"<!-- ")
    assert problems(path) == [f"2027.xlsx: {broken}"]

    path.write_bytes(whole[: len(whole) // 2])
    assert problems(path) == [
        "2027.xlsx: This is no workbook, whatever its name; save it as “Excel workbook (.xlsx)”."
    ]

    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("word/document.xml", "<document/>")
    assert problems(path) == [f"2027.xlsx: {broken}"]


def test_a_workbook_that_unpacks_to_a_flood_is_refused_unread(tmp_path: Path) -> None:
    """A few kilobytes can fill the memory of the service."""
    path = workbook(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/image1.png", bytes(MOST_OCTETS))

    [told] = problems(path)
    assert told.startswith("2027.xlsx: The workbook unpacks to 16 MB, too much for a plan;")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """As for every other file."""
    assert problems(tmp_path / "2027.xlsx") == [
        "2027.xlsx: The file cannot be read: No such file or directory."
    ]


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    """Read by a spreadsheet it must not be run, nor be lost."""
    found = read_plan(workbook(tmp_path))
    [old] = found.activities
    new = old.model_copy(update={"title": {"en": "=1+1", "fr": "#N/A"}})
    path = tmp_path / "2027.xlsx"
    write_plan(path, found.model_copy(update={"activities": (new,)}))

    title = cell(openpyxl.load_workbook(path), A, "title_en")
    assert (title.data_type, title.quotePrefix) == ("s", True)
    assert activity(path).title == {"en": "=1+1", "fr": "#N/A"}


def _in_the_parts(path: Path, old: bytes, new: bytes) -> None:
    """Change the sheets of a workbook as they are packed."""
    packed = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            is_sheet = name.startswith("xl/worksheets/")
            after.writestr(name, content.replace(old, new) if is_sheet else content)


def _typed(path: Path, value: bytes) -> None:
    """Say of the cell with this stored result that the result is a text."""
    packed = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    end = sheet.index(b"<v>" + value + b"</v>")
    start = sheet.rindex(b"<c ", 0, end)
    opening = sheet[start : sheet.index(b">", start)]
    typed = opening if b"t=" in opening else opening + b' t="str"'
    _in_the_parts(path, opening, typed)

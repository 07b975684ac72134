"""The workbook that people fill in: it offers what the model takes, and refuses what it does not."""

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from notifier.errors import UserError
from notifier.plan.activity import Activity, Consultation, Plan
from notifier.sources.cells import Cell
from notifier.sources.plan_columns import ACTIVITIES, CONSULTATIONS, Column, Kind, choices
from notifier.sources.plan_files import read_plan, write_plan
from notifier.sources.workbook_guide import example
from tests.sources.plans import SOUND, write
from tests.sources.tables import cell, edited, put

SHEETS = (
    ("Activities", ACTIVITIES, Activity, "B2"),
    ("Consultations", CONSULTATIONS, Consultation, "C2"),
)


@pytest.fixture
def template(tmp_path: Path) -> openpyxl.Workbook:
    """The template as a spreadsheet program opens it."""
    write_plan(tmp_path / "plan.xlsx", Plan(year=2027, activities=()))
    return openpyxl.load_workbook(tmp_path / "plan.xlsx")


def rules(book: openpyxl.Workbook, sheet: str) -> dict[str, DataValidation]:
    """What each column of a sheet offers, by its name."""
    found = {}
    for rule in book[sheet].data_validations.dataValidation:
        letter = re.match("[A-Z]+", str(rule.sqref))
        assert letter is not None
        found[str(book[sheet][f"{letter[0]}1"].value)] = rule
    return found


@pytest.mark.parametrize(("name", "columns", "model", "frozen"), SHEETS, ids=["a", "c"])
def test_each_sheet_has_a_frozen_head_of_all_columns(
    name: str,
    columns: tuple[Column, ...],
    model: type,
    frozen: str,
    template: openpyxl.Workbook,
) -> None:
    """The names stay in sight, and nothing else stands there."""
    sheet = template[name]

    assert [each.value for each in sheet[1]] == [column.name for column in columns]
    assert (sheet.max_row, sheet.freeze_panes) == (1, frozen)
    assert all(each.width >= len(c.name) for each, c in zip(
        (sheet.column_dimensions[each.column_letter] for each in sheet[1]), columns, strict=True
    ))  # fmt: skip


@pytest.mark.parametrize(("name", "columns", "model", "frozen"), SHEETS, ids=["a", "c"])
def test_each_choice_is_offered_and_each_cell_explained(
    name: str,
    columns: tuple[Column, ...],
    model: type[Activity],
    frozen: str,
    template: openpyxl.Workbook,
) -> None:
    """A word that is chosen is spelt right."""
    found = rules(template, name)

    assert all(found[column.name].prompt for column in columns)
    for column in columns:
        words, rule = choices(column, model), found[column.name]
        if words:
            assert (rule.type, rule.formula1) == ("list", f'"{",".join(words)}"')
            assert bool(rule.showErrorMessage) is (column.kind is Kind.WORD)


def test_days_numbers_zones_and_activities_are_guided(template: openpyxl.Workbook) -> None:
    """What is no choice of the model is still not free."""
    upper, lower = rules(template, "Activities"), rules(template, "Consultations")

    assert (upper["start"].type, lower["deadline"].type) == ("date", "date")
    assert (upper["impact_rating"].type, lower["deadline_days"].type) == ("whole", "whole")
    assert lower["cancelled"].formula1 == '"yes"'
    assert lower["activity"].formula1 == "'Activities'!$A$2:$A$5000"
    zones = [row[0].value for row in template["Lists"].iter_rows()]
    assert upper["zone"].formula1 == f"'Lists'!$A$1:$A${len(zones)}"
    assert {"Europe/Zurich", "UTC"} <= set(zones)
    assert template["Lists"].sheet_state == "hidden"


def test_empty_cells_have_the_format_of_what_is_typed_there(template: openpyxl.Workbook) -> None:
    """A text such as 1/2 would become a day otherwise, and a day be shown as one pleases."""
    forms = {
        str(each.value): template[name].column_dimensions[each.column_letter].number_format
        for name in ("Activities", "Consultations")
        for each in template[name][1]
    }

    assert forms["start"] == "yyyy-mm-dd"
    assert forms["deadline"] == forms["session_start"] == "yyyy-mm-dd hh:mm"
    assert forms["title_en"] == forms["calendar_uid"] == "@"


def test_the_template_is_a_plan_without_activities(tmp_path: Path) -> None:
    """Its example is no activity, wherever the file is put."""
    path = tmp_path / "2027.xlsx"
    write_plan(path, Plan(year=2027, activities=()))

    assert read_plan(path) == Plan(year=2027, activities=())


def test_the_guide_explains_every_column_and_its_example_is_a_plan(
    template: openpyxl.Workbook, tmp_path: Path
) -> None:
    """What is copied from there is read."""
    rows = [[each.value for each in row] for row in template["Read me"].iter_rows()]
    told = {(row[0], row[1]): row for row in rows if row[0] in ("Activities", "Consultations")}

    assert set(told) == {
        (name, column.name) for name, columns, _, _ in SHEETS for column in columns
    }
    assert all(row[2] for row in told.values())
    assert told["Activities", "level"][3:5] == ["high, senior, expert", "high"]
    path = tmp_path / "2027.xlsx"
    write_plan(path, Plan(year=2027, activities=()))
    copied = [put(sheet, column, row[4]) for (sheet, column), row in told.items()]
    assert read_plan(edited(path, *copied)) == example()


def test_a_plan_in_a_workbook_has_true_dates(tmp_path: Path) -> None:
    """So that they can be sorted and filtered."""
    path = tmp_path / "2027.xlsx"
    write_plan(path, example())
    book = openpyxl.load_workbook(path)

    def shown(sheet: str, column: str) -> tuple[Cell, str]:
        found = cell(book, sheet, column)
        return str(found.value), found.number_format

    assert shown("Activities", "start") == ("2027-07-05 00:00:00", "yyyy-mm-dd")
    assert shown("Consultations", "deadline") == ("2027-03-24 23:59:00", "yyyy-mm-dd hh:mm")


def test_a_text_that_no_cell_can_hold_is_told(tmp_path: Path) -> None:
    """A control character came along with something that was pasted."""
    plan = read_plan(write(tmp_path, SOUND.replace("{en: Forum}", '{en: "For\\x07um"}')))

    with pytest.raises(UserError) as caught:
        write_plan(tmp_path / "2028.xlsx", plan)

    assert str(caught.value) == (
        "sheet Activities, row 2, column B: The text holds a control character, which no cell can;"
        " write the plan as YAML."
    )

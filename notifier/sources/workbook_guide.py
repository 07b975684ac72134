"""The sheet “Read me” of a workbook: how it is filled, what each column means, and an example."""

from collections.abc import Iterator

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from notifier.members.audience import Audience
from notifier.plan.activity import (
    Activity,
    Assessment,
    Consultation,
    Dates,
    Deadline,
    Impact,
    People,
    Plan,
    Session,
)
from notifier.sources.cells import Cell
from notifier.sources.plan_columns import ACTIVITIES, CONSULTATIONS, Kind, choices, meaning
from notifier.sources.plan_rows import activity_rows, consultation_rows

NAME = "Read me"
_ADVICE = """\
One activity a row on the sheet “Activities”, one consultation a row on “Consultations”.
The first row names the columns: leave the names as they are. The order of columns is free, and empty rows do not matter.
Days and clock times are true dates of the spreadsheet, or text such as 2027-03-24 and 2027-03-24T23:59. Clock times are those of the time zone beside them.
Do not merge cells. A formula counts as the result that was saved with it.
Texts in six languages: English must be there; `notifier check` lists what is missing.
Save as “Excel workbook (.xlsx)”, named after its year, such as 2027.xlsx, in the folder of plans; or use `notifier plan import FILE`, which first shows what would change.
The example in the last column is made up, and is read by nobody.""".splitlines()
_HINTS = {
    Kind.DAY: "a day",
    Kind.MOMENT: "a day and clock time",
    Kind.NUMBER: "a whole number",
    Kind.YES: "yes, or empty",
    Kind.NAMES: "all, none, or names with commas between",
    Kind.LINES: "one a line (Alt+Enter)",
    Kind.QUESTIONS: "one a line (Alt+Enter), in the same order in every language",
}
_WIDTHS = {"A": 16, "B": 22, "C": 60, "D": 44, "E": 44}


def add_guide(sheet: Worksheet) -> None:
    """Write the guide: what must be known, then one row for each column."""
    sheet.append(["How this plan is filled in"])
    sheet["A1"].font = Font(bold=True, size=14)
    for sentence in _ADVICE:
        sheet.append([sentence])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=5
        )
        sheet.row_dimensions[sheet.max_row].height = 32
    sheet.append([])
    sheet.append(["Sheet", "Column", "What it means", "What may stand there", "Example"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for row in _rows():
        sheet.append(list(row))
    for cells in sheet.iter_rows(max_col=5):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width


def example() -> Plan:
    """Return a plan of one activity that shows what a row holds."""
    call = Consultation(
        id="inputs",
        form="meeting",
        reply="views",
        deadline=Deadline.model_validate({"at": "2027-03-24T23:59"}),
        title={"en": "Consultation on the themes", "fr": "Consultation sur les thèmes"},
        session=Session.model_validate(
            {
                "start": "2027-03-10T13:00",
                "end": "2027-03-10T16:00",
                "link": "https://meet.example/1",
            }
        ),
        audience=Audience(classes=("member-state", "observer"), roles=("wsis", "mission")),
    )
    activity = Activity(
        id="forum-2027",
        title={"en": "Forum 2027", "fr": "Forum 2027"},
        process="wsis",
        level="high",
        dates=Dates.model_validate(
            {"start": "2027-07-05", "end": "2027-07-09", "status": "tentative"}
        ),
        place={"en": "Geneva, Switzerland", "fr": "Genève (Suisse)"},
        assessment=Assessment(
            impact=Impact(rating=4, text={"en": "Sets the themes for two years."}),
            people=People(staff=("Policy analyst", "Events officer"), outside=("Consultant",)),
            forms=("host", "attend"),
            expected_support={"en": "Member States are asked to propose sessions."},
            members_needed="urgent",
            reason={"en": "The call for proposals ends in March."},
        ),
        consultations=(call,),
        announce=Audience(),
    )
    return Plan(year=2027, activities=(activity,))


def _rows() -> Iterator[tuple[Cell, ...]]:
    [activity], [call] = activity_rows(example()), consultation_rows(example())
    parts = (
        ("Activities", ACTIVITIES, Activity, activity),
        ("Consultations", CONSULTATIONS, Consultation, call),
    )
    for name, columns, model, cells in parts:
        for column, cell in zip(columns, cells, strict=True):
            words = ", ".join(choices(column, model))
            said = meaning(column, model)
            needed = f"{said}. Needed." if column.is_needed else f"{said}."
            yield name, column.name, needed, words or _HINTS.get(column.kind), _shown(cell)


def _shown(cell: Cell) -> Cell:
    return None if cell is None else str(cell)

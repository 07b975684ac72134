"""`notifier plan`: plans come and go as files, and nothing is replaced unseen."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from notifier.cli.options import console
from notifier.sources.plan_files import read_plan
from tests.cli.conftest import Say, Terminal
from tests.cli.mistakes import in_the_plan
from tests.sources.tables import edited, put
from tests.ticks.plans import MEETING, WRITING

NAME = "config/plan/2026.yaml"
KEPT = "2026.yaml.before-"


@pytest.fixture
def narrow() -> Iterator[None]:
    """A terminal of 80 columns."""
    width = console.width
    console.width = 80
    yield
    console.width = width


def shown(terminal: Terminal, folder: Path, *words: str) -> list[str]:
    """What a command shows when all is well, without the folder of the test."""
    ended = terminal(*words)
    assert ended.code == 0, ended.err
    lines = ended.out.replace(f"{folder}/", "").splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def kept(folder: Path) -> list[str]:
    """The former plans beside the plan, without their time."""
    names = sorted(path.name for path in (folder / "config/plan").iterdir())
    return [name[: name.index("before-") + 7] for name in names if "before-" in name]


def test_a_plan_is_shown_with_what_is_due(folder: Path, terminal: Terminal) -> None:
    """One row an activity: what an officer is asked about on the telephone."""
    assert shown(terminal, folder, "plan", "show") == [
        "Plan of 2026",
        "Activity Dates, status Needed Deadlines of consultations",
        "forum-2026 2026-07-06 – 07-10 urgent 2026-04-30 inputs",
        "confirmed",
    ]


def test_a_plan_fits_a_terminal(folder: Path, terminal: Terminal, narrow: None) -> None:
    """Ids may be long."""
    in_the_plan("id: forum-2026", "id: forum-2026-of-all-processes-and-of-everybody-in-them")(
        folder
    )
    console.width = 80

    assert max(map(len, terminal("plan", "show").out.splitlines())) <= 80


def test_only_the_year_that_is_asked_for_is_shown(
    folder: Path, terminal: Terminal, say: Say
) -> None:
    """And a year without a plan is told, with those there are."""
    (folder / "config/plan/2027.yaml").write_text("[]\n", encoding="utf-8")

    assert shown(terminal, folder, "plan", "show", "--year", "2027") == [
        "No activity. `notifier plan template` writes a workbook to fill in."
    ]
    assert say("plan", "show", "--year", "2028") == [
        "config/plan: there is no plan of 2028; there are: 2026, 2027"
    ]


def test_without_any_plan_the_next_step_is_shown(folder: Path, terminal: Terminal) -> None:
    """An empty screen helps nobody."""
    (folder / NAME).unlink()

    [said] = shown(terminal, folder, "plan", "show")
    assert said == (
        "There is no plan in config/plan yet. `notifier plan template FILE.xlsx` writes a workbook to"
        " fill in."
    )


@pytest.mark.parametrize("form", ["xlsx", "csv", "yaml"])
def test_a_plan_taken_out_and_brought_back_is_the_same(
    form: str, folder: Path, terminal: Terminal
) -> None:
    """No file is touched, and its comments stay."""
    before = (folder / NAME).read_bytes()
    file = folder / f"2026.{form}"

    assert shown(terminal, folder, "plan", "export", str(file))[0].startswith(
        f"Written: 2026.{form}"
    )
    assert shown(terminal, folder, "plan", "import", str(file)) == [
        "No difference.",
        f"{NAME} says the same already; nothing is written.",
    ]
    assert (folder / NAME).read_bytes() == before
    assert kept(folder) == []


def test_an_import_shows_what_changes_and_waits_for_a_word(
    folder: Path, terminal: Terminal, say: Say
) -> None:
    """A plan is never replaced by a slip."""
    file = folder / "2026.xlsx"
    terminal("plan", "export", str(file))
    edited(file, put("Consultations", "deadline", "2026-05-04T17:00"))
    before = (folder / NAME).read_bytes()

    assert say("plan", "import", str(file)) == [
        "config/plan: the plan of 2026 is there as 2026.yaml; --replace puts this one in its place"
    ]
    assert (folder / NAME).read_bytes() == before
    now, later = "2026-04-30 23:59 Europe/Zurich", "2026-05-04 17:00 Europe/Zurich"
    assert shown(terminal, folder, "plan", "import", str(file), "--replace")[:4] == [
        "Subject What Before Now",
        f"forum-2026/inputs moved: deadline {now} {later}",
        f"Written: {NAME} (activities: 1, consultations: 1).",
        f"Kept: {next((folder / 'config/plan').glob('*.before-*')).name}",
    ]
    assert f"{read_plan(folder / NAME).activities[0].consultations[0].deadline.at}" == (
        "2026-05-04 17:00:00"
    )
    assert kept(folder) == [KEPT]


def test_a_former_plan_can_be_compared_with_and_brought_back(
    folder: Path, terminal: Terminal
) -> None:
    """That is what it is kept for."""
    (folder / "2026.yaml").write_text(MEETING.replace("04-30T", "05-04T"), encoding="utf-8")
    terminal("plan", "import", str(folder / "2026.yaml"), "--replace")
    [former] = (folder / "config/plan").glob("*.before-*")

    assert "2026-05-04 23:59" in terminal("plan", "diff", str(former)).out
    terminal("plan", "import", str(former), "--replace")
    assert read_plan(folder / NAME) == read_plan(former)


def test_a_new_year_is_imported_at_once(folder: Path, terminal: Terminal) -> None:
    """There is nothing that it could replace; missing languages are a note."""
    file = folder / "next.yaml"
    file.write_text(WRITING.replace("2026", "2027").replace(", fr: Examen 2027", ""), "utf-8")

    assert shown(terminal, folder, "plan", "import", str(file), "--year", "2027") == [
        "Written: config/plan/2027.yaml (activities: 1, consultations: 1).",
        "Note: plan of 2027: Texts that are not in all six languages: 1; `notifier check` lists them.",
    ]
    assert shown(terminal, folder, "check")[-1] == "Everything that can be edited is in order."


def test_a_plan_in_another_form_becomes_yaml(folder: Path, terminal: Terminal) -> None:
    """Never two forms of one year, nor a year without its plan."""
    csv = folder / "config/plan/2026.csv"
    terminal("plan", "export", str(folder / "2026.csv"))
    (folder / NAME).unlink()
    for name in ("2026.csv", "2026-consultations.csv"):
        (folder / name).rename(csv.with_name(name))

    assert shown(terminal, folder, "plan", "import", str(csv), "--replace")[0] == ("No difference.")
    assert sorted(path.suffix for path in csv.parent.iterdir() if "before" not in path.name) == [
        ".yaml"
    ]
    assert kept(folder) == ["2026-consultations.csv.before-", "2026.csv.before-"]


def test_a_plan_that_the_service_will_hold_is_said_to_be(folder: Path, terminal: Terminal) -> None:
    """Whoever imports it is there to accept it."""
    (folder / NAME).write_text(MEETING.replace("2026-", "2036-"), encoding="utf-8")
    (folder / NAME).rename(folder / "config/plan/2036.yaml")
    file = folder / "2036.yaml"
    file.write_text("[]\n", encoding="utf-8")

    assert shown(terminal, folder, "plan", "import", str(file), "--replace")[2] == (
        "Note: plan of 2036: The service will hold it until a person accepts it (`notifier plan"
        " held`). The plan is suddenly empty; 1 activities were still to come."
    )


def test_a_broken_plan_can_be_replaced(folder: Path, terminal: Terminal) -> None:
    """That is when it is needed most."""
    file = folder / "2026.yaml"
    file.write_text(MEETING, encoding="utf-8")
    in_the_plan("process: wsis", "proces: wsis")(folder)

    assert shown(terminal, folder, "plan", "import", str(file), "--replace")[0] == (
        "The plan that is there cannot be read, so what changes is not shown. Problems in it: 2."
    )
    assert read_plan(folder / NAME) == read_plan(file)


def test_everything_wrong_in_an_imported_file_is_told(
    folder: Path, terminal: Terminal, say: Say
) -> None:
    """With its cells, and ids that other years have."""
    file = folder / "2027.xlsx"
    terminal("plan", "export", str(file), "--year", "2026")
    edited(file, put("Activities", "level", "top"))

    row = "2027.xlsx, sheet Activities, row 2"
    taken = "Another activity has the id `forum-2026` already, at config/plan/2026.yaml:2."
    assert say("plan", "import", str(file)) == [
        f"{row}, column A (id): {taken}",
        f"{row}, column I (level): `top` is not known; possible are high, senior, expert.",
    ]


def test_regions_are_those_of_the_members(folder: Path, terminal: Terminal, say: Say) -> None:
    """A region that no member has would reach nobody."""
    file = folder / "2026.xlsx"
    terminal("plan", "export", str(file))
    edited(file, put("Consultations", "regions", "Americas, Afrika"))

    place = "2026.xlsx, sheet Consultations, row 2, column AD (regions)"
    assert say("plan", "import", str(file)) == [
        f"{place}: `Afrika` is not known; did you mean `Africa`?"
    ]


def test_a_file_named_after_no_year_needs_one(folder: Path, say: Say) -> None:
    """The year is nowhere else."""
    (folder / "draft.yaml").write_text(MEETING, encoding="utf-8")

    [said] = say("plan", "import", str(folder / "draft.yaml"))
    assert said == (
        "draft.yaml: The file must be named after its year, such as 2027.yaml. Or say of which it is:"
        " --year 2027."
    )


def test_an_export_writes_over_nothing_and_never_beside_the_plan(
    folder: Path, terminal: Terminal, say: Say
) -> None:
    """A second form of the year would stop the service."""
    file = folder / "2026.csv"
    (folder / "2026-consultations.csv").write_text("mine", encoding="utf-8")

    assert say("plan", "export", str(file)) == [
        "2026-consultations.csv: the file is there already; --replace writes over it"
    ]
    assert terminal("plan", "export", str(file), "--replace").code == 0
    [said] = say("plan", "export", str(folder / "config/plan/2026.xlsx"))
    assert said == (
        "config/plan/2026.xlsx: the service reads this file as the plan; write elsewhere, then"
        " `notifier plan import`"
    )
    assert say("plan", "export", str(folder / "2026.ods")) == [
        "2026.ods: The name of a plan ends in .yaml, .xlsx, .csv."
    ]


def test_two_files_are_compared(folder: Path, terminal: Terminal) -> None:
    """The first is the earlier."""
    before, after = folder / "a.yaml", folder / "b.yaml"
    before.write_text(MEETING + WRITING, encoding="utf-8")
    new = MEETING.replace("en: Geneva", "en: Paris").replace(
        "hybrid", "online, link: https://x.example"
    )
    after.write_text(new.replace("2026-07-06", "2026-07-07"), encoding="utf-8")

    lines = shown(terminal, folder, "plan", "diff", str(before), str(after), "--year", "2026")
    assert lines == [
        "Subject What Before Now",
        "forum-2026 moved: dates 2026-07-06 – 07-10 2026-07-07 – 07-10",
        "forum-2026 moved: place Geneva Paris",
        "review-2026 withdrawn Review 2026",
        "forum-2026/inputs relocated: mode hybrid online",
        "forum-2026/inputs relocated: link none https://x.example",
    ]


def test_what_no_reader_sees_is_counted_apart(folder: Path, terminal: Terminal) -> None:
    """A corrected comma writes to nobody, and is a difference all the same."""
    file = folder / "2026.yaml"
    new = MEETING.replace("en: Forum 2026", 'en: "Forum, 2026"').replace(
        "level: high", "level: expert"
    )
    file.write_text(new, encoding="utf-8")

    assert shown(terminal, folder, "plan", "diff", str(file)) == [
        "No difference for a reader.",
        "Fields that differ otherwise: 2 (forum-2026.title.en, forum-2026.level).",
    ]


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        (
            "2026-04-30",
            "2026-05-04",
            "moved: deadline 2026-04-30 23:59 Europe/Zurich 2026-05-04 23:59",
        ),
        (
            "04-15T14",
            "04-15T13",
            "moved: session 2026-04-15 14:00 – 17:00 Europe/Zurich 2026-04-15 13",
        ),
        ("reply: views", "reply: majority", "revised: reply views majority"),
        ("form: meeting", "form: meeting\n      cancelled: true", "cancelled: cancelled no yes"),
        (
            "form: meeting",
            "form: meeting\n      questions: [{en: Which}]",
            "revised: questions 0 questions 1 questions",
        ),
        ("fr: Genève", "fr: Paris", ""),
    ],
)
def test_every_difference_is_shown_in_words(
    old: str, new: str, row: str, folder: Path, terminal: Terminal
) -> None:
    """No brackets of a program on the screen of an officer."""
    file = folder / "2026.yaml"
    file.write_text(MEETING.replace(old, new), encoding="utf-8")

    out = shown(terminal, folder, "plan", "diff", str(file))
    assert any(line.removeprefix("forum-2026/inputs ").startswith(row) for line in out), out
    assert not set("{}[]") & set("".join(out))


def test_a_template_is_written_once(folder: Path, terminal: Terminal, say: Say) -> None:
    """What was filled in is not written over."""
    file = folder / "plan.xlsx"

    [said] = shown(terminal, folder, "plan", "template", str(file))
    assert said == (
        "plan.xlsx is written. Its sheet “Read me” says how; then: notifier plan import FILE --year"
        " YEAR"
    )
    assert openpyxl.load_workbook(file).sheetnames[:3] == ["Activities", "Consultations", "Read me"]
    assert say("plan", "template", str(file)) == [
        "plan.xlsx: the file is there already; --replace writes over it"
    ]
    assert say("plan", "template", str(folder / "plan.csv")) == [
        "plan.csv: the template is a workbook; its name ends in .xlsx"
    ]

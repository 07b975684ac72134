"""The folder of the plans: one form a year, and whatever form, the equal plan."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from notifier.errors import UserError
from notifier.plan.activity import Plan
from notifier.sources.plan_files import (
    FORMS,
    paths_of,
    plan_paths,
    plan_years,
    read_plan,
    read_plans,
    replace_plan,
    unread_plans,
    write_plan,
    year_of,
)
from tests.sources.generated import plans
from tests.sources.plans import CALL, SOUND, write
from tests.sources.tables import spoil

SHIPPED = Path(__file__).parents[2] / "config/plan"
AT = datetime(2026, 11, 24, 15, 49, 40, tzinfo=UTC)


def told(act: Callable[[], object], folder: Path) -> list[str]:
    """Return what is told, without the folder of the test."""
    with pytest.raises(UserError) as caught:
        act()
    return [
        str(p).replace(f"{folder}/", "").replace(str(folder), "") for p in caught.value.problems
    ]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans())
def test_every_plan_comes_back_equal(plan: Plan) -> None:
    """Whoever takes a plan into a spreadsheet and back has changed nothing."""
    with TemporaryDirectory() as folder:
        found = plan
        for form in FORMS:
            path = Path(folder) / f"2027{form}"
            write_plan(path, found)
            found = read_plan(path)

            assert found == plan


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("year", [2026, 2027])
def test_the_shipped_plans_come_back_equal(form: str, year: int, tmp_path: Path) -> None:
    """From YAML into each form, and from there into YAML."""
    shipped = read_plan(SHIPPED / f"{year}.yaml")
    table, again = tmp_path / f"{year}{form}", tmp_path / "again.yaml"
    write_plan(table, shipped)
    write_plan(again, read_plan(table))

    assert read_plan(again, year=year) == shipped


@pytest.mark.parametrize("form", FORMS)
def test_a_year_may_be_kept_in_any_form(form: str, tmp_path: Path) -> None:
    """The service reads what is there, in the order of the years."""
    write(tmp_path, SOUND.replace("forum", "other"), "2028.yaml")
    plan = read_plan(write(tmp_path, SOUND + CALL))
    (tmp_path / "2027.yaml").unlink()
    write_plan(tmp_path / f"2027{form}", plan)

    assert [found.year for found in read_plans(tmp_path)] == [2027, 2028]
    assert read_plans(tmp_path)[0] == plan
    assert plan_years(tmp_path) == (2027, 2028)
    assert list(unread_plans(tmp_path)) == []


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["2027.yaml", "2027.xlsx"], "2027.xlsx and 2027.yaml"),
        (["2027.yaml", "2027-consultations.csv"], "2027.csv and 2027.yaml"),
        (["2027.yaml", "2027.csv", "2027.xlsx"], "2027.csv and 2027.xlsx and 2027.yaml"),
    ],
)
def test_two_forms_of_one_year_are_told(names: list[str], said: str, tmp_path: Path) -> None:
    """Nobody could say which of the two is the plan."""
    for name in names:
        (tmp_path / name).write_text(SOUND, encoding="utf-8")

    assert told(lambda: read_plans(tmp_path), tmp_path) == [
        f": The plan of 2027 is there as {said}; keep one."
    ]


def test_ids_are_unique_across_forms(tmp_path: Path) -> None:
    """Letters are named by them, whatever file they stand in."""
    plan = read_plan(write(tmp_path, SOUND, "2026.yaml"))
    write_plan(tmp_path / "2027.xlsx", Plan(year=2027, activities=plan.activities))
    write_plan(tmp_path / "2028.csv", Plan(year=2028, activities=plan.activities))

    already = "Another activity has the id `forum` already, at 2026.yaml:1."
    assert told(lambda: read_plans(tmp_path), tmp_path) == [
        f"2027.xlsx, sheet Activities, row 2, column A (id): {already}",
        f"2028.csv, row 2, column A (id): {already}",
    ]


def test_a_file_is_read_among_the_other_years_of_a_folder(tmp_path: Path) -> None:
    """The plan of the same year gives way, so its ids may come again."""
    folder = tmp_path / "plan"
    folder.mkdir()
    write(folder, SOUND, "2026.yaml")
    write(folder, SOUND.replace("forum", "summit"), "2027.yaml")
    same = write(tmp_path, SOUND.replace("forum", "summit"), "2027.yaml")
    taken = write(tmp_path, SOUND, "new.yaml")

    assert read_plan(same, folder=folder).activities[0].id == "summit"
    assert told(lambda: read_plan(taken, year=2027, folder=folder), tmp_path) == [
        "new.yaml:1 forum.id: Another activity has the id `forum` already, at plan/2026.yaml:1."
    ]


@pytest.mark.parametrize("form", FORMS)
def test_all_rules_hold_for_every_form(form: str, tmp_path: Path) -> None:
    """A year that cannot be, a time that the clocks pass over, a region that is none."""
    spoilt = SOUND + CALL.replace("2027-03-24T23:59", "2027-03-28T02:30")
    spoilt += "      audience: {regions: [Afrika]}\n  dates: {start: 2037-07-05}\n"
    source = write(tmp_path, spoilt, "source.yaml")
    with pytest.raises(UserError) as caught:
        read_plan(source, year=2027, regions=["Africa"])
    wanted = sorted(problem.what for problem in caught.value.problems)
    path = tmp_path / f"2027{form}"
    _copied(SOUND + CALL, path, tmp_path)
    spoil(path, {"start": "2037-07-05", "deadline": "2027-03-28T02:30", "regions": "Afrika"})

    with pytest.raises(UserError) as again:
        read_plan(path, regions=["Africa"])

    assert sorted(problem.what for problem in again.value.problems) == wanted
    assert len(wanted) == 3


def test_what_is_not_read_is_named_and_what_programs_leave_is_not(tmp_path: Path) -> None:
    """A year saved as 2028.yml would be a year in which nobody is written to."""
    names = ("2027.yaml", "2028.yml", "plan.xlsx", "2027 (copy).csv", "~$2027.xlsx", ".~lock.2027#")
    for name in (*names, "2027.yaml.before-20261124T154940Z"):
        write(tmp_path, SOUND, name)

    assert [Path(note.where).name for note in unread_plans(tmp_path)] == [
        "2027 (copy).csv",
        "2028.yml",
        "plan.xlsx",
    ]
    assert [path.name for path in plan_paths(tmp_path)] == ["2027.yaml"]


def test_every_file_that_makes_the_plans_is_watched(tmp_path: Path) -> None:
    """A second form that appears must be noticed, and so must the half of a plan as CSV."""
    for name in ("2026.yaml", "2027.csv", "2027-consultations.csv", "2027.xlsx"):
        write(tmp_path, SOUND, name)

    assert [path.name for path in plan_paths(tmp_path)] == [
        "2026.yaml",
        "2027-consultations.csv",
        "2027.csv",
        "2027.xlsx",
    ]


def test_a_folder_that_is_not_there_holds_no_plan(tmp_path: Path) -> None:
    """The first plan is still to be written."""
    assert read_plans(tmp_path / "none") == ()
    assert list(unread_plans(tmp_path / "none")) == []


def test_a_plan_without_its_consultations_is_told(tmp_path: Path) -> None:
    """A lost file would withdraw them all."""
    write_plan(tmp_path / "2027.csv", read_plan(write(tmp_path, SOUND + CALL)))
    (tmp_path / "2027.yaml").unlink()
    (tmp_path / "2027-consultations.csv").unlink()

    [said] = told(lambda: read_plans(tmp_path), tmp_path)
    assert said == (
        "2027-consultations.csv: The file is missing; where there are no consultations, it holds the"
        " head row alone."
    )


def test_a_name_without_a_year_or_with_another_ending_is_told(tmp_path: Path) -> None:
    """The year is nowhere else, and the form is known by the name."""
    assert told(lambda: year_of(tmp_path / "plan.xlsx"), tmp_path) == [
        "plan.xlsx: The file must be named after its year, such as 2027.xlsx."
    ]
    assert told(lambda: read_plan(tmp_path / "2027.ods"), tmp_path) == [
        "2027.ods: The name of a plan ends in .yaml, .xlsx, .csv."
    ]


def test_a_plan_that_replaces_another_keeps_it_beside(tmp_path: Path) -> None:
    """What was there can be compared with, and put back."""
    before = read_plan(write(tmp_path, SOUND + CALL))
    (tmp_path / "2027.yaml").unlink()
    write_plan(tmp_path / "2027.csv", before)
    after = read_plan(write(tmp_path, SOUND, "x.yaml"), year=2027)
    (tmp_path / "x.yaml").unlink()

    kept = replace_plan(tmp_path, after, AT)

    assert [path.name for path in paths_of(tmp_path, 2027)] == ["2027.yaml"]
    assert read_plans(tmp_path) == (after,)
    assert [path.name for path in kept] == [
        "2027-consultations.csv.before-20261124T154940Z",
        "2027.csv.before-20261124T154940Z",
    ]
    assert read_plan(kept[1]) == before


def test_no_former_plan_takes_the_place_of_another(tmp_path: Path) -> None:
    """Two imports within one second."""
    texts = [SOUND.replace("Forum", name) for name in ("One", "Two", "Three")]
    first, *others = [read_plan(write(tmp_path, text)) for text in texts]
    write_plan(tmp_path / "2027.yaml", first)
    kept = [path for plan in others for path in replace_plan(tmp_path, plan, AT)]

    assert [path.name.partition(".before-")[2] for path in kept] == [
        "20261124T154940Z",
        "20261124T154940Z-2",
    ]
    assert [read_plan(path) for path in kept] == [first, others[0]]
    assert list(unread_plans(tmp_path)) == []


def test_a_plan_that_a_form_would_lose_replaces_nothing(tmp_path: Path) -> None:
    """What is written is read again before it takes the place of anything."""
    sound = read_plan(write(tmp_path, SOUND))
    path = tmp_path / "2027.xlsx"
    write_plan(path, sound)
    whole = path.read_bytes()
    bad = SOUND + CALL + '      audience: {regions: ["Here, and there"]}\n'

    assert told(lambda: write_plan(path, read_plan(write(tmp_path, bad))), tmp_path) == [
        f"forum.consultations.inputs.audience.regions.{n}: A file that ends in .xlsx cannot keep this"
        " as it is; change the text."
        for n in (1, 2)
    ]
    assert path.read_bytes() == whole
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_plan_is_not_written_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A slip in the name of the folder must not make one."""
    plan = read_plan(write(tmp_path, SOUND))

    assert told(lambda: write_plan(tmp_path / "none/2027.xlsx", plan), tmp_path) == [
        "none: There is no such folder; make it first."
    ]


def test_spaces_around_a_text_are_all_that_a_table_leaves_out(tmp_path: Path) -> None:
    """A block of YAML ends in a line break, which nobody means."""
    block = SOUND.replace("{en: Forum}", "\n      en: |\n        Forum\n        of all\n")
    plan = read_plan(write(tmp_path, block))
    path = tmp_path / "2028.csv"
    write_plan(path, plan)

    assert plan.activities[0].title == {"en": "Forum\nof all\n"}
    assert read_plan(path, year=2027).activities[0].title == {"en": "Forum\nof all"}


def _copied(content: str, path: Path, folder: Path) -> None:
    """Write a plan in the form of `path`, and leave nothing else in the folder."""
    source = folder / "passing"
    source.mkdir()
    write_plan(path, read_plan(write(source, content)))
    shutil.rmtree(source)

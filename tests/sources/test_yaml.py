"""The plan as a file: what is sound becomes values, everything else a sentence with a line."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import UserError
from notifier.sources.plan_files import read_plan, read_plans, unread_plans
from notifier.sources.table import read_members
from notifier.sources.yaml import missing_languages
from tests.sources.plans import CALL, SOUND, problems, write

CONFIG = Path(__file__).parents[2] / "config"
PLANS = sorted((CONFIG / "plan").glob("*.yaml"))


def test_a_sound_plan_becomes_values(tmp_path: Path) -> None:
    """The file name gives the year, days and times are read from plain text."""
    plan = read_plan(write(tmp_path, SOUND + "  dates: {start: 2027-07-05}\n" + CALL))

    activity = plan.activities[0]
    assert plan.year == 2027
    assert activity.dates.start == date(2027, 7, 5)
    assert activity.consultations[0].deadline.at == datetime(2027, 3, 24, 23, 59)  # noqa: DTZ001


def test_a_year_without_activities_is_written_as_an_empty_list(tmp_path: Path) -> None:
    """An empty file is more likely a slip of the editor."""
    assert read_plan(write(tmp_path, "[]\n")).activities == ()


def test_all_regions_are_named_by_one_word(tmp_path: Path) -> None:
    """`regions: all` is how officers say it; as a value it is None."""
    plan = read_plan(write(tmp_path, SOUND + "  announce: {regions: all}\n"), regions=["Africa"])

    announce = plan.activities[0].announce
    assert announce is not None
    assert announce.regions is None


def test_norway_and_clock_times_stay_what_they_are(tmp_path: Path) -> None:
    """In YAML 1.1 both would have become something else before anybody could look."""
    plan = read_plan(write(tmp_path, SOUND.replace("{en: Forum}", "{en: NO, fr: 10:30}")))

    assert plan.activities[0].title == {"en": "NO", "fr": "10:30"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "2027.yaml: The file is empty; write [] if the year has no activities yet."),
        ("# later\n", "2027.yaml: The file is empty; write [] if the year has no activities yet."),
        (
            "id: forum\n",
            "2027.yaml:1: The file must be a list of activities, each beginning with `- id:`.",
        ),
        (
            "the plan\n",
            "2027.yaml:1: The file must be a list of activities, each beginning with `- id:`.",
        ),
        ("- id: 'a\n", "2027.yaml:2: A quotation mark is opened and never closed."),
        (
            SOUND + "-\n",
            "2027.yaml:5 entry 2: Nothing stands here; give a value or take the line out.",
        ),
    ],
)
def test_what_is_no_plan_is_told(tmp_path: Path, content: str, told: str) -> None:
    """An emptied or half-saved file must not read as a year without activities."""
    assert problems(write(tmp_path, content)) == [told]


def test_problems_of_all_activities_come_at_once_in_order(tmp_path: Path) -> None:
    """Mending one line to be told of the next is what makes people give up."""
    content = (
        SOUND
        + "  lvl: 1\n"
        + SOUND.replace("forum", "other").replace("high", "highest")
        + "- title: {en: Nameless}\n  process: sdg\n  level: high\n"
    )

    assert problems(write(tmp_path, content)) == [
        "2027.yaml:5 forum.lvl: `lvl` is not known; did you mean `level`?",
        "2027.yaml:9 other.level: `highest` is not known; did you mean `high`?",
        "2027.yaml:10 entry 3: `id` is missing.",
    ]


def test_an_id_twice_is_told_even_among_other_mistakes(tmp_path: Path) -> None:
    """Letters are named by it: two activities would share them."""
    content = SOUND + SOUND.replace("high", "low")

    assert problems(write(tmp_path, content)) == [
        "2027.yaml:8 forum.level: `low` is not known; possible are high, senior, expert.",
        "2027.yaml:5 forum.id: Another activity has the id `forum` already, at 2027.yaml:1.",
    ]


def test_a_consultation_twice_is_told(tmp_path: Path) -> None:
    """The register counts answers by activity and consultation."""
    assert problems(write(tmp_path, SOUND + CALL + CALL.partition("\n")[2])) == [
        "2027.yaml:1 forum: Consultation 'inputs' is there twice."
    ]


def test_years_share_one_namespace_and_one_list_of_problems(tmp_path: Path) -> None:
    """The same id in two years would reuse the letters of the first."""
    write(tmp_path, SOUND, "2026.yaml")
    write(tmp_path, SOUND + "  x: 1\n", "2027.yaml")
    write(tmp_path, SOUND, "next.yaml")

    with pytest.raises(UserError) as caught:
        read_plans(tmp_path)

    assert [problem.where.replace(f"{tmp_path}/", "") for problem in caught.value.problems] == [
        "next.yaml",
        "2027.yaml:5 forum.x",
        "2027.yaml:1 forum.id",
    ]


@pytest.mark.parametrize(
    ("call", "place", "said"),
    [
        (
            CALL.replace("2027-03-24T23:59", "2027-03-28T02:30"),
            "deadline.at",
            "There is no 02:30 on 2027-03-28 in Europe/Zurich: the clocks go forward. Did you mean 03:30?",
        ),
        (
            CALL.replace("03-10T13:00", "03-14T02:15").replace(
                "03-10T16:00}", "03-14T05:00, zone: America/New_York}"
            ),
            "session.start",
            "There is no 02:15 on 2027-03-14 in America/New_York: the clocks go forward. Did you mean 03:15?",
        ),
    ],
)
def test_a_time_that_the_clocks_pass_over_is_refused(
    tmp_path: Path, call: str, place: str, said: str
) -> None:
    """A letter would print another time than the plan, and nobody would know why."""
    [told] = problems(write(tmp_path, SOUND + call))

    assert told.endswith(f" forum.consultations.inputs.{place}: {said}")


@pytest.mark.parametrize("at", ["2027-03-28T03:00", "2027-03-28T01:59", "2027-10-31T02:30"])
def test_a_time_beside_the_gap_or_twice_in_autumn_is_a_time(tmp_path: Path, at: str) -> None:
    """Of the two in autumn it is the first."""
    plan = read_plan(write(tmp_path, SOUND + CALL.replace("2027-03-24T23:59", at)))

    assert f"{plan.activities[0].consultations[0].deadline.at:%Y-%m-%dT%H:%M}" == at


def test_a_file_that_is_not_read_as_a_plan_is_named(tmp_path: Path) -> None:
    """A year saved as 2028.yml would be a year in which nobody is written to."""
    for name in ("2027.yaml", "2028.yml", "notes.txt", ".2027.yaml.swp"):
        write(tmp_path, SOUND, name)

    assert [Path(note.where).name for note in unread_plans(tmp_path)] == ["2028.yml", "notes.txt"]


def test_a_file_not_named_after_a_year_is_told(tmp_path: Path) -> None:
    """The year is nowhere else."""
    assert problems(write(tmp_path, SOUND, "plan.yaml")) == [
        "plan.yaml: The file must be named after its year, such as 2027.yaml."
    ]


def test_missing_languages_are_listed_and_are_no_error(tmp_path: Path) -> None:
    """A plan is entered before its translations come back."""
    plan = read_plan(write(tmp_path, SOUND))

    assert [str(warning) for warning in missing_languages(plan)] == [
        "forum.title: The text is missing in ar, zh, fr, ru, es."
    ]


def test_texts_that_no_letter_prints_need_no_translation(tmp_path: Path) -> None:
    """The assessment of an activity that writes to nobody stays in the paper."""
    quiet = SOUND.replace("{en: Forum}", "{ar: a, zh: b, en: c, fr: d, ru: e, es: f}") + (
        "  assessment: {impact: {rating: 3, text: {en: a}}, forms: [host],"
        " expected_support: {en: b}, members_needed: informed}\n"
    )
    silent = read_plan(write(tmp_path, quiet))
    writing = read_plan(write(tmp_path, quiet + "  announce: {}\n"))

    assert missing_languages(silent) == ()
    assert [warning.where for warning in missing_languages(writing)] == [
        "forum.assessment.impact.text",
        "forum.assessment.expected_support",
    ]


@given(st.text(max_size=200))
def test_no_text_whatever_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """A file is edited by hand: whatever is in it, staff get sentences and no traceback."""
    path = tmp_path_factory.getbasetemp() / "2027.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    try:
        told = str(read_plan(path).year)
    except UserError as error:
        told = str(error)

    assert told


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_the_shipped_plans_are_sound_and_complete(path: Path) -> None:
    """They are what a new installation starts with, and name only regions that exist."""
    members = read_members(CONFIG / "member_states.csv")
    plan = read_plan(path, regions={member.region for member in members.values()})

    assert len(plan.activities) >= 10
    assert missing_languages(plan) == ()


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_the_shipped_texts_are_written_as_print_sets_them(path: Path) -> None:
    """Templates have the apostrophe of print, so plans that stand beside them have it too."""
    activities = read_plan(path).model_dump_json()

    assert re.findall(r"\w+'\w+", activities) == []


def test_the_shipped_consultations_close_in_order() -> None:
    """A session comes before its deadline, and a deadline before the activity."""
    plans = read_plans(CONFIG / "plan")
    out_of_order = [
        f"{activity.id}/{call.id}"
        for plan in plans
        for activity in plan.activities
        for call in activity.consultations
        if (call.session and call.session.end_utc > call.deadline.utc)
        or (activity.dates.start and call.deadline.at.date() >= activity.dates.start)
    ]

    assert [plan.year for plan in plans] == [2026, 2027]
    assert out_of_order == []

"""Every mistake in a field is told in the words of the officer who made it."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from notifier.errors import UserError
from notifier.sources.yaml import load, validate
from tests.sources.plans import CALL, SOUND, problems, write


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "deadine: 2027-03-24",
            (
                "2027.yaml:5 forum.deadine: `deadine` is not known; possible are id, title, process,"
                " level, dates, place, calendar, assessment, consultations, announce."
            ),
        ),
        ("titel: x", "2027.yaml:5 forum.titel: `titel` is not known; did you mean `title`?"),
        (
            "dates: {zone: Europe/Geneva}",
            (
                "2027.yaml:5 forum.dates.zone: 'Europe/Geneva' is not an IANA time zone, such as"
                " Europe/Zurich."
            ),
        ),
        (
            "dates: {start: 2027-07-09, end: 2027-07-05}",
            "2027.yaml:5 forum.dates: End is before start.",
        ),
        (
            "dates: {start: 2027-02-30}",
            (
                "2027.yaml:5 forum.dates.start: `2027-02-30` is no day of the calendar; write the day"
                " as year-month-day, such as 2027-07-05."
            ),
        ),
        (
            "dates: {start: 5.7.2027}",
            (
                "2027.yaml:5 forum.dates.start: `5.7.2027` is not a day; write the day as"
                " year-month-day, such as 2027-07-05."
            ),
        ),
        (
            "dates: {start: 20270705}",
            (
                "2027.yaml:5 forum.dates.start: The number 20270705 is not a day; write the day as"
                " year-month-day, such as 2027-07-05."
            ),
        ),
        (
            "dates: {start: 2207-07-05}",
            "2027.yaml:5 forum.dates.start: The year 2207 cannot be right in the plan of 2027.",
        ),
        (
            "dates:",
            "2027.yaml:5 forum.dates: Nothing stands here; give a value or take the line out.",
        ),
        (
            "dates: tomorrow",
            "2027.yaml:5 forum.dates: `tomorrow` stands where fields (`name: value`) are expected.",
        ),
        (
            "place: {no: Oslo}",
            "2027.yaml:5 forum.place.no: `no` is not known; possible are ar, zh, en, fr, ru, es.",
        ),
        (
            "place: {en: 2027}",
            (
                "2027.yaml:5 forum.place.en: The number 2027 stands where a text is expected; put it"
                " in quotes if it is meant as a text."
            ),
        ),
        (
            "announce: {roles: wsis}",
            (
                "2027.yaml:5 forum.announce.roles: `wsis` stands where a list, such as [a, b], is"
                " expected."
            ),
        ),
        (
            "announce: {roles: [wsis, misson]}",
            (
                "2027.yaml:5 forum.announce.roles.entry 2: `misson` is not known; did you mean"
                " `mission`?"
            ),
        ),
        (
            "announce: {regions: [Afrika]}",
            (
                "2027.yaml:5 forum.announce.regions.entry 1: `Afrika` is not known; did you mean"
                " `Africa`?"
            ),
        ),
        (
            "consultations: {id: a}",
            (
                "2027.yaml:5 forum.consultations: A group of fields stands where a list, such as"
                " [a, b], is expected."
            ),
        ),
    ],
)
def test_a_wrong_line_is_told_in_the_officers_words(tmp_path: Path, line: str, told: str) -> None:
    """Each sentence says what to do; the place names line, activity and field."""
    assert problems(write(tmp_path, f"{SOUND}  {line}\n")) == [told]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "deadline: {at: 2027-03-24T23:59}",
            "deadine: {at: 2027-03-24T23:59}",
            [
                "2027.yaml:6 forum.consultations.inputs: `deadline` is missing.",
                (
                    "2027.yaml:10 forum.consultations.inputs.deadine: `deadine` is not known; did you"
                    " mean `deadline`?"
                ),
            ],
        ),
        (
            "at: 2027-03-24T23:59",
            "at: 2027-03-24",
            [
                (
                    "2027.yaml:10 forum.consultations.inputs.deadline.at: `2027-03-24` has no clock"
                    " time; write the day and the clock time, such as 2027-03-24T23:59."
                )
            ],
        ),
        (
            "at: 2027-03-24T23:59",
            "at: 2027-03-24T25:00",
            [
                (
                    "2027.yaml:10 forum.consultations.inputs.deadline.at: `2027-03-24T25:00` is not a"
                    " day with a clock time; write the day and the clock time, such as"
                    " 2027-03-24T23:59."
                )
            ],
        ),
        (
            "at: 2027-03-24T23:59",
            "at: 2027-03-24T23:59Z",
            [
                (
                    "2027.yaml:10 forum.consultations.inputs.deadline: Give the wall-clock time without"
                    " an offset, and the zone beside it."
                )
            ],
        ),
        (
            "at: 2027-03-24T23:59",
            "at: 2025-03-24T23:59",
            [
                (
                    "2027.yaml:10 forum.consultations.inputs.deadline.at: The year 2025 cannot be right"
                    " in the plan of 2027."
                )
            ],
        ),
        (
            "end: 2027-03-10T16:00",
            "end: 2027-03-10T12:00",
            ["2027.yaml:9 forum.consultations.inputs.session: The session ends before it starts."],
        ),
        (
            "form: meeting",
            "form: questionnaire",
            ["2027.yaml:6 forum.consultations.inputs: A questionnaire needs questions."],
        ),
        (
            "id: inputs",
            "id: Inputs 2",
            [
                (
                    "2027.yaml:6 forum.consultations.Inputs 2.id: `Inputs 2` may hold only small"
                    " letters a-z, digits and single hyphens."
                )
            ],
        ),
    ],
)
def test_a_wrong_consultation_is_told(
    tmp_path: Path, right: str, wrong: str, told: list[str]
) -> None:
    """A deadline of a day alone would end at its first minute: nobody means that."""
    content = SOUND + CALL.replace(right, wrong)

    assert problems(write(tmp_path, content)) == told


def test_urgency_without_a_reason_is_told(tmp_path: Path) -> None:
    """The letter prints the reason, so there must be one."""
    assessment = (
        "  assessment: {impact: {rating: 9, text: {en: a}}, forms: [],"
        " expected_support: {en: b}, members_needed: urgent}\n"
    )
    wrong = problems(write(tmp_path, SOUND + assessment))
    bare = problems(write(tmp_path, SOUND + assessment.replace("9", "5").replace("[]", "[host]")))

    assert wrong == [
        (
            "2027.yaml:5 forum.assessment.impact.rating: The number 9 is not possible; it must be at"
            " most 5."
        ),
        "2027.yaml:5 forum.assessment.forms: There are too few entries; at least 1 needed.",
    ]
    assert bare == [
        "2027.yaml:5 forum.assessment: members_needed: urgent needs a reason, at least in English."
    ]


class Notice(BaseModel):
    """Stands for any other file of the configuration."""

    days: int
    on: date | None = None


def test_any_model_is_validated_with_lines(tmp_path: Path) -> None:
    """The rules are read by the same code as the plan."""
    path = write(tmp_path, "# rules\ndays: many\non: 1750000000\n")

    with pytest.raises(UserError) as caught:
        validate(load(path), Notice)

    assert str(caught.value) == (
        f"{path}:2 days: `many` is not a whole number.\n"
        f"{path}:3 on: The number 1750000000 is not a day; write the day as year-month-day, such"
        " as 2027-07-05."
    )


def test_an_empty_file_is_no_model(tmp_path: Path) -> None:
    """Defaults must not stand in for a file that was emptied by accident."""
    path = write(tmp_path, "\n")

    with pytest.raises(UserError) as caught:
        validate(load(path), Notice)

    assert str(caught.value) == f"{path}: The file is empty."

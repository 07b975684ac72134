"""A plan as YAML for people: short, in the order of the model, and nothing that is misread."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from notifier.plan.activity import Plan
from notifier.sources.plan_files import read_plan, write_plan
from notifier.sources.plan_yaml import yaml_plan
from tests.sources.generated import TRAPS, plans
from tests.sources.plans import CALL, SOUND, write

FULL = (
    SOUND
    + """\
  dates: {end: 2027-07-09, start: 2027-07-05}
  calendar: {feed: events, uid: "12", occurrence: 2027-07-05}
  announce: {}
  assessment:
    reason: {fr: b, en: a}
    members_needed: urgent
    expected_support: {en: "Yes: and no"}
    forms: [host]
    impact: {rating: 4, text: {en: NO}}
"""
    + CALL
)


def test_a_plan_is_written_as_a_person_would(tmp_path: Path) -> None:
    """Fields in one order, lists indented, days bare, words in quotes only where they must be."""
    _, _, text = yaml_plan(read_plan(write(tmp_path, FULL))).partition("\n\n")

    assert (
        text
        == """\
- id: forum
  title:
    en: Forum
  process: wsis
  level: high
  dates:
    start: 2027-07-05
    end: 2027-07-09
    zone: Europe/Zurich
    status: confirmed
  calendar:
    feed: events
    uid: '12'
    occurrence: 2027-07-05
  assessment:
    impact:
      rating: 4
      text:
        en: 'NO'
    forms:
      - host
    expected_support:
      en: 'Yes: and no'
    members_needed: urgent
    reason:
      en: a
      fr: b
  consultations:
    - id: inputs
      form: meeting
      reply: views
      deadline:
        at: 2027-03-24T23:59
        zone: Europe/Zurich
      session:
        start: 2027-03-10T13:00
        end: 2027-03-10T16:00
        zone: Europe/Zurich
        mode: hybrid
      audience:
        classes:
          - member-state
        roles:
          - wsis
        regions: all
  announce:
    classes:
      - member-state
    roles:
      - wsis
    regions: all
"""
    )


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans())
def test_nothing_is_written_by_reference(plan: Plan) -> None:
    """An alias such as *id001 is nothing that an officer can edit."""
    events = list(yaml.parse(yaml_plan(plan), Loader=yaml.SafeLoader))

    assert [event for event in events if getattr(event, "anchor", None)] == []


@pytest.mark.parametrize("trap", TRAPS)
def test_a_text_that_looks_like_something_else_stays_a_text(trap: str, tmp_path: Path) -> None:
    """For this reader and for any other of YAML 1.1."""
    plan = read_plan(write(tmp_path, SOUND))
    [activity] = plan.activities
    titled = plan.model_copy(
        update={"activities": (activity.model_copy(update={"title": {"en": trap}}),)}
    )
    path = tmp_path / "2027.yaml"
    write_plan(path, titled)

    assert read_plan(path) == titled
    assert yaml.safe_load(path.read_text(encoding="utf-8"))[0]["title"] == {"en": trap}


def test_letters_of_all_languages_and_long_sentences_stay_as_they_are(tmp_path: Path) -> None:
    """Neither escapes nor sentences broken over lines: both are hard to edit and to compare."""
    sentence = "Приглашаем 请成员国 ندعو 🌍 " * 20
    plan = read_plan(write(tmp_path, SOUND.replace("{en: Forum}", f"{{en: {sentence.strip()}}}")))

    assert f"    en: {sentence.strip()}\n" in yaml_plan(plan)


def test_a_plan_without_activities_says_so(tmp_path: Path) -> None:
    """An empty file would be taken for a slip."""
    write_plan(tmp_path / "2027.yaml", Plan(year=2027, activities=()))

    assert read_plan(tmp_path / "2027.yaml").activities == ()

"""Only what matters to a reader is a change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.plan.activity import Activity
from notifier.plan.calendar.changes import differences, ends_at, facts_of, facts_told_by
from notifier.plan.snapshots import snapshot
from tests.plan.scenes import INPUTS, activity, consultation

SESSION = {"start": "2026-09-08T14:00", "end": "2026-09-08T17:00", "link": "https://meet.example/1"}


def _facts(made: Activity) -> dict[str, Any]:
    return facts_of(made, made.consultations[0])


def _changed(made: Activity) -> list[str]:
    return [d.field for d in differences(_facts(activity()), _facts(made))]


def _session(**changes: Any) -> Activity:
    return activity(consultation(session=SESSION | changes))


@pytest.mark.parametrize(
    "made",
    [
        activity(title={"en": "WSIS  Forum, 2026!", "fr": "FORUM DU SMSI 2026"}),
        activity(title={"en": "WSIS Forum 2026"}),
        activity(title=dict(activity().title) | {"es": "Foro de la CMSI 2026"}),
        activity(place={"en": "Geneva (Switzerland)", "fr": "Genève"}),
        activity(level="expert"),
        activity(assessment=None),
        activity(dates={"start": "2026-10-19", "end": "2026-10-23", "status": "tentative"}),
        activity(consultation(audience={"roles": ["sdg"]})),
        activity(consultation(deadline={"at": "2026-09-22T23:59", "zone": "Europe/Paris"})),
        activity(consultation(deadline={"at": "2026-09-22T21:59", "zone": "UTC"})),
        _session(start="2026-09-08T12:00", end="2026-09-08T15:00", zone="UTC"),
    ],
    ids=range(11),
)
def test_what_says_the_same_writes_to_nobody(made: Activity) -> None:
    """194 members are not told of a comma, a translation, or the same instant in UTC."""
    assert _changed(made) == []


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (activity(title={"en": "WSIS Forum 2027"}), ["title"]),
        (activity(title={"en": "WSIS Forum 2026", "fr": "Sommet du SMSI 2026"}), ["title"]),
        (activity(place={"en": "Doha, Qatar"}), ["place"]),
        (activity(place={}), ["place"]),
        (activity(dates={"start": "2026-10-20", "end": "2026-10-23"}), ["dates"]),
        (
            activity(dates={"start": "2026-10-19", "end": "2026-10-23", "status": "cancelled"}),
            ["cancelled"],
        ),
        (activity(consultation(cancelled=True)), ["cancelled"]),
        (_session(start="2026-09-08T13:00"), ["session"]),
        (_session(zone="UTC"), ["session"]),
        (_session(mode="online"), ["mode"]),
        (_session(link=None), ["link"]),
        (activity(consultation(form="writing", session=None)), ["session"]),
        (activity(consultation(deadline={"at": "2026-09-23T23:59"})), ["deadline"]),
        (
            activity(
                consultation(
                    deadline={"at": "2026-09-22T23:59", "anchor": "last-language", "days": 21}
                )
            ),
            ["deadline"],
        ),
        (activity(consultation(reply="approve-reject")), ["reply"]),
        (activity(consultation(questions=[{"en": "Do you agree?"}])), ["questions"]),
        (activity(consultation(title={"en": "A call"})), ["title"]),
    ],
    ids=range(17),
)
def test_what_a_reader_would_act_on_is_a_change(made: Activity, fields: list[str]) -> None:
    """Someone would come on the wrong day, to the wrong place, or answer the wrong question."""
    assert _changed(made) == fields


@pytest.mark.parametrize(
    ("before", "after", "is_change"),
    [
        ("2026-03-29T02:30", "2026-03-29T03:30", False),  # 02:30 does not exist: moved forward
        ("2026-03-29T01:30", "2026-03-29T03:30", True),
        ("2026-10-25T02:30", "2026-10-25T03:30", True),  # 02:30 comes twice: the first counts
    ],
)
def test_a_deadline_in_a_clock_change_has_one_meaning(
    before: str, after: str, *, is_change: bool
) -> None:
    """Two ways to write one instant are one deadline."""
    old, new = (_facts(activity(consultation(deadline={"at": at}))) for at in (before, after))

    assert bool(differences(old, new)) is is_change


def test_a_letter_tells_what_the_plan_said_when_it_was_drafted() -> None:
    """Facts kept on issue and facts of the plan are compared, so they are made alike."""
    made = activity()

    told = facts_told_by(snapshot(made, {INPUTS: made.consultations[0]}), [INPUTS])

    assert told == {INPUTS: _facts(made)}


def test_facts_concern_readers_until_session_and_deadline_are_past() -> None:
    """A meeting may come after the deadline for registering, or before that for views."""
    late = activity(consultation(deadline={"at": "2026-09-01T12:00"}))

    assert str(ends_at(_facts(activity()))) == "2026-09-22 21:59:00+00:00"
    assert str(ends_at(_facts(late))) == "2026-09-08 15:00:00+00:00"


@given(st.text(), st.text(alphabet=" .,;:!?()–—\u200f\t"))
def test_punctuation_around_a_title_is_never_a_change(title: str, noise: str) -> None:
    """In any script."""
    plain, noisy = (activity(title={"en": text}) for text in (title, noise + title + noise))

    assert differences(_facts(plain), _facts(noisy)) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A contribution of 1.5%", "A contribution of 15%"),
        ("On Article 1.1", "On Article 11"),
        ("Raise it by 5", "Raise it by -5"),
        ("Raise it by 5", "Raise it by \u22125"),
        ("At 14:30", "At 1430"),
    ],
)
def test_what_makes_another_number_is_a_change(before: str, after: str) -> None:
    """A question about another sum is another question."""
    old, new = (activity(title={"en": text}) for text in (before, after))

    assert [d.field for d in differences(_facts(old), _facts(new))] == ["title"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Forum 2026, Geneva", "Forum 2026 Geneva"),
        ("19-23 October", "19 – 23 October"),
        ("WSIS+20, stage 2.", "WSIS+20 stage 2"),
        ("Pre-2026 review", "Pre 2026 review"),
    ],
)
def test_punctuation_beside_a_number_is_no_change(before: str, after: str) -> None:
    """A comma after a year, another dash of the same days."""
    old, new = (activity(title={"en": text}) for text in (before, after))

    assert differences(_facts(old), _facts(new)) == ()

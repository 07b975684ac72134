"""A member stands in one place only, and silent is only who could have spoken."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.answers.heard import Heard, Hearing, heard
from notifier.answers.response import Said

CODES = ("BT", "FR", "SV", "NO")
SOME = st.frozensets(st.sampled_from(CODES))
CLOSED = Hearing(asked=frozenset(CODES), said={})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Heard.SILENT),
        ({"is_open": True}, Heard.OPEN),
        ({"not_reached": {"SV"}, "is_open": True}, Heard.NOT_REACHED),
        ({"is_cancelled": True, "not_reached": {"SV"}}, Heard.CANCELLED),
        ({"late": {"SV"}}, Heard.LATE),
        ({"late": {"SV"}, "held": {"SV"}}, Heard.HELD),
        ({"held": {"SV"}, "said": {"SV": Said.STATEMENT}}, Heard.REPLIED),
        ({"said": {"SV": Said.DECLINED}, "is_cancelled": True}, Heard.REPLIED),
    ],
)
def test_only_one_that_was_reached_and_had_its_time_is_silent(
    changes: dict[str, Any], expected: Heard
) -> None:
    """Late, held, called off, still open, never reached: none of these is silence."""
    assert heard(replace(CLOSED, **changes))["SV"] is expected


@given(said=SOME, late=SOME, held=SOME, lost=SOME, flags=st.tuples(st.booleans(), st.booleans()))
def test_everybody_asked_stands_somewhere(
    said: frozenset[str],
    late: frozenset[str],
    held: frozenset[str],
    lost: frozenset[str],
    flags: tuple[bool, bool],
) -> None:
    """So the columns of a table add up to those invited."""
    hearing = Hearing(
        frozenset(CODES[:3]), dict.fromkeys(said, Said.STATEMENT), late, held, lost, *flags
    )

    assert list(heard(hearing)) == sorted(CODES[:3])

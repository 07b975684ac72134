"""One response of each member counts, and silence is only a fact."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import get_args

import pytest

from notifier.answers.counting import counting, silent
from notifier.answers.response import Response, Said
from notifier.plan.activity import ReplyType

NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)


def response(number: int, *, member: str = "CH", late: bool = False, old: bool = False) -> Response:
    """The response of that number, given that many hours after noon."""
    at = NOON + timedelta(hours=number)
    return Response(
        id=number,
        consultation="wsis-forum-2027/inputs",
        member=member,
        focal_point=f"{member}-1",
        channel="mail",
        said=Said.STATEMENT,
        comment="",
        given_at=at,
        received_at=at,
        is_late=late,
        is_outdated=old,
    )


@pytest.mark.parametrize("reply_type", get_args(ReplyType))
def test_the_latest_response_counts(reply_type: ReplyType) -> None:
    """For every reply type, in whatever order the rows come."""
    rows = [response(1), response(3), response(2)]

    chosen = {counting(order, reply_type)["CH"].id for order in permutations(rows)}

    assert chosen == {3}


def test_a_late_response_does_not_count() -> None:
    """It is kept in the register all the same."""
    assert counting([response(1), response(2, late=True)])["CH"].id == 1


def test_a_member_with_late_responses_only_is_left_out() -> None:
    """Nothing of it counts."""
    assert "CH" not in counting([response(2, late=True)])


def test_an_answer_on_old_terms_counts_until_a_newer_is_there() -> None:
    """Earlier replies stay valid when the terms change; a reply to the new terms replaces them."""
    old, new = response(5, old=True), response(1)

    assert counting([old])["CH"].id == 5
    assert counting([old, new])["CH"].id == 1


def test_a_clock_that_runs_ahead_does_not_win() -> None:
    """What claims to be given after it arrived is taken as given on arrival."""
    ahead = response(1)
    ahead = Response(
        **{f: getattr(ahead, f) for f in Response.__slots__}
        | {"given_at": NOON + timedelta(days=9)}
    )

    assert counting([ahead, response(2)])["CH"].id == 2


def test_members_are_counted_each_by_itself() -> None:
    """One member's answer is no other's."""
    counted = counting([response(1), response(2, member="FR")])

    assert {member: r.id for member, r in counted.items()} == {"CH": 1, "FR": 2}


def test_silent_are_the_invited_that_said_nothing() -> None:
    """A late answer is no silence; a member invited twice is named once."""
    heard = [response(1), response(2, member="FR", late=True)]

    assert silent(["CH", "FR", "EG", "EG", "CL"], heard) == ("EG", "CL")

"""How each member stands follows from rows, and from the moment that they are looked at."""

from datetime import UTC, datetime

import pytest

from notifier.answers.heard import Heard
from notifier.reports.register import Register, calls, of_the_year
from tests.reports.rows import a_register, told

OTHER = "wsis-forum-2026/delegations"


def stands(register: Register) -> dict[str, Heard]:
    """How the members of the one consultation stand."""
    (call,) = calls(register)
    return dict(call.stands)


def test_late_held_and_not_reached_are_no_silence() -> None:
    """Only Egypt read the letter and said nothing."""
    assert stands(a_register()) == {
        "FR": Heard.REPLIED,
        "NO": Heard.LATE,
        "EG": Heard.SILENT,
        "BT": Heard.HELD,
        "SV": Heard.NOT_REACHED,
    }


def test_nobody_is_silent_before_the_deadline() -> None:
    """Of a letter that left yesterday, 190 members were called silent."""
    register = a_register(as_of=datetime(2026, 4, 30, 21, 59, tzinfo=UTC))

    assert stands(register)["EG"] is Heard.OPEN


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ([told(), told("cancellation")], Heard.CANCELLED),
        ([told(), told("cancellation"), told("update")], Heard.SILENT),
        ([told(), told("update", at="2027-01-29T23:59")], Heard.OPEN),
    ],
)
def test_the_last_letter_says_whether_and_until_when(
    letters: list[dict[str, object]], expected: Heard
) -> None:
    """Called off, taken up again, extended: members go by what they were told."""
    assert stands(a_register(told=letters))["EG"] is expected


def test_a_year_is_as_good_as_its_best_consultation() -> None:
    """Silent all year is who was silent where it could speak, and spoke nowhere."""
    again = [{"consultation": OTHER, "member": code, "invited_at": "x"} for code in ("EG", "NO")]
    first = a_register()
    second = a_register(
        invited=[*first.invited, *again],
        told=[*first.told, told("cancellation") | {"consultation": OTHER}],
    )

    year = of_the_year(calls(second))

    assert (year["EG"], year["NO"], year["SV"]) == (
        Heard.SILENT,
        Heard.LATE,
        Heard.NOT_REACHED,
    )

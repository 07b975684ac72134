"""Findings of one morning in which there is something of everything."""

from datetime import UTC, datetime, timedelta
from typing import Any

from notifier.plan.actions import Warn
from notifier.reports.ahead import Coming
from notifier.reports.findings import Findings, Quiet

NOW = datetime(2027, 3, 3, 7, 30, tzinfo=UTC)  # Wednesday, the opening in Geneva
DAY = timedelta(days=1)
INPUTS = "wsis-forum-2027/inputs"


def a_letter(number: int = 3, status: str = "draft", **changes: Any) -> dict[str, Any]:
    """A letter that waits since yesterday and is to be issued in a week."""
    letter = {
        "id": number,
        "key": f"{INPUTS}/consultation",
        "kind": "consultation",
        "status": status,
        "activity": "wsis-forum-2027",
        "consultations": [INPUTS],
        "facts": {"activity": {"title": {"en": "WSIS Forum 2027"}}},
        "urgent": 0,
        "due_at": NOW + 7 * DAY,
        "since": NOW - DAY,
    }
    return letter | changes


def a_mail(number: int = 7, subject: str = "Re: Forum", **changes: Any) -> dict[str, Any]:
    """A mail that is held since yesterday."""
    understood = {"sender": "a@else.example", "subject": subject, "category": "person"}
    mail = {
        "id": number,
        "received_at": NOW - DAY,
        "category": "person",
        "understood": understood,
        "why": "the token does not hold",
        "guesses": [],
    }
    return mail | changes


def an_issued_letter(number: int = 12) -> dict[str, Any]:
    """What rows of messages say of their letter."""
    return {
        "letter": number, "name": "CL-27/5", "reference": "CL-27/5", "kind": "consultation",
        "consultations": [INPUTS],
    }  # fmt: skip


def a_doubt(letter: int = 12, count: int = 2, **changes: Any) -> dict[str, Any]:
    """Messages of one letter in doubt since yesterday."""
    row = {"n": count, "since": NOW - DAY, "last": NOW - DAY}
    return an_issued_letter(letter) | row | changes


def a_loss(how: str = "refused", *members: str, **changes: Any) -> dict[str, Any]:
    """Messages of one letter that did not arrive."""
    row = {
        "year": "2027", "n": len(members), "last": 99, "how": how, "members": list(members),
    }  # fmt: skip
    return an_issued_letter() | row | changes


def a_feed(**changes: Any) -> dict[str, Any]:
    """A feed that cannot be read since yesterday."""
    row = {
        "name": "un-events", "failing_since": NOW - DAY, "problem": "it does not answer",
        "held_since": None, "held_why": None, "is_held": 0,
    }  # fmt: skip
    return row | changes


def a_hold(**changes: Any) -> dict[str, Any]:
    """A consultation that is held for short notice."""
    row = {
        "key": f"short-notice/{INPUTS}/1", "code": "short-notice", "subject": INPUTS,
        "text": "It gives 25 days of notice.", "final": 0, "since": NOW - DAY,
    }  # fmt: skip
    return row | changes


def findings(**changes: Any) -> Findings:
    """Findings of that morning with nothing in them but what is given."""
    names = {"FR": "France", "NO": "Norway", "EG": "Egypt"}
    titles = {INPUTS: "WSIS Forum 2027 – Inputs"}
    fixed: dict[str, Any] = {
        "now": NOW, "since": NOW - DAY, "zone": "Europe/Zurich", "titles": titles, "members": names,
    }  # fmt: skip
    return Findings(**(fixed | changes))


def everything() -> Findings:
    """Findings in which every sentence of a digest has its cause."""
    held = (
        a_hold(),
        a_hold(key="deadline-past/x/1", subject="x/y", final=1),
        a_hold(key="plan/2027", subject="plan", text="Half of it is gone."),
    )
    coming = (
        Coming(NOW + DAY, "deadline", INPUTS),
        Coming(NOW + 2 * DAY, "session", INPUTS),
        Coming(NOW + 3 * DAY, "draft", INPUTS, "outcome", NOW + 9 * DAY),
        Coming(NOW + 4 * DAY, "draft", INPUTS, "reminder"),
        Coming(NOW + 5 * DAY, "paper", "annual-plan/2027", "annual-plan", NOW + 5 * DAY),
    )
    warnings = [
        Warn(code, f"{INPUTS}/FR", f"A warning of {code}.")
        for code in ("cluster-unknown", "not-reached", "files-rejected", "feed-unreachable", "new")
    ]
    failed = [
        {"day": "2027-03-02", "address": f"{state}@b.example", "state": state, "reply": "5.1.1 no"}
        for state in ("refused", "unsure")
    ]
    return findings(
        pending=[a_letter(n, s) for n, s in enumerate(("draft", "cleared", "signed"), 3)],
        doubts=[a_doubt()],
        lost=[a_loss("refused", "FR"), a_loss("returned", "NO", "EG", name="a key/with blank x")],
        held=held,
        mails=[a_mail()],
        feeds=[a_feed(), a_feed(name="missions", is_held=1, held_why="Half of it is gone.")],
        failed=failed,
        unfinished=[Warn("outbox-waiting", "CL-27/5", "CL-27/5: messages waiting: 2.")],
        warnings=warnings,
        quiet=[Quiet(INPUTS, NOW + DAY, 2026, 194, ("FR", "NO"))],
        coming=coming,
    )

"""Lines that divide a mail are known; a rule that a person drew divides nothing."""

import pytest

from notifier.answers.people.dividers import divides, without_signature

DIVIDE = [
    "-----Original Message-----",
    "-------- Forwarded Message --------",
    "---------- Forwarded message ---------",
    "---------------------- Forwarded by A/B on 01/12/2027 09:00 AM ---------------------------",
    "-----Pesan Asli-----",
    "-----मूल संदेश-----",
    "-----Ujumbe asilia-----",
    "-----پیام اصلی-----",
    "Begin forwarded message:",
    "--- On Tue, 1/12/27, A <a@b.example> wrote:",
    "On Tue, Jan 12, 2027 at 9:00, A<a@b.example> wrote:   Dear colleague",
    "________________________________\nFrom: A\nSent: Monday",
]
OWN = [
    "-----",
    "________________________________\nMinistry of Digital Affairs",
    "We send the original message again.",
    "-- Annex --",
    "On our side the minister wrote: we agree",
]


@pytest.mark.parametrize("text", DIVIDE)
def test_programs_lines_divide(text: str) -> None:
    """All below them is old."""
    assert divides(text.split("\n"), 0)


@pytest.mark.parametrize("text", OWN)
def test_peoples_lines_do_not(text: str) -> None:
    """A lost paragraph is worse than a quote too many."""
    assert not divides(text.split("\n"), 0)


@pytest.mark.parametrize(
    "below",
    [
        "-- \nFranz Meier",
        "Sent from my iPhone",
        "Dikirim dari iPhone saya",
        "_______________________________________________\nwsis list\nhttps://lists.example/wsis",
    ],
)
def test_what_programs_put_below_is_cut(below: str) -> None:
    """Signature, telephone, list."""
    assert without_signature(["We agree.", "", *below.split("\n")]) == "We agree."

"""DMARC records, and whose domain a name belongs to."""

import pytest

from notifier.preflight.dmarc import Record, is_dmarc, names_above, organization, parse
from notifier.preflight.records import RecordError


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("v=DMARC1", True),
        ("v=DMARC1;p=none", True),
        ("v = DMARC1 ; p=none", True),
        ("v=DMARC10; p=none", False),
        ("v=dmarc1; p=none", False),
        ("p=none; v=DMARC1", False),
        ("v=spf1 -all", False),
    ],
)
def test_the_version_comes_first(text: str, is_one: bool) -> None:
    """RFC 7489 6.3: what begins otherwise is something else."""
    assert is_dmarc(text) is is_one


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("v=DMARC1; p=none", Record("none", "none", False, False)),
        ("v=DMARC1; p=REJECT; sp=none; aspf=s", Record("reject", "none", True, False)),
        ("v=DMARC1; p=reject; adkim=s; aspf=r", Record("reject", "reject", False, True)),
        ("v=DMARC1; p=reject; sp=perhaps", Record("reject", "reject", False, False)),
        ("v=DMARC1", Record("none", "none", False, False)),
        (
            "v=DMARC1; p=perhaps; rua=mailto:d@a.example",
            Record("none", "none", False, False, "mailto:d@a.example"),
        ),
        ("v=DMARC1; p=none; psd=y; x=1", Record("none", "none", False, False, "", True)),
        ("v=DMARC1; p=none; psd=n", Record("none", "none", False, False, "", False)),
    ],
)
def test_a_record_is_read_as_receivers_do(text: str, record: Record) -> None:
    """Tags that nobody knows are passed over; those that are missing have their defaults."""
    assert parse(text) == record


def test_a_policy_that_is_none_makes_the_record_void() -> None:
    """Unless there are reports to send, receivers act as if it was not there."""
    with pytest.raises(RecordError, match="p=perhaps"):
        parse("v=DMARC1; p=perhaps")


def test_parents_are_asked_up_to_the_top_and_long_names_in_eight_steps() -> None:
    """RFC 9989: a name of a hundred labels must not cost a hundred questions."""
    assert names_above("Mail.Secretariat.example.") == (
        "mail.secretariat.example",
        "secretariat.example",
        "example",
    )
    assert names_above("a.b.c.d.e.f.g.h.i.example")[:2] == (
        "a.b.c.d.e.f.g.h.i.example",
        "d.e.f.g.h.i.example",
    )
    assert len(names_above("a.b.c.d.e.f.g.h.i.example")) == 8


PLAIN = Record("none", "none", False, False)
SUFFIX = Record("none", "none", False, False, "", True)
OWN = Record("none", "none", False, False, "", False)


@pytest.mark.parametrize(
    ("found", "belongs_to"),
    [
        ({}, "mail.geneva.union.example"),
        ({"union.example": PLAIN}, "union.example"),
        ({"mail.geneva.union.example": PLAIN}, "mail.geneva.union.example"),
        ({"mail.geneva.union.example": PLAIN, "union.example": PLAIN}, "union.example"),
        ({"union.example": PLAIN, "example": SUFFIX}, "union.example"),
        ({"example": SUFFIX}, "union.example"),
        ({"geneva.union.example": OWN, "union.example": PLAIN}, "geneva.union.example"),
    ],
)
def test_the_organization_is_found_without_a_list(
    found: dict[str, Record], belongs_to: str
) -> None:
    """RFC 9989, its tree walk: the highest record counts, but for what a record itself says."""
    assert organization(names_above("mail.geneva.union.example"), found) == belongs_to

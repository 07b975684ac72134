"""A report on several recipients is judged for each address that we wrote to."""

from dataclasses import replace

import pytest

from notifier.answers.answer import Category, Fate
from notifier.answers.attribution import Bounced, attribute
from tests.answers.sample import KNOWN, LETTER, MEIER, ZOE, mail, only


def fate(severity: str, address: str = ZOE, original: str = "") -> Fate:
    """What a report says of one recipient."""
    return Fate(address, original, severity, f"{severity} {address}")


GONE, FULL = fate("hard", MEIER), fate("soft")
FATES = [
    ((GONE, FULL), "hard", GONE.diagnostic),
    ((fate("soft", MEIER), fate("hard")), "soft", f"soft {MEIER}"),
    ((fate("delayed", MEIER), fate("hard")), "delayed", f"delayed {MEIER}"),
    (
        (fate("hard"), fate("hard", "desk@elsewhere.example")),
        "hard",
        f"hard {ZOE}\nhard desk@elsewhere.example",
    ),
    ((fate("hard"), fate("delivered", "desk@elsewhere.example")), "soft", f"hard {ZOE}"),
    (
        (fate("hard", original=MEIER), fate("soft", "b@x.example", "b@x.example")),
        "hard",
        f"hard {ZOE}",
    ),
]


@pytest.mark.parametrize(("fates", "severity", "diagnostic"), FATES)
def test_each_recipient_of_a_report_is_judged_for_itself(
    fates: tuple[Fate, ...], severity: str, diagnostic: str
) -> None:
    """Under its own name, else as what it forwards to: dead only when all of that is."""
    bounce = mail(Category.BOUNCE, tokens=("ver41",), hard=False, fates=fates)

    assert only(*attribute(bounce, KNOWN)) == Bounced((41,), severity, (MEIER,), diagnostic)


def test_a_report_on_two_of_our_addresses_is_two_bounces() -> None:
    """The dead one is not written to again, the full one is."""
    other = replace(LETTER, message=43, focal_point="ch-2", address=ZOE)
    known = replace(KNOWN, messages={"<41@x>": LETTER, "<43@x>": other})
    bounce = mail(
        Category.BOUNCE, tokens=(), references=("<41@x>", "<43@x>"), hard=False, fates=(GONE, FULL)
    )

    assert attribute(bounce, known) == (
        Bounced((41,), "hard", (MEIER,), GONE.diagnostic),
        Bounced((43,), "soft", (ZOE,), FULL.diagnostic),
    )

"""What stands around the wording of a letter."""

from dataclasses import replace
from datetime import date

import pytest

from notifier.languages import LANGUAGES
from notifier.letters.letter import Letter, Status
from notifier.letters.press import Masthead, letterhead
from notifier.plan.kind import STANDING, Kind
from tests.letters.facts import CONTACT, consultation, facts
from tests.scenes import NOON

MASTHEAD = Masthead(
    organization={code: f"Union {code}" for code in LANGUAGES},
    organ={code: f"Secretariat {code}" for code in LANGUAGES},
    address_lines={code: (f"Place des Nations {code}",) for code in LANGUAGES},
    contact=CONTACT | {"name": {code: f"Coordination {code}" for code in LANGUAGES}},
    signatory_name={code: f"Jo Example {code}" for code in LANGUAGES},
    signatory_title={code: f"Secretary-General {code}" for code in LANGUAGES},
    addressees={"member-state": {code: f"To Administrations {code}" for code in LANGUAGES}},
)


def a_letter(kind: Kind) -> Letter:
    """An issued letter to all Member States."""
    call = consultation(audience={"classes": ["member-state"], "roles": ["wsis"]})
    return Letter(
        id=1,
        key="wsis-forum-2027/inputs/consultation",
        kind=kind,
        status=Status.ISSUED,
        activity="wsis-forum-2027",
        consultations=("wsis-forum-2027/inputs",),
        facts=facts(consultations={"wsis-forum-2027/inputs": call}),
        addressees=None,
        parent=None,
        urgent=False,
        due_at=NOON,
        created_at=NOON,
        reference="CL-27/4",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_written_as_the_language_writes_them(language):
    """A contact or a signatory in Latin letters stands out in an Arabic or Chinese letter."""
    head = letterhead(a_letter(Kind.CONSULTATION), MASTHEAD, language, date(2027, 1, 12))

    assert head.address_lines == (f"Place des Nations {language}",)
    assert head.contact_name == f"Coordination {language}"
    assert head.signatory_name == f"Jo Example {language}"
    assert head.addressees == (f"To Administrations {language}",)


@pytest.mark.parametrize("kind", sorted(STANDING))
def test_a_standing_letter_is_signed_by_nobody_and_addressed_to_one(kind):
    """It goes to one person under the reference of another letter, and no hand touched it."""
    standing = replace(a_letter(kind), reference=None)

    head = letterhead(standing, MASTHEAD, "en", date(2027, 1, 12))

    assert head.addressees == ()
    assert (head.signatory_name, head.signatory_title) == ("", "Secretariat en")
    assert head.reference == "CL-26/6"  # of the letter it belongs to


def test_an_acknowledgement_is_not_dated_by_the_first_of_its_kind():
    """Set once for a consultation, it thanks for replies of many days to come."""
    dated = {
        kind: letterhead(a_letter(kind), MASTHEAD, "en", date(2027, 1, 12)).place_and_date
        for kind in (Kind.REMINDER, Kind.ACKNOWLEDGEMENT)
    }

    assert bool(dated[Kind.REMINDER])
    assert dated[Kind.ACKNOWLEDGEMENT] == ""

"""A mail is logged where token and sender agree, held where they do not, and never dropped."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.answers.answer import CalendarAnswer, Category, Understood
from notifier.answers.attribution import (
    Away,
    Bounced,
    Guess,
    Held,
    Logged,
    Noted,
    Why,
    attribute,
)
from notifier.answers.response import Said
from tests.answers.sample import (
    AT,
    INPUTS,
    KNOWN,
    LETTER,
    LOGO,
    MEIER,
    OTHER,
    PDF,
    ZOE,
    calendar,
    mail,
    only,
    to,
)


def test_a_calendar_answer_of_the_invited_is_logged() -> None:
    """Token, UID and attendee agree."""
    assert only(*attribute(calendar(comment="Two delegates"), KNOWN)) == Logged(
        INPUTS, Said.ACCEPTED, "Two delegates", AT, "calendar", False, (), MEIER
    )


def test_the_attendee_may_answer_through_a_deputy() -> None:
    """ATTENDEE is the invited, From the secretary, who is kept as the sender."""
    decision = only(*attribute(replace(calendar(), sender="office@foreign.example"), KNOWN))

    assert isinstance(decision, Logged)
    assert decision.sender == "office@foreign.example"


def test_an_answer_to_an_older_sequence_is_marked() -> None:
    """It counts until a newer one is there."""
    decision = only(*attribute(calendar(sequence=0), KNOWN))

    assert isinstance(decision, Logged)
    assert decision.is_outdated


def test_an_answer_without_a_sequence_is_to_the_last_one() -> None:
    """RFC 5546 2.1.5."""
    decision = only(*attribute(calendar(sequence=None), KNOWN))

    assert isinstance(decision, Logged)
    assert not decision.is_outdated


def test_handing_over_is_logged_and_asked_about() -> None:
    """Two facts: the invited said so, and somebody new must be invited."""
    logged, held = attribute(calendar("DELEGATED", delegated_to=ZOE), KNOWN)

    assert isinstance(logged, Logged)
    assert logged.said is Said.DELEGATED
    assert held == Held(Why.DELEGATED, (Guess(INPUTS, Said.DELEGATED, "", ZOE),), MEIER)


HELD = [
    ("crasher", replace(calendar(attendee=ZOE), sender=ZOE), Why.UNKNOWN_SENDER),
    ("other uid", calendar(uid=OTHER.uid), Why.OTHER_INVITATION),
    ("two tokens", to(calendar(), "tok7", "tok8"), Why.OTHER_INVITATION),
    ("counter", calendar(method="COUNTER"), Why.COUNTER),
    ("refresh", calendar(method="REFRESH"), Why.REFRESH),
    ("forged calendar", to(calendar(), "fake"), Why.FORGED),
    ("no token calendar", to(calendar()), Why.UNTIED),
    ("empty calendar", replace(calendar(), answers=()), Why.NO_ANSWER),
    ("unknown person", mail(sender=ZOE), Why.UNKNOWN_SENDER),
    ("forged", mail(tokens=("fake",)), Why.FORGED),
    ("forged answer", mail(tokens=("fake",), references=("<41@sec.example>",)), Why.FORGED),
    ("stranger", mail(sender=ZOE, tokens=()), Why.UNTIED),
    ("forwarded", mail(sender=ZOE, tokens=(), references=("<41@sec.example>",)), Why.UNTIED),
    ("notice", mail(tokens=(), references=("<42@sec.example>",)), Why.NO_CONSULTATION),
    ("notice token", mail(tokens=("ver42",)), Why.NO_CONSULTATION),
    ("two invitations", mail(tokens=("tok7", "tok8")), Why.OTHER_INVITATION),
    ("two in the thread", mail(tokens=("tok7", "tok8"), addressed=()), Why.OTHER_INVITATION),
    (
        "notice in a thread",
        mail(tokens=("ver42", "tok7"), addressed=("ver42",)),
        Why.NO_CONSULTATION,
    ),
    (
        "other uid in a thread",
        replace(calendar(uid=OTHER.uid), tokens=("tok7", "tok8")),
        Why.OTHER_INVITATION,
    ),
    ("subject only", mail(subject="Acceptée\u00a0: Inputs", reply=""), Why.SUBJECT_ONLY),
    ("nothing", mail(reply=" ", attachments=(LOGO,)), Why.NOTHING_SAID),
    ("bounce", mail(Category.BOUNCE, tokens=(), hard=True), Why.UNKNOWN_BOUNCE),
]


@pytest.mark.parametrize(("understood", "why"), [c[1:] for c in HELD], ids=[c[0] for c in HELD])
def test_what_is_not_certain_is_held(understood: Understood, why: Why) -> None:
    """A person decides, with the reason before their eyes."""
    decision = only(*attribute(understood, KNOWN))

    assert isinstance(decision, Held)
    assert decision.why is why


def test_a_stranger_with_a_valid_token_is_a_guess() -> None:
    """ "X for Y", one click away from the register."""
    assert only(*attribute(mail(sender=ZOE), KNOWN)) == Held(
        Why.UNKNOWN_SENDER, (Guess(INPUTS, Said.STATEMENT, "We support it."),), ZOE
    )


def test_a_known_sender_without_a_token_gets_all_open_invitations_as_guesses() -> None:
    """The mail may be about any of them."""
    decision = only(*attribute(mail(tokens=()), KNOWN))

    assert isinstance(decision, Held)
    assert [g.as_json()["invitation"] for g in decision.guesses] == [7, 8]


def test_a_reply_to_a_message_by_its_addressee_is_logged_without_a_token() -> None:
    """The Message-ID is ours, and it went to this very address."""
    decision = only(*attribute(mail(tokens=(), references=("<41@sec.example>",)), KNOWN))

    assert isinstance(decision, Logged)
    assert decision.invitation == INPUTS


def test_a_reply_to_an_older_message_is_on_old_terms() -> None:
    """What was answered had an older SEQUENCE."""
    known = replace(KNOWN, messages={"<40@sec.example>": replace(LETTER, sequence=0)})
    decision = only(*attribute(mail(references=("<40@sec.example>",)), known))

    assert isinstance(decision, Logged)
    assert decision.is_outdated


def test_a_document_makes_a_contribution() -> None:
    """The logo of a signature is no document."""
    with_logo = only(*attribute(mail(attachments=(LOGO,)), KNOWN))
    with_both = only(*attribute(mail(attachments=(LOGO, PDF)), KNOWN))

    assert isinstance(with_logo, Logged)
    assert (with_logo.said, with_logo.attachments) == (Said.STATEMENT, ())
    assert isinstance(with_both, Logged)
    assert (with_both.said, with_both.attachments) == (Said.CONTRIBUTION, (PDF,))


@pytest.mark.parametrize(
    ("hard", "delayed", "severity"),
    [(True, False, "hard"), (False, False, "soft"), (None, True, "delayed")],
)
def test_a_bounce_of_ours_names_rows_and_addresses(
    hard: bool | None, delayed: bool, severity: str
) -> None:
    """The address is the one we wrote to, not the one it was forwarded to."""
    bounce = mail(
        Category.BOUNCE,
        tokens=("ver41",),
        recipients=(ZOE,),
        hard=hard,
        delayed=delayed,
        diagnostic="550",
    )

    assert only(*attribute(bounce, KNOWN)) == Bounced((41,), severity, (MEIER,), "550")


def test_out_of_office_is_an_absence() -> None:
    """No answer and no failure; reminders wait for the day."""
    reply = mail(Category.AUTO, subject="Automatic reply: Inputs", text="back on 20 January 2027")

    assert only(*attribute(reply, KNOWN)) == Away("ch-1", date(2027, 1, 20))


def test_an_absence_of_the_same_house_is_the_invited_persons() -> None:
    """Exchange answers from an alias of the address we know."""
    reply = mail(Category.AUTO, sender="franz@foreign.example", subject="Out of office: Inputs")

    assert only(*attribute(reply, KNOWN)) == Away("ch-1", None)


@pytest.mark.parametrize(
    ("understood", "why"),
    [
        (mail(Category.AUTO, text="Ticket 4711"), Why.AUTOMATIC),
        (mail(Category.AUTO, sender=ZOE, subject="Out of office", tokens=()), Why.AUTOMATIC),
        (replace(mail(Category.OTHER), is_report=True), Why.REPORT),
        (mail(Category.OTHER, sender=ZOE, tokens=()), Why.FOR_MANY),
        (calendar("NEEDS-ACTION"), Why.NO_ANSWER),
    ],
)
def test_what_needs_nobody_is_noted(understood: Understood, why: Why) -> None:
    """Machines' receipts cost nobody's time."""
    assert only(*attribute(understood, KNOWN)) == Noted(why)


@given(
    category=st.sampled_from(Category),
    sender=st.sampled_from(["", MEIER, ZOE]),
    tokens=st.lists(st.sampled_from(["tok7", "tok8", "ver41", "ver42", "fake"])),
    references=st.lists(st.sampled_from(["<41@sec.example>", "<42@sec.example>", "<9@x>"])),
    uids=st.lists(st.sampled_from([INPUTS.uid, OTHER.uid, "", "x"]), max_size=3),
    addresses=st.integers(0, 2),
)
def test_every_mail_comes_to_a_decision_and_only_the_invited_are_logged(
    category: Category,
    sender: str,
    tokens: list[str],
    references: list[str],
    uids: list[str],
    addresses: int,
) -> None:
    """Nothing is dropped, and nothing is logged for somebody else."""
    answers = tuple(CalendarAnswer("REPLY", uid, sender, "ACCEPTED") for uid in uids)
    decisions = attribute(
        mail(
            category,
            sender=sender,
            tokens=tuple(tokens),
            addressed=tuple(tokens[:addresses]),
            references=tuple(references),
            answers=answers,
        ),
        KNOWN,
    )

    assert decisions
    assert all(d.sender == MEIER for d in decisions if isinstance(d, Logged))


def test_an_invitation_of_a_focal_point_is_held_for_a_person() -> None:
    """It answers nothing, and somebody must answer it."""
    asked = replace(mail(Category.OTHER), method="REQUEST")

    assert isinstance(held := only(*attribute(asked, KNOWN)), Held)
    assert held.why is Why.ASKS


def test_what_a_focal_points_address_sends_to_many_is_held() -> None:
    """The token says that it came to us on purpose."""
    assert isinstance(held := only(*attribute(mail(Category.OTHER), KNOWN)), Held)
    assert held.guesses[0].invited.member == "CH"

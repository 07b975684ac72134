"""The strongest evidence decides which invitation a mail is about; the weaker confirm."""

from dataclasses import replace

import pytest

from notifier.answers.answer import Category, Understood
from notifier.answers.attribution import Bounced, Held, Logged, attribute
from notifier.answers.understand import understand
from notifier.invitations.token import Key, Keys, make
from tests.answers.sample import INPUTS, KNOWN, MEIER, OTHER, calendar, mail, only

TOKENS = [make("reply", n, "forum/ch-1", Keys(Key(1, b"0123456789abcdef"))) for n in range(4)]


@pytest.mark.parametrize(
    "understood",
    [
        mail(tokens=("tok8", "tok7"), addressed=("tok8",)),
        mail(tokens=("fake", "tok8"), addressed=("fake",)),
        mail(tokens=("tok8",), addressed=()),
        replace(calendar(uid=OTHER.uid), tokens=("tok8", "tok7"), addressed=("tok8",)),
        replace(calendar(uid=OTHER.uid), tokens=("tok8", "tok7"), addressed=()),
        replace(calendar(uid=OTHER.uid.upper()), tokens=("tok7", "tok8"), addressed=()),
    ],
    ids=["address", "only one holds", "thread", "calendar", "uid", "uid chooses"],
)
def test_the_strongest_evidence_decides(understood: Understood) -> None:
    """The address it was sent to, then the UID: a token of an earlier letter is no objection."""
    decision = only(*attribute(understood, KNOWN))

    assert isinstance(decision, Logged)
    assert decision.invitation == OTHER


def test_of_two_answers_in_one_mail_the_one_that_was_addressed_is_logged() -> None:
    """The other is held, with the invitation that its UID names as the first guess."""
    first = calendar()
    both = replace(
        first,
        answers=(*first.answers, replace(first.answers[0], uid=OTHER.uid)),
        tokens=("tok7", "tok8"),
    )

    logged, held = attribute(both, KNOWN)

    assert isinstance(logged, Logged)
    assert logged.invitation == INPUTS
    assert isinstance(held, Held)
    assert [guess.invited for guess in held.guesses] == [OTHER, INPUTS]


def test_a_bounce_is_of_the_message_whose_sender_it_came_back_to() -> None:
    """Other letters that it quotes did arrive."""
    bounce = mail(
        Category.BOUNCE,
        tokens=("ver41", "ver42"),
        addressed=("ver41",),
        references=("<42@sec.example>",),
    )

    assert only(*attribute(bounce, KNOWN)) == Bounced((41,), "soft", (MEIER,), "")


def test_the_headers_of_delivery_come_before_those_of_the_thread() -> None:
    """Tokens keep the order of their strength, whatever the order of the headers."""
    in_reply_to, to, delivered, uid = TOKENS
    raw = (
        f"In-Reply-To: <reply+{in_reply_to}@sec.example>\nTo: <reply+{to}@sec.example>\n"
        f"Delivered-To: reply+{delivered}@sec.example\nContent-Type: text/calendar\n\n"
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f"UID:{uid}@sec.example\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{MEIER}\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    understood = understand(raw.encode())

    assert understood.addressed == (delivered, to)
    assert understood.tokens == (delivered, to, uid, in_reply_to)

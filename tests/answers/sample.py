"""An invited person, what the ledger knows, and mails that speak of it."""

from dataclasses import replace
from datetime import UTC, datetime

from notifier.answers.answer import Attachment, CalendarAnswer, Category, Understood
from notifier.answers.attribution import Attribution
from notifier.answers.known import Invited, Known, Sent

AT = datetime(2027, 1, 12, 9, tzinfo=UTC)
MEIER, ZOE = "f.meier@foreign.example", "zoe@elsewhere.example"
INPUTS = Invited(7, "forum/inputs", "ch-1", "CH", MEIER, sequence=1, uid="tok7@sec.example")
OTHER = replace(INPUTS, invitation=8, consultation="forum/theme", uid="tok8@sec.example")
LETTER = Sent(41, "ch-1", MEIER, invited=INPUTS, sequence=1)
NOTICE = Sent(42, "ch-1", MEIER)
KNOWN = Known(
    tokens={"tok7": INPUTS, "tok8": OTHER, "ver41": LETTER, "ver42": NOTICE},
    messages={"<41@sec.example>": LETTER, "<42@sec.example>": NOTICE},
    senders={MEIER: "ch-1"},
    invitations={"ch-1": (INPUTS, OTHER)},
)
PDF = Attachment("views.pdf", "application/pdf", b"%PDF-1.7")
LOGO = Attachment("image001.png", "image/png", b"png")


def mail(category: Category = Category.PERSON, **fields: object) -> Understood:
    """A mail from the invited person to the right token, unless `fields` says otherwise."""
    plain = Understood(
        category=category,
        sender=MEIER,
        subject="Re: Inputs",
        sent_at=AT,
        message_id="<a@foreign.example>",
        tokens=("tok7",),
        reply="We support it.",
    )
    written = replace(plain, **fields)
    return written if "addressed" in fields else replace(written, addressed=written.tokens)


def calendar(partstat: str = "ACCEPTED", **fields: object) -> Understood:
    """A calendar answer of the invited person, `fields` changing the answer."""
    answer = CalendarAnswer("REPLY", INPUTS.uid, MEIER, partstat, sequence=1, dtstamp=AT)
    return mail(Category.ANSWER, answers=(replace(answer, **fields),), reply="")


def to(understood: Understood, *tokens: str) -> Understood:
    """The same mail, sent to the addresses with these tokens."""
    return replace(understood, tokens=tokens, addressed=tokens)


def only(*decisions: Attribution) -> Attribution:
    """The only decision."""
    (decision,) = decisions
    return decision

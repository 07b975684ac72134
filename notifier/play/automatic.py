"""Out-of-office replies (RFC 3834), as four kinds of server send them; one of them unmarked."""

from datetime import date
from email.message import EmailMessage

from babel.dates import format_date

from notifier.languages import LOCALE
from notifier.play.occasion import Occasion, add_header, as_bytes, new_message
from notifier.play.temper import Client


def away(occasion: Occasion, until: date) -> bytes:
    """Return the automatic reply of somebody who is back on `until`."""
    message = _headed(occasion)
    words = occasion.rng.choice(occasion.prose.away)
    until_text = format_date(until, "long", locale=LOCALE[occasion.language])
    office = occasion.person.point.name
    message.set_content(f"{words.format(until=until_text)}\n\n{office}\n", cte="quoted-printable")
    return as_bytes(message, occasion)


def _headed(occasion: Occasion) -> EmailMessage:
    delivered, phrases = occasion.delivered, occasion.phrases
    subject = delivered.subject
    if occasion.client is Client.EXCHANGE:
        return _marked(
            new_message(
                occasion, delivered.reply_to, f"{phrases.automatic}{phrases.colon}{subject}"
            ),
            {
                "Return-Path": "<>",
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "X-MS-Exchange-Generated-Message-Source": "Mailbox Rules Agent",
            },
        )
    if occasion.client is Client.GOOGLE:
        return _marked(
            new_message(occasion, delivered.reply_to, f"Re: {subject}"),
            {"Auto-Submitted": "auto-replied", "Precedence": "bulk", "X-Autoreply": "yes"},
        )
    if occasion.client is Client.APPLE:  # Sieve at the provider answers the envelope (RFC 5230)
        return _marked(
            new_message(occasion, delivered.returned_to, f"Auto: {subject}"),
            {"Return-Path": "<>", "Auto-Submitted": "auto-replied (vacation)"},
        )
    # Old groupware marks nothing: only the subject tells.
    return new_message(
        occasion, delivered.reply_to, f"{phrases.out_of_office}{phrases.colon}{subject}"
    )


def _marked(message: EmailMessage, headers: dict[str, str]) -> EmailMessage:
    for name, value in headers.items():
        add_header(message, name, value)
    return message

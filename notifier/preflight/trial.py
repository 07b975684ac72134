"""The trial message: a few plain lines really sent, the way letters are, to one address."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.headers import field, mailbox, unstructured, wire_address
from notifier.letters.mail.message import Outcome, Verdict
from notifier.preflight.check import Check, fail, ok

Send = Callable[[Envelope, Sequence[bytes]], Awaitable[Outcome]]

_SAYS = """\
This is a trial message of notifier, the service that sends circular letters.
Somebody asked for it on the command line, to see that letters would arrive.
Nothing needs to be done, and no answer is expected.

It left through the relay {relay} on {day:%Y-%m-%d at %H:%M} UTC.
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial message: who it is from and to, and the relay that it is to prove."""

    name: str  # display name of From
    author: str  # address of From
    bounce: str  # envelope sender
    recipient: str
    relay: str
    message_id: str
    at: datetime

    @property
    def envelope(self) -> Envelope:
        """What the relay is told."""
        to = wire_address(self.recipient)
        return Envelope(self.bounce, to, needs_smtputf8=not to.isascii())


def message_of(trial: Trial) -> bytes:
    """Return the bytes of a trial message: it says itself that a program sent it (RFC 3834 5)."""
    day = trial.at.astimezone(UTC)
    headers = (
        mailbox("From", trial.name, trial.author),
        mailbox("To", "", wire_address(trial.recipient)),
        unstructured("Subject", f"Trial message of notifier, by the relay {trial.relay}"),
        field("Date", format_datetime(day)),
        field("Message-ID", trial.message_id),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "Content-Language: en",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
    )
    lines = _SAYS.format(relay=trial.relay, day=day).splitlines()
    return ("\r\n".join([*headers, "", *lines]) + "\r\n").encode()


async def send_trial(trial: Trial, send: Send) -> Check:
    """Send the message, and return its Message-ID and what the relay said."""
    outcome = await send(trial.envelope, [message_of(trial)])
    what = f"trial message to {trial.recipient}"
    seen = f"{trial.message_id}: {outcome.code or outcome.verdict.value} {outcome.reply}"
    match outcome.verdict:
        case Verdict.SENT:
            return ok(what, seen)
        case Verdict.UNSURE:
            return fail(what, seen, "See whether it arrived, and why the relay fell silent.")
        case _:
            return fail(what, seen, "Mend what the relay says; letters would fare the same.")

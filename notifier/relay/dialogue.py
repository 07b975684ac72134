"""One mail transaction over an open line, and what its course proves (RFC 5321 3.3).

It drives the verbs itself, so that one thing is always known: whether the dot that ends the
data can have left. Before it nothing was taken; after it, without an answer, nobody can say.
"""

import asyncio
from collections.abc import Iterator
from itertools import chain, repeat

from aiosmtplib import SMTP, SMTPException, SMTPResponse
from aiosmtplib.protocol import SMTPProtocol

from notifier.letters.compose import Envelope
from notifier.letters.message import Outcome, Verdict

_DOT = b".\r\n"
_LOOKS = (0.0,) * 20  # first looks whether the line has taken the data; most have at once
_STEP = 0.005  # seconds between later looks
_CLOSING = 421  # RFC 5321 3.8: the server takes its leave
_LOGIN = frozenset({530, 534, 535, 538})  # RFC 4954 6: they refuse us, not the letter


class LineGoneError(Exception):
    """The line was lost, or closed with 421, before it had taken anything of a message."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.reply)


async def transact(smtp: SMTP, envelope: Envelope, data: bytes, patience: float) -> Outcome:
    """Hand one message over and return the relay's answer, or what the lack of one proves.

    SENT, REFUSED and DEFERRED are certain. UNSURE: the dot may have left, and no answer came
    within `patience` seconds. A line that broke is closed. Raises LineGoneError where another line
    may be tried at once.
    """
    unfit = _unfit(smtp, envelope, data)
    if unfit:
        return Outcome(Verdict.REFUSED, None, unfit)
    mail, rcpt = _mail(smtp, envelope, len(data)), _rcpt(smtp, envelope)
    refusal = await _said(smtp, 2, b"MAIL", *mail)
    if refusal and refusal.code in {None, _CLOSING}:
        raise LineGoneError(refusal)
    refusal = refusal or await _said(smtp, 2, b"RCPT", *rcpt) or await _said(smtp, 3, b"DATA")
    if refusal:
        await _start_over(smtp)
        return refusal
    return await _hand_over(smtp, data, patience)


def hang_up(smtp: SMTP) -> None:
    """Close the line at once; what it has not sent yet it never sends."""
    if isinstance(smtp.transport, asyncio.WriteTransport):
        smtp.transport.abort()
    smtp.close()


def outcome_of(response: SMTPResponse) -> Outcome:
    """Return what a reply to a transaction means: 2xx, 5xx, or to be tried again."""
    verdict = {2: Verdict.SENT, 5: Verdict.REFUSED}.get(response.code // 100, Verdict.DEFERRED)
    if response.code in _LOGIN:
        verdict = Verdict.DEFERRED
    return Outcome(verdict, response.code, legible(response.message))


def legible(reply: str) -> str:
    """Return a reply that can be stored: servers answer in whatever bytes they like."""
    return reply.encode("utf-8", "replace").decode()


def _unfit(smtp: SMTP, envelope: Envelope, data: bytes) -> str:
    """Return why this message cannot go over this line at all; empty where it can."""
    if envelope.needs_smtputf8 and not smtp.supports_extension("smtputf8"):
        return "not sent: the address needs SMTPUTF8 (RFC 6531), which the relay does not offer"
    breaks = data.count(b"\r\n")
    # A bare CR or LF is where two servers may disagree about the end of a message.
    if not data.endswith(b"\r\n") or data.count(b"\r") != breaks or data.count(b"\n") != breaks:
        return "not sent: a line of the message does not end in CRLF (RFC 5321 2.3.8)"
    return ""


def _mail(smtp: SMTP, envelope: Envelope, size: int) -> Iterator[bytes]:
    yield f"FROM:<{envelope.sender}>".encode()
    if smtp.supports_extension("size"):
        yield b"SIZE=%d" % size
    if envelope.needs_smtputf8:
        yield from (b"SMTPUTF8", b"BODY=8BITMIME")  # the To header is UTF-8 as well
    if smtp.supports_extension("dsn"):  # RFC 3461
        yield b"RET=HDRS"
        if envelope.envid:
            yield f"ENVID={_xtext(envelope.envid)}".encode()


def _rcpt(smtp: SMTP, envelope: Envelope) -> Iterator[bytes]:
    yield f"TO:<{envelope.recipient}>".encode()
    if smtp.supports_extension("dsn"):
        yield b"NOTIFY=FAILURE,DELAY"
        if not envelope.needs_smtputf8:
            yield f"ORCPT=rfc822;{_xtext(envelope.recipient)}".encode()


def _xtext(text: str) -> str:
    """Return `text` as a DSN parameter holds it (RFC 3461 4)."""
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in text)


async def _said(smtp: SMTP, wanted: int, *command: bytes) -> Outcome | None:
    """Say one command; return None where the reply is of the wanted hundred, else the outcome."""
    try:
        response = await smtp.execute_command(*command)
    except (SMTPException, OSError) as error:
        hang_up(smtp)
        return Outcome(Verdict.DEFERRED, None, f"no answer to {command[0].decode()}: {error!r}")
    if response.code // 100 == wanted:
        return None
    outcome = outcome_of(response)
    if outcome.verdict is Verdict.SENT:  # 250 to DATA: this server is not to be trusted
        hang_up(smtp)
        return Outcome(Verdict.DEFERRED, response.code, outcome.reply)
    return outcome


async def _start_over(smtp: SMTP) -> None:
    """Make the line ready for the next message, or close it."""
    try:
        if smtp.is_connected:
            await smtp.rset()
    except (SMTPException, OSError):
        hang_up(smtp)


async def _hand_over(smtp: SMTP, data: bytes, patience: float) -> Outcome:
    """Send the data, the dot only when the line has taken all of it, and wait for the answer."""
    protocol = smtp.protocol
    try:
        if protocol is None:
            raise ConnectionResetError("closed by the relay")
        async with asyncio.timeout(patience):
            await _write(protocol, _dot_stuffed(data))
        protocol.write(_DOT)
    except (SMTPException, OSError) as error:
        hang_up(smtp)
        return Outcome(Verdict.DEFERRED, None, f"the line was lost before the dot: {error!r}")
    try:
        response = await protocol.read_response(timeout=patience)
    except (SMTPException, OSError) as error:
        hang_up(smtp)
        return Outcome(Verdict.UNSURE, None, f"no answer after the dot: {error!r}")
    return _settled(smtp, response)


async def _write(protocol: SMTPProtocol, data: bytes) -> None:
    """Write `data` and return when the transport holds back nothing of it."""
    protocol.write(data)
    transport = protocol.transport
    assert isinstance(transport, asyncio.WriteTransport)
    pauses = chain(_LOOKS, repeat(_STEP))
    while transport.get_write_buffer_size():  # noqa: ASYNC110 - aiosmtplib has no event for it
        await asyncio.sleep(next(pauses))


def _dot_stuffed(data: bytes) -> bytes:
    stuffed = data.replace(b"\r\n.", b"\r\n..")  # RFC 5321 4.5.2
    return b"." + stuffed if data.startswith(b".") else stuffed


def _settled(smtp: SMTP, response: SMTPResponse) -> Outcome:
    if response.code // 100 in {2, 4, 5}:
        if response.code == _CLOSING:
            hang_up(smtp)
        return outcome_of(response)
    hang_up(smtp)  # an answer that is none (RFC 5321 4.3.2): nobody can say what it did
    return Outcome(Verdict.UNSURE, response.code, legible(response.message))

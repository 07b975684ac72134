"""One mail transaction over an open line, and what its course proves (RFC 5321 3.3).

One thing is always known: whether the dot that ends the data can have left. Before it nothing
was taken; after it, without an answer, nobody can say. Hence DATA and not BDAT (RFC 3030),
whose last octet of text is its end.
"""

import re
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.letters.mail.transfer import Lines, NotLinesError
from notifier.relay.wire import Reply, Wire, WireError

_DOT = b".\r\n"
_CONTROL = re.compile(r"[\s\x00-\x1f\x7f<>]")
_XCHARS = re.compile(r"[!-*,-<>-~]*")
_COPIED = 65_536  # octets; more are not copied only to have the dot behind them
_CLOSING = 421  # RFC 5321 3.8: the server takes its leave
_LOGIN = frozenset({530, 534, 535, 538})  # RFC 4954 6: they refuse us, not the letter


class LineGoneError(Exception):
    """The line was lost, or closed with 421, before it had taken anything of a message."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.reply)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the relay said it can do (EHLO), and how long it is waited for, in seconds."""

    timeout: float
    patience: float  # for the answer to the end of the data
    pipelining: bool = False
    eight_bit: bool = False
    dsn: bool = False
    smtputf8: bool = False
    has_size: bool = False
    size: int = 0  # the largest message it takes; 0: it does not say

    @classmethod
    def of(cls, extensions: dict[str, str], *, timeout: float, patience: float) -> "Offer":
        """Return the offer that the keywords of an EHLO reply make, in lower case."""
        size = extensions.get("size", "").strip()
        return cls(
            timeout=timeout,
            patience=patience,
            pipelining="pipelining" in extensions,
            eight_bit="8bitmime" in extensions,
            dsn="dsn" in extensions,
            smtputf8="smtputf8" in extensions,
            has_size="size" in extensions,
            size=int(size) if size.isdecimal() else 0,
        )


async def transact(
    wire: Wire,
    offer: Offer,
    envelope: Envelope,
    data: Sequence[bytes],
    may_go: Awaitable[bool],
) -> Outcome:
    """Hand one message over and return the relay's answer, or what the lack of one proves.

    Sender and recipient are named meanwhile, but nothing of the message leaves before `may_go`
    says yes; if it says no, the line is closed and the outcome means nothing.

    SENT, REFUSED and DEFERRED are certain. UNSURE: the dot may have left, and no answer came in
    time. A line that broke is closed. Raises LineGoneError where another line may be tried at once.
    Each piece of `data` is whole lines.
    """
    try:
        lines = [Lines.of(piece) for piece in data]
    except NotLinesError as error:
        return Outcome(Verdict.REFUSED, None, f"not sent: {error}")
    size = sum(map(len, lines))
    unfit = _unfit(offer, envelope, size, all(each.is_ascii for each in lines))
    if unfit:
        return Outcome(Verdict.REFUSED, None, unfit, is_unfit=True)
    refusal = await _introduced(wire, offer, envelope, size)
    if refusal is not None:
        await _start_over(wire, offer.timeout)
        return refusal
    if not await may_go:
        wire.abort()
        return Outcome(Verdict.DEFERRED, None, "not sent after all")
    return await _handed_over(wire, offer.patience, lines)


async def _start_over(wire: Wire, patience: float) -> None:
    """Make the line ready for the next message (RSET), or close it."""
    if not wire.is_open:
        return
    try:
        wire.write(b"RSET\r\n")
        reply = await wire.reply(patience)
        if reply.code // 100 != 2 or wire.has_news:
            wire.abort()
    except WireError:
        wire.abort()


def outcome_of(reply: Reply) -> Outcome:
    """Return what a reply to a transaction means: 2xx, 5xx, or to be tried again."""
    verdict = {2: Verdict.SENT, 5: Verdict.REFUSED}.get(reply.code // 100, Verdict.DEFERRED)
    if reply.code in _LOGIN:
        verdict = Verdict.DEFERRED
    return Outcome(verdict, reply.code, reply.text)


def _unfit(offer: Offer, envelope: Envelope, size: int, is_ascii: bool) -> str:
    """Return why this message cannot go over this line at all; empty where it can."""
    if _CONTROL.search(envelope.sender) or _CONTROL.search(envelope.recipient):
        return "not sent: the address holds a blank or a control character"
    if not (is_ascii or offer.eight_bit or offer.smtputf8):
        return "not sent: the text needs 8BITMIME (RFC 6152), which the relay does not offer"
    if envelope.needs_smtputf8 and not offer.smtputf8:
        return "not sent: the address needs SMTPUTF8 (RFC 6531), which the relay does not offer"
    if not size:
        return "not sent: there is nothing in it that ends in CRLF"
    if 0 < offer.size < size:
        return f"not sent: its {size} bytes are more than the {offer.size} that the relay takes"
    return ""


async def _introduced(wire: Wire, offer: Offer, envelope: Envelope, size: int) -> Outcome | None:
    """Say MAIL, RCPT and DATA, all at once where that is offered; None when the data may come."""
    commands = _commands(offer, envelope, size)
    verb, refusal = "MAIL", None
    try:
        wire.expect_quiet()
        if offer.pipelining:
            wire.write(b"".join(commands.values()))
        for verb, command in commands.items():
            if not offer.pipelining:
                wire.write(command)
            reply = await wire.reply(offer.timeout)
            if verb != "copy" or reply.code == _CLOSING:  # evidence that is refused stops no letter
                refusal = refusal or _objection(verb, reply)
            if refusal and (_ends_line(verb, refusal) or not offer.pipelining):
                break
        else:
            if refusal and reply.code // 100 == 3:
                # RFC 2920 3.1: it waits for data all the same. Not even a dot: it might take that
                wire.abort("it wants the data of a message that it refused")
    except WireError as error:
        wire.abort()
        refusal = refusal or Outcome(Verdict.DEFERRED, None, f"no answer to {verb}: {error}")
    if refusal and _ends_line(verb, refusal):
        wire.abort()
        if verb == "MAIL":
            raise LineGoneError(refusal)
    return refusal


def _ends_line(verb: str, refusal: Outcome) -> bool:
    """Tell whether nothing more can go over this line, though perhaps over another one."""
    # RFC 3463 3.6: too many recipients, where there is none yet, is said of the line's messages
    is_spent = verb == "MAIL" and refusal.code == 452 and refusal.reply.startswith("4.5.3")
    return is_spent or refusal.code in {None, _CLOSING}


def _objection(verb: str, reply: Reply) -> Outcome | None:
    """Return the outcome where a reply is not the one that `verb` needs."""
    if reply.code // 100 == (3 if verb == "DATA" else 2):
        return None
    outcome = outcome_of(reply)
    if outcome.verdict is Verdict.SENT:  # 250 to DATA: this server is out of step
        return Outcome(Verdict.DEFERRED, reply.code, outcome.reply)
    return outcome


async def _handed_over(wire: Wire, patience: float, lines: Sequence[Lines]) -> Outcome:
    """Send the data, the dot only when the line has taken all of it, and wait for the answer."""
    *most, last = lines
    try:
        await wire.pour(most, patience)
        if len(last) > _COPIED:
            await wire.pour([last], patience)
            last = Lines()
        if wire.has_news:
            return await _interrupted(wire, patience)
        # what the line does not take at once it holds back, and with it the dot, which comes last
        wire.write(last + _DOT)
        await wire.emptied(patience)
        if wire.is_full:
            return await _interrupted(wire, patience)
    except WireError as error:
        wire.abort()
        return Outcome(Verdict.DEFERRED, None, f"the line was lost before the dot: {error}")
    try:
        reply = await wire.reply(patience)
    except WireError as error:
        wire.abort()
        return Outcome(Verdict.UNSURE, None, f"no answer after the dot: {error}")
    return _settled(wire, reply)


async def _interrupted(wire: Wire, patience: float) -> Outcome:
    """Close a line on which the relay speaks during the data: whatever it says, no dot will leave."""
    reply = await wire.reply(patience)
    wire.abort()
    outcome = outcome_of(reply)
    is_sent = outcome.verdict is Verdict.SENT
    return Outcome(Verdict.DEFERRED, reply.code, reply.text) if is_sent else outcome


def _settled(wire: Wire, reply: Reply) -> Outcome:
    if reply.code // 100 in {2, 4, 5}:
        if reply.code == _CLOSING:
            wire.abort()
        return outcome_of(reply)
    wire.abort()  # an answer that is none (RFC 5321 4.3.2): nobody can say what it did
    return Outcome(Verdict.UNSURE, reply.code, reply.text)


def _commands(offer: Offer, envelope: Envelope, size: int) -> dict[str, bytes]:
    mail, rcpt = _mail_parameters(offer, envelope, size), _rcpt_parameters(offer, envelope)
    copy = (
        {"copy": _command("RCPT TO", envelope.copy_to, _of_copy(offer))}
        if _is_fit(envelope.copy_to)
        else {}
    )
    return {
        "MAIL": _command("MAIL FROM", envelope.sender, mail),
        "RCPT": _command("RCPT TO", envelope.recipient, rcpt),
        **copy,
        "DATA": b"DATA\r\n",
    }


def _is_fit(copy_to: str) -> bool:
    """Tell whether there is a copy to be made: one that cannot go stops no letter."""
    return bool(copy_to) and copy_to.isascii() and not _CONTROL.search(copy_to)


def _of_copy(offer: Offer) -> list[str]:
    """Return the parameters of the copy: no report about it may be taken for one of the letter."""
    return ["NOTIFY=NEVER"] if offer.dsn else []


def _command(verb: str, path: str, parameters: Iterable[str]) -> bytes:
    return " ".join((f"{verb}:<{path}>", *parameters)).encode() + b"\r\n"


def _mail_parameters(offer: Offer, envelope: Envelope, size: int) -> Iterator[str]:
    if offer.has_size:
        yield f"SIZE={size}"
    if envelope.needs_smtputf8:
        yield from ("SMTPUTF8", "BODY=8BITMIME")  # the To header is UTF-8 as well
    if offer.dsn:  # RFC 3461
        yield "RET=HDRS"
        if envelope.envid:
            yield f"ENVID={_xtext(envelope.envid)}"


def _rcpt_parameters(offer: Offer, envelope: Envelope) -> Iterator[str]:
    if not offer.dsn:
        return
    yield "NOTIFY=FAILURE,DELAY"
    if not envelope.needs_smtputf8:
        yield f"ORCPT=rfc822;{_xtext(envelope.recipient)}"


def _xtext(text: str) -> str:
    """Return `text` as a DSN parameter holds it (RFC 3461 4)."""
    if _XCHARS.fullmatch(text):
        return text
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in text)

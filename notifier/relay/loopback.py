"""A relay on this machine that delivers into a function: for `./play`, trials and tests.

Fast rather than complete: it looks for the end of the data, not for lines. It speaks plain
SMTP on 127.0.0.1 only and keeps nothing.
"""

import asyncio
import re
from collections.abc import Callable
from types import TracebackType
from typing import Self

OnMessage = Callable[[str, str, bytes], None]
Refuse = Callable[[str], str | None]

_END = b"\r\n.\r\n"
_LONGEST_COMMAND = 4096
_PATH = re.compile(r"^(?:FROM|TO):\s*<([^>]*)>", re.IGNORECASE)
_REPLIES = {
    "EHLO": "250-loopback\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN",
    "HELO": "250 loopback",
    "RSET": "250 2.0.0 OK",
    "NOOP": "250 2.0.0 OK",
    "VRFY": "252 2.5.0 try it",
    "QUIT": "221 2.0.0 bye",
}


class LoopbackRelay:
    """Guards a listening socket and its conversations. Use it as an async context manager.

    `on_message` is called with envelope sender, recipient and data for each recipient before
    the message is acknowledged; if it raises, the line is cut without an answer. `refuse` may
    return the reply to a recipient (`550 5.1.1 no such user`, `451 4.7.1 later`), None to accept.
    """

    def __init__(self, on_message: OnMessage, refuse: Refuse | None = None, port: int = 0) -> None:
        self.on_message = on_message
        self.refuse = refuse or _accept
        self.host = "127.0.0.1"
        self.port = port  # 0: a free one, known once it listens
        self.lines: set[asyncio.BaseTransport] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Conversation(self), self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for line in tuple(self.lines):
            line.close()
        await self._server.wait_closed()


class _Conversation(asyncio.Protocol):
    """One client. Commands may come in one piece (RFC 2920); replies go out in one."""

    def __init__(self, relay: LoopbackRelay) -> None:
        self._relay = relay
        self._transport: asyncio.Transport
        self._buffer = bytearray()
        self._searched = 0  # how much of the buffer cannot hold the end of the data
        self._is_in_data = False
        self._sender: str | None = None
        self._recipients: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._relay.lines.add(transport)
        transport.write(b"220 loopback ESMTP\r\n")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._relay.lines.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        replies: list[str] = []
        while not self._transport.is_closing():
            reply = self._end_of_data() if self._is_in_data else self._next_command()
            if reply is None:
                break
            replies.append(reply)
            if reply.startswith(("221", "500")):
                self._say(replies)
                self._transport.close()
                return
        if replies:
            self._say(replies)

    def _say(self, replies: list[str]) -> None:
        self._transport.write(
            "".join(f"{reply}\r\n" for reply in replies).encode(errors="surrogateescape")
        )

    def _next_command(self) -> str | None:
        end = self._buffer.find(b"\r\n")
        if end > _LONGEST_COMMAND or (end < 0 and len(self._buffer) > _LONGEST_COMMAND):
            return "500 5.5.2 line too long"
        if end < 0:
            return None
        line = self._buffer[:end].decode("utf-8", "replace")
        reply = self._answer(line)
        # The CRLF after DATA stays: then the end of an empty message looks like any other.
        del self._buffer[: end if self._is_in_data else end + 2]
        return reply

    def _answer(self, line: str) -> str:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "MAIL":
                return self._mail(rest)
            case "RCPT":
                return self._rcpt(rest)
            case "DATA":
                return self._data()
            case "EHLO" | "HELO" | "RSET":
                self._forget()
        return _REPLIES.get(verb.upper(), "502 5.5.1 not known here")

    def _mail(self, rest: str) -> str:
        path = _PATH.match(rest)
        if path is None:
            return "501 5.5.4 MAIL FROM:<address>"
        if self._sender is not None:
            return "503 5.5.1 one sender at a time"
        self._sender = path[1]
        return "250 2.1.0 OK"

    def _rcpt(self, rest: str) -> str:
        path = _PATH.match(rest)
        if path is None:
            return "501 5.5.4 RCPT TO:<address>"
        if self._sender is None:
            return "503 5.5.1 MAIL first"
        refusal = self._relay.refuse(path[1])
        if refusal is not None:
            return refusal
        self._recipients.append(path[1])
        return "250 2.1.5 OK"

    def _data(self) -> str:
        if not self._recipients:
            return "503 5.5.1 RCPT first"
        self._is_in_data, self._searched = True, 0
        return "354 end with a dot"

    def _end_of_data(self) -> str | None:
        end = self._buffer.find(_END, self._searched)
        if end < 0:
            self._searched = max(0, len(self._buffer) - len(_END) + 1)
            return None
        # RFC 5321 4.5.2: the first dot of a line is the transport's.
        data = bytes(self._buffer[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]
        del self._buffer[: end + len(_END)]
        for recipient in self._recipients:
            self._relay.on_message(self._sender or "", recipient, data)
        self._forget()
        return "250 2.0.0 taken"

    def _forget(self) -> None:
        self._is_in_data, self._sender = False, None
        self._recipients = []


def _accept(recipient: str) -> None:  # noqa: ARG001 - the signature of Refuse
    return None

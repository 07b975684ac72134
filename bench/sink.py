"""An SMTP server on loopback that takes every message and forgets it, at once or after a wait.

It is leaner than a server can be that does something with a message, so that a race measures
the senders. Printed at start: the port; at SIGTERM: what it took, as JSON.
"""

import argparse
import heapq
import json
import resource
import select
import signal
import socket
import time
from dataclasses import dataclass, field
from itertools import count

_END = b"\r\n.\r\n"
_GROUP = 4096  # bytes of commands that a client may send behind the end of the data, at most
_BUFFER = bytearray(1 << 20)
_GREETING = b"220 sink ESMTP\r\n"
_HELLO = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN\r\n"
_REPLIES = {
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"EHLO": _HELLO,
    b"HELO": b"250 sink\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"NOOP": b"250 2.0.0 Ok\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
_TAKEN, _UNKNOWN = b"250 2.0.0 Ok: taken\r\n", b"502 5.5.2 Error: command not recognized\r\n"


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds before a reply: to the end of the data, and to whatever else was read at once."""

    taken: float = 0.0
    each: float = 0.0


@dataclass(slots=True)
class Line:
    """One client. While it waits for a reply nothing more of it is read, as with a real server."""

    socket: socket.socket
    unread: bytes = b""  # commands, or the last bytes of data, where the end may have begun
    is_in_data: bool = False
    is_waiting: bool = False
    replies: list[bytes] = field(default_factory=list)


class Sink:
    """Guards the lines, what each is owed and when, and the count of what was taken."""

    def __init__(self, port: int, waits: Waits) -> None:
        """Listen on 127.0.0.1 at `port`; 0 is a free one."""
        self.messages = self.bytes = 0
        self._waits = waits
        self._door = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port: int = self._door.getsockname()[1]
        self._lines: dict[int, Line] = {}
        self._owed: list[tuple[float, int, Line]] = []
        self._order = count()
        self._poll = select.epoll()
        self._poll.register(self._door, select.EPOLLIN)

    def serve(self) -> None:
        """Take what comes, until a signal raises."""
        while True:
            wait = max(0.0, self._owed[0][0] - time.monotonic()) if self._owed else -1
            for number, _ in self._poll.poll(wait):
                line = self._lines.get(number)
                if line is None:
                    self._welcome()
                else:
                    self._read(line)
            while self._owed and self._owed[0][0] <= time.monotonic():
                self._go_on(heapq.heappop(self._owed)[2])

    def _welcome(self) -> None:
        client, _ = self._door.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines[client.fileno()] = line = Line(client)
        self._poll.register(client, select.EPOLLIN)
        line.replies.append(_GREETING)
        self._answer(line, 0.0)

    def _read(self, line: Line) -> None:
        try:
            size = line.socket.recv_into(_BUFFER)
        except OSError:
            size = 0
        if not size:
            self._part(line)
            return
        if not line.is_in_data:
            self._commands(line, line.unread + _BUFFER[:size])
            return
        self.bytes += size
        # 354 is awaited before data is sent, so only one end can be here, and near the last byte
        start = max(0, size - _GROUP)
        recent = _BUFFER[start:size] if start else line.unread + _BUFFER[:size]
        self._data(line, bytes(recent))

    def _data(self, line: Line, recent: bytes) -> None:
        end = recent.find(_END)
        if end < 0:
            line.unread = recent[-len(_END) + 1 :]
            return
        line.is_in_data, line.unread = False, recent[end + len(_END) :]
        self.messages += 1
        self.bytes -= len(line.unread)
        line.replies.append(_TAKEN)
        self._answer(line, self._waits.taken)

    def _commands(self, line: Line, unread: bytes) -> None:
        while not line.is_in_data and (end := unread.find(b"\n")) >= 0:
            verb, unread = unread[:4].upper(), unread[end + 1 :]
            line.replies.append(_REPLIES.get(verb, _UNKNOWN))
            line.is_in_data = verb == b"DATA"
        line.unread = b"\r\n" if line.is_in_data else unread  # the end of an empty message
        if line.replies:
            self._answer(line, self._waits.each)

    def _answer(self, line: Line, wait: float) -> None:
        if not wait:
            self._go_on(line)
            return
        self._poll.modify(line.socket, 0)
        line.is_waiting = True
        heapq.heappush(self._owed, (time.monotonic() + wait, next(self._order), line))

    def _go_on(self, line: Line) -> None:
        replies, line.replies = line.replies, []
        try:
            line.socket.send(b"".join(replies))
        except OSError:
            self._part(line)
            return
        if replies[-1] is _REPLIES[b"QUIT"]:
            self._part(line)
            return
        if line.is_waiting:
            self._poll.modify(line.socket, select.EPOLLIN)
            line.is_waiting = False
        if line.unread and not line.is_in_data:
            self._commands(line, line.unread)

    def _part(self, line: Line) -> None:
        self._poll.unregister(line.socket)
        del self._lines[line.socket.fileno()]
        line.socket.close()


class _Enough(BaseException):
    pass


def _stop(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _Enough


def main() -> None:
    """Run a sink until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--taken", type=float, default=0.0, help="ms before the end of data is answered"
    )
    parser.add_argument("--each", type=float, default=0.0, help="ms before any other answer")
    given = parser.parse_args()
    sink = Sink(given.port, Waits(given.taken / 1000, given.each / 1000))
    signal.signal(signal.SIGTERM, _stop)
    print(sink.port, flush=True)
    try:
        sink.serve()
    except _Enough:
        used = resource.getrusage(resource.RUSAGE_SELF)
        took = {
            "messages": sink.messages,
            "bytes": sink.bytes,
            "cpu": used.ru_utime + used.ru_stime,
        }
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()

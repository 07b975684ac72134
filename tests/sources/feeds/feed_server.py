"""A small web server on loopback that says what a test lets it say, and remembers who asked."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
TEXT = {"Content-Type": "text/calendar; charset=utf-8"}


@dataclass
class Reply:
    """One answer. `length` is what is said of its size, if not the truth; `pause` holds it back."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: dict(TEXT))
    length: int | None = None
    pause: threading.Event | None = None
    stream: Iterator[bytes] | None = None


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class FeedServer:
    """Guards a server: `answers` says what it answers to a request."""

    def __init__(self) -> None:
        self.answers: Callable[[Asked], Reply] = lambda _: Reply()
        self.asked: list[Asked] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _reply(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                asked = Asked(
                    self.command, self.path, dict(self.headers.items()), self.rfile.read(size)
                )
                server.asked.append(asked)
                _send(self, server.answers(asked))

            do_GET = do_REPORT = do_PROPFIND = _reply  # noqa: N815 - their names are the protocol's

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of a calendar here."""
        return f"http://{HOST}:{self._server.server_port}/events.ics"

    def says(self, body: bytes, **fields: object) -> None:
        """Answer every request with this from now on."""
        self.answers = lambda _: Reply(body, **fields)  # type: ignore[arg-type]

    def stop(self) -> None:
        """End, and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.pause:
        reply.pause.wait(10)
    try:
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.stream is None:
            size = len(reply.body) if reply.length is None else reply.length
            handler.send_header("Content-Length", str(size))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(reply.body)
        for part in reply.stream or ():
            handler.wfile.write(part)
    except OSError:  # whoever asked has heard enough
        pass
    handler.close_connection = True


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    """A server for as long as it is needed."""
    server = FeedServer()
    try:
        yield server
    finally:
        server.stop()

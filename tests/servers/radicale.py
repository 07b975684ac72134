"""A real CalDAV server on loopback: Radicale, started from this environment."""

import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from tests.servers.processes import Server, until

HOST = "127.0.0.1"
USER, PASSWORD = "notifier", "korrekt Pferd"
_CONFIG = """
[server]
hosts = {host}:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}/collections
max_sync_token_age = 3600
[logging]
level = warning
"""


class Radicale:
    """Guards a server with one calendar, and writes into it as a calendar program does."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="radicale-"))
        self._port = _free_port()
        (self._folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        config = self._folder / "config"
        config.write_text(_CONFIG.format(host=HOST, port=self._port, folder=self._folder))
        command = (sys.executable, "-I", "-m", "radicale", "--config", str(config))
        self._server = Server(command, self._folder, self._folder / "radicale.log")
        self._is_stopped = False
        self._web = httpx2.Client(auth=(USER, PASSWORD), trust_env=False, timeout=10)

    def __enter__(self) -> Self:
        try:
            assert until(self._answers, 20), self.log()
            self._do("MKCALENDAR", self.url, b"", 201)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._web.close()
        shutil.rmtree(self._folder)

    @property
    def url(self) -> str:
        """The address of the calendar."""
        return f"http://{HOST}:{self._port}/{USER}/plan%20of%20others/"

    def put(self, name: str, content: bytes) -> None:
        """Create or change one object."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        self._do("PUT", f"{self.url}{name}.ics", content, 201, 204, headers=headers)

    def delete(self, name: str) -> None:
        """Delete one object."""
        self._do("DELETE", f"{self.url}{name}.ics", b"", 200, 204)

    def forget_tokens(self) -> None:
        """Lose every token that was ever given out, as a server restored from a copy does."""
        for folder in self._folder.rglob(".Radicale.cache"):
            for file in folder.rglob("*"):
                if file.is_file() and "sync-token" in str(file):
                    file.unlink()

    def log(self) -> str:
        """What the server wrote down."""
        return (self._folder / "radicale.log").read_text()

    def stop(self) -> None:
        """End it by its process id."""
        if not self._is_stopped:
            self._is_stopped = True
            self._server.stop()

    def _answers(self) -> bool:
        with suppress(httpx2.HTTPError):
            return self._web.get(f"http://{HOST}:{self._port}/.web/").status_code < 500
        return False

    def _do(
        self,
        method: str,
        url: str,
        content: bytes,
        *expected: int,
        headers: dict[str, str] | None = None,
    ) -> None:
        answer = self._web.request(method, url, content=content, headers=headers)
        assert answer.status_code in expected, (answer.status_code, answer.text, self.log())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])

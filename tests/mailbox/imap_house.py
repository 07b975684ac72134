"""One IMAP folder on loopback, as servers differ: what it keeps, what it refuses, who else reads."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SYSTEM = r"\Answered \Flagged \Deleted \Seen \Draft"


@dataclass
class House:
    """The folder: its mails by UID with their flags, and how the server treats a client.

    `keeps` are its PERMANENTFLAGS, None to say nothing of them; `answers_store` is OK, NO or BAD.
    """

    keeps: str | None = rf"{SYSTEM} \*"
    answers_store: str = "OK"
    is_read_only: bool = False
    validity: int = 7
    mails: dict[int, set[str]] = field(default_factory=dict)
    fetched: list[int] = field(default_factory=list)
    port: int = 0

    def deliver(self, *flags: str) -> int:
        """Take one mail and return its UID."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = set(flags)
        return uid

    def select(self, command: str) -> list[str]:
        """Answer SELECT or EXAMINE."""
        mode = "READ-ONLY" if self.is_read_only or command == "EXAMINE" else "READ-WRITE"
        kept = [] if self.keeps is None else [f"* OK [PERMANENTFLAGS ({self.keeps})] kept"]
        return [
            f"* FLAGS ({SYSTEM})",
            *kept,
            f"* {len(self.mails)} EXISTS",
            f"* OK [UIDVALIDITY {self.validity}] valid",
            f"* OK [UIDNEXT {max(self.mails, default=0) + 1}] next",
            f"OK [{mode}] done",
        ]

    def search(self, criteria: str) -> list[str]:
        """Answer UID SEARCH for the few criteria that are of interest here."""
        found = [uid for uid in self.mails if self._matches(uid, criteria)]
        return [f"* SEARCH {' '.join(map(str, found))}".rstrip(), "OK done"]

    def store(self, uids: str, flags: str) -> list[str]:
        """Answer UID STORE: flags that are not kept are lost, as servers do it."""
        if self.answers_store == "OK":
            for uid in map(int, uids.split(",")):
                self.mails[uid].update(flag for flag in flags.split() if self._is_kept(flag))
        return [f"{self.answers_store} stored"]

    def _is_kept(self, flag: str) -> bool:
        kept = rf"{SYSTEM} \*" if self.keeps is None else self.keeps
        return flag in kept.split() or (r"\*" in kept and not flag.startswith("\\"))

    def _matches(self, uid: int, criteria: str) -> bool:
        flags = self.mails[uid]
        keyword = re.search(r"UNKEYWORD (\S+)", criteria)
        since = re.search(r"UID (\d+):\*", criteria)
        return not (
            r"\Deleted" in flags
            or ("UNSEEN" in criteria and r"\Seen" in flags)
            or (keyword and keyword[1] in flags)
            # RFC 9051: "*" is the last mail, also where the range begins behind it
            or (since and uid < min(int(since[1]), max(self.mails)))
        )


class _Conversation(socketserver.StreamRequestHandler):
    """One client, one command after the other."""

    server: "_Server"

    def handle(self) -> None:
        self._say("* OK ready")
        with suppress(ConnectionError):
            for line in self.rfile:
                tag, command, rest = [*line.decode().strip().split(" ", 2), "", ""][:3]
                *untagged, result = self._answer(command.upper(), rest)
                self._say(*untagged, f"{tag} {result}")

    def _answer(self, command: str, rest: str) -> list[str]:
        house = self.server.house
        if command == "CAPABILITY":
            return ["* CAPABILITY IMAP4rev1", "OK done"]
        if command in {"SELECT", "EXAMINE"}:
            return house.select(command)
        if command != "UID":
            return ["OK done"]
        verb, what = rest.split(" ", 1)
        if verb == "SEARCH":
            return house.search(what)
        uid, _, more = what.partition(" ")
        if verb == "STORE":
            return house.store(uid, more.partition("(")[2].rstrip(")"))
        house.fetched.append(int(uid))
        body = f"Subject: {uid}\r\n\r\n"
        about = f'UID {uid} INTERNALDATE " 2-Feb-2027 10:00:00 +0100"'
        return [f"* 1 FETCH ({about} BODY[] {{{len(body)}}}\r\n{body})", "OK done"]

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, house: House) -> None:
        self.house = house
        super().__init__(("127.0.0.1", 0), _Conversation)


@contextmanager
def open_house(house: House) -> Iterator[House]:
    """Serve a folder on `house.port` of this machine."""
    with _Server(house) as server:
        house.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield house
        finally:
            server.shutdown()
            thread.join()

"""notifier understand: what mails say, read from files alone, without settings or ledger."""

import json as notation
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.progress import Progress

from notifier.answers.answer import Category, Understood
from notifier.answers.understand import understand as read
from notifier.cli.options import console, show_table

LARGEST = 64 * 1024 * 1024  # octets of one mail that are read; what comes after is not looked at
_ONE_MAIL = frozenset({".eml", ".email", ".msg", ".txt", ".mail", ".emlx"})
_MANY_MAILS = frozenset({".mbox", ".mbx"})
# RFC 4155: an address, and the time as asctime writes it, with or without a zone.
_SEPARATOR = re.compile(
    rb"From \S.{0,300}[ \t]\d{1,2}:\d\d(?::\d\d)?(?:[ \t][\w+-]{1,12}){0,2}[ \t]\d{4}\b|From - \w{3} "
)
_FIELD = re.compile(rb"[!-9;-~]{1,80}[ \t]*:|>From ")
_NOT_MAIL = re.compile(r"^(?:\.|dovecot|maildirsize|maildirfolder|courierimap|subscr)")

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="Mails, folders, mbox files, Maildirs; - reads a list of them from standard input.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line for each mail.")]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of a file, or why the file has none to give."""

    file: str
    raw: bytes
    number: int = 0  # within an mbox, from 1
    error: str = ""


def understand(files: Files, json: AsJson = False) -> None:
    """Say what each mail is: bounce, answer, auto, person or other.

    bounce: a report that a mail was not delivered, or is still on its way (delayed). hard: the
    address is dead; recipients: the addresses that failed.
    answer: a calendar answer (REPLY, COUNTER, REFRESH), never one inside a returned mail.
    auto: an automatic reply: out of office, a receipt by a program.
    person: a human's mail; reply: the new words, without quotes and signature.
    other: reading receipts, complaints (ARF), reports of success, calendar requests, and what
    programs send to many.

    Needs no settings, no ledger and no network, and never stops at one bad file.
    """
    mails = _with_progress(_named(files))
    if json:
        for mail in mails:
            typer.echo(notation.dumps(said_of(mail), ensure_ascii=False))
        return
    said = [said_of(mail) for mail in mails]
    rows = [(_where(one), one["category"], _gist(one)) for one in said]
    show_table(("File", "Category", "What it says"), rows, empty="No mail here.")
    counts = Counter(str(one["category"]) for one in said)
    console.print(
        "In all: " + (", ".join(f"{n} {c}" for c, n in counts.most_common()) or "no mail")
    )


def said_of(mail: Mail) -> dict[str, Any]:
    """Return what one mail says, as the object that is printed; an error is told in it."""
    error = mail.error or ("is no mail" if _is_binary(mail.raw) else "")
    understood = Understood(Category.OTHER, "", "", None, "")
    if not error:
        try:
            understood = read(mail.raw, files=False)
        except Exception as bug:  # noqa: BLE001 - one mail never stops those after it
            error = f"{type(bug).__name__}: {bug}"
    said: dict[str, Any] = {"file": mail.file}
    if mail.number:
        said["number"] = mail.number
    said |= _as_json(understood)
    return {**said, "error": error} if error else said


def _is_binary(raw: bytes) -> bool:
    """Tell whether a file begins as no mail does, a picture in a folder of mails say."""
    return b"\0" in raw[:512] and not _FIELD.match(raw.lstrip(b"\r\n"))


def _as_json(understood: Understood) -> dict[str, Any]:
    kept = understood.as_json()
    wanted = ("category", "delayed", "hard", "recipients")
    answers = [{k: v for k, v in a.items() if k != "method"} for a in kept["answers"]]
    return {
        **{name: kept[name] for name in wanted},
        "method": understood.method or None,
        "answers": answers,
        "reply": kept["reply"],
    }


def _named(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name == "-":
            yield from (line.rstrip("\r\n") for line in sys.stdin if line.strip())
        else:
            yield name


def _with_progress(names: Iterable[str]) -> Iterator[Mail]:
    """Yield the mails of all files; a bar shows on a terminal to which nothing else is written."""
    screen = Console(stderr=True)
    hidden = not screen.is_terminal or sys.stdout.isatty()
    with Progress(console=screen, disable=hidden, transient=True) as progress:
        task = progress.add_task("Reading", total=None)
        for name in names:
            for path in _files(Path(name)):
                yield from _mails(path)
                progress.advance(task)


def _files(path: Path) -> Iterator[Path]:
    """Yield the files that a name stands for: itself, or all within a folder or Maildir."""
    if not path.is_dir():
        yield path
        return
    try:
        inner = sorted(path.iterdir())
    except OSError:
        yield path
        return
    for each in inner:
        if not _NOT_MAIL.match(each.name) and each.name != "tmp":
            yield from _files(each)


def _mails(path: Path) -> Iterator[Mail]:
    try:
        with path.open("rb") as file:
            if _is_mbox(path, file):
                yield from _of_mbox(str(path), file)
            else:
                yield Mail(str(path), file.read(LARGEST))
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        why = getattr(error, "strerror", None) or str(error)
        yield Mail(str(path), b"", error=f"cannot be read: {why}")


def _is_mbox(path: Path, file: BinaryIO) -> bool:
    if path.suffix.lower() in _ONE_MAIL or not path.is_file():
        return False
    head = file.read(400)
    file.seek(0)
    return path.suffix.lower() in _MANY_MAILS or _SEPARATOR.match(head) is not None


def _of_mbox(name: str, file: BinaryIO) -> Iterator[Mail]:
    """Yield the mails of an mbox: a separator stands after an empty line and before a field."""
    lines: list[bytes] = []
    number, size, blank = 0, 0, True
    pending = b""
    for line in file:
        if pending and _FIELD.match(line) and any(each.strip() for each in lines):
            number += 1
            yield Mail(name, b"".join(lines), number)
            lines, size = [], 0
        if pending:
            lines.append(pending)
        pending = line if blank and _SEPARATOR.match(line) else b""
        blank = not line.strip()
        size += len(line)
        if not pending and size <= LARGEST:
            lines.append(line)
    if pending:
        lines.append(pending)
    if any(each.strip() for each in lines):
        yield Mail(name, b"".join(lines), number + 1)


def _where(said: dict[str, Any]) -> str:
    name = str(said["file"])
    with suppress(ValueError):
        name = str(Path(name).relative_to(Path.cwd()))
    return f"{name} {said['number']}" if "number" in said else name


def _gist(said: dict[str, Any]) -> str:
    if "error" in said:
        return str(said["error"])
    if said["category"] == "bounce":
        how = "still trying" if said["delayed"] else "hard" if said["hard"] else "soft"
        return f"{how}: {', '.join(said['recipients']) or 'nobody named'}"
    if said["answers"]:
        return ", ".join(f"{a['attendee']} {a['partstat']}" for a in said["answers"])
    return str(said["method"] or " ".join(str(said["reply"]).split())[:60])

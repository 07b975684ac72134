"""The file outside the ledger: which ledger sends from here, and how far its journal had come.

It lies where no backup of the ledger takes it along, for it must not go back in time with it.
"""

import hashlib
import hmac
import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from notifier.ledger.standing import Place, Seen, Unreadable

MACHINE_ID = Path("/etc/machine-id")
_ABOUT = (
    "Written by notifier: the ledger that may send from this machine. Neither copy it nor put it"
    " back from a backup; after a restore or a move, see `notifier take-over`."
)


def here(ledger: Path, machine_id: Path = MACHINE_ID) -> Place:
    """Return where a ledger lies.

    The id of a machine is not for others to see (machine-id(5)), so its place takes a keyed hash
    of it. Where there is none, as in some containers, it is empty: then path and file remain.
    """
    try:
        number = machine_id.read_bytes().strip()
    except OSError:
        number = b""
    machine = hmac.new(number, b"notifier", hashlib.sha256).hexdigest()[:32] if number else ""
    return Place(machine, str(ledger.resolve()))


def read(file: Path) -> Seen | Unreadable | None:
    """Return what the file says; None where there is no file."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        place = Place(str(said["machine"]), str(said["ledger"]))
        return Seen(str(said["instance"]), place, int(said["mark"]), str(said["trace"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        return Unreadable(f"{file}: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        return Unreadable(f"{file}: damaged")


def write(file: Path, seen: Seen) -> None:
    """Write the file as a whole or not at all, readable by us alone; make its folder.

    Raises OSError, which names the file, where it cannot be written.
    """
    text = json.dumps(
        {
            "about": _ABOUT,
            "instance": seen.instance,
            "machine": seen.place.machine,
            "ledger": seen.place.path,
            "mark": seen.mark,
            "trace": seen.trace,
        },
        indent=1,
    )
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(file, text + "\n")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def advance(file: Path, seen: Seen) -> bool:
    """Write `seen`, unless the file has become that of another ledger: then False.

    A crash before it is written is harmless: the ledger is then further than the file says,
    which is in order. The other way round cannot be, since `seen` was committed before.
    """
    known = read(file)
    if isinstance(known, Seen) and known.instance != seen.instance:
        return False
    if known != seen:
        write(file, seen)
    return True


def _replace(file: Path, text: str) -> None:
    # made by mkstemp(3), so with mode 0600
    with NamedTemporaryFile("w", dir=file.parent, prefix=".instance-", delete=False) as made:
        try:
            made.write(text)
            made.flush()
            os.fsync(made.fileno())
            Path(made.name).replace(file)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise
    number = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)  # the new name, to the disk too
    try:
        os.fsync(number)
    finally:
        os.close(number)

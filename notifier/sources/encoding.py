"""One file as text in UTF-8; a file in any other encoding is told with the line where that shows."""

from pathlib import Path

from notifier.errors import UserError

NOT_UTF8 = "The file is not in UTF-8; save it in that encoding."


def read_text(path: Path, *, where: str = "", otherwise: str = NOT_UTF8) -> str:
    """Return what a file says, without a byte-order mark; UserError names it as `where`."""
    where = where or str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError.of(where, f"The file cannot be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        above = content[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = above.count(b"\n") + 1
        raise UserError.of(f"{where}:{line}", otherwise) from error

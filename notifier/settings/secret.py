"""Where secrets stand: in credentials of systemd or files of their own, nowhere that people edit."""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import SecretStr

from notifier.errors import UserError

Place = tuple[str, ...]
_SECRETS = {
    "password": "password_file",
    "client_secret": "client_secret_file",
    "refresh_token": "refresh_token_file",
}


def misplaced(given: Mapping[str, object], place: Place = ()) -> Iterator[Place]:
    """Yield the place of each secret in what the settings file or the environment gives."""
    for name, value in given.items():
        if place and name in _SECRETS:
            yield (*place, name)
        elif isinstance(value, Mapping):
            yield from misplaced(value, (*place, name))


def belongs(place: Place) -> str:
    """Return the sentence that says where a misplaced secret belongs."""
    *_, name = place
    file = f"a file of its own, named by `{_SECRETS[name]}`"
    if name == "refresh_token":  # it changes, and a credential cannot be written to
        return f"a secret does not belong here; keep it in {file}"
    return (
        f"a secret does not belong here; give it as the credential {'__'.join(place)}, or in {file}"
    )


def revealed(given: SecretStr | None, file: Path | None, key: str) -> str:
    """Return a secret in the clear, from its credential or else from its file; "" without either.

    The end of the line is no part of it. Raises UserError with the setting of the file where the
    file cannot be read or holds nothing.
    """
    if file is None:
        return given.get_secret_value() if given else ""
    try:
        secret = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserError.of(f"{key}_file", f"{file} cannot be read: {told}") from error
    if not secret:
        raise UserError.of(f"{key}_file", f"{file} is empty")
    return secret


def is_exposed(file: Path) -> bool:
    """Return whether everybody on this machine may read or change the file of a secret."""
    try:
        return bool(file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
    except OSError:  # whoever reads it tells that
        return False

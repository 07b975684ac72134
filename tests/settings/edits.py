"""What an administrator does to the settings file, and what is said of it."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.settings import read_settings

PASSWORD = "correct horse, battery staple"
OAUTH = (
    'oauth.grant = "client-credentials"\noauth.client_id = "id"\n'
    'oauth.token_url = "https://login.example/token"'
)


def write(config: Path, section: str, line: str, before: str = "") -> None:
    """Add a line to a section of the file, and whole sections before it."""
    text = config.read_text(encoding="utf-8")
    head = f"[{section}]\n"
    assert head in text
    config.write_text(text.replace(head, f"{before}{head}{line}\n"), encoding="utf-8")


def remove(config: Path, section: str) -> None:
    """Take a section out of the file."""
    before, head, after = config.read_text(encoding="utf-8").partition(f"[{section}]\n")
    assert head
    config.write_text(before + after[after.index("\n[") :], encoding="utf-8")


def told(config: Path) -> dict[str, str]:
    """What is wrong with the settings, by the place that is to be mended."""
    with pytest.raises(UserError) as error:
        read_settings(config)
    return {p.where.removeprefix(f"{config} "): p.what for p in error.value.problems}

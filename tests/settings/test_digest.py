"""Who gets the daily digest."""

from pathlib import Path

import pytest

from notifier.settings import read_settings
from tests.settings.edits import told, write


def test_the_shipped_settings_send_no_digest(config: Path) -> None:
    """Nobody is written to who was not named."""
    assert read_settings(config).digest.to == ()


def test_readers_are_named_in_a_list(config: Path) -> None:
    """In the file, as its comment shows it."""
    write(config, "files", "", before='[digest]\nto = ["a@x.example", "b@x.example"]\n\n')

    assert read_settings(config).digest.to == ("a@x.example", "b@x.example")


def test_the_comment_of_the_shipped_file_shows_what_can_be_taken(config: Path) -> None:
    """An administrator takes the signs away, and it works."""
    text = config.read_text(encoding="utf-8")
    shown = text.replace("# [digest]", "[digest]").replace("# to =", "to =")
    config.write_text(shown, encoding="utf-8")

    assert len(read_settings(config).digest.to) == 2


@pytest.mark.parametrize(
    ("line", "key", "what"),
    [
        ('to = ["nobody"]', "digest.to.0", "`nobody` has no @."),
        (
            'to = ["a@x.example", "A@x.example"]',
            "digest.to",
            "names an address twice",
        ),
        (
            'at = "08:00"',
            "digest.at",
            "is not a setting; see `notifier settings` for all of them",
        ),
    ],
)
def test_what_nobody_could_be_written_to_by_is_refused(
    config: Path, line: str, key: str, what: str
) -> None:
    """With its key, before anything starts."""
    write(config, "files", "", before=f"[digest]\n{line}\n\n")

    assert told(config) == {key: what}

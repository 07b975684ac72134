"""Secrets come from credentials and files of their own, are refused elsewhere, and show nowhere."""

import json
import sys
from pathlib import Path

import pytest

from notifier.cli import main
from notifier.errors import UserError
from notifier.settings import Settings, is_exposed, read_settings, revealed
from tests.settings.edits import OAUTH, PASSWORD, told, write


def password(of: Settings) -> str:
    """The password of the relay in the clear."""
    relay = of.relays["main"]
    return revealed(relay.password, relay.password_file, "relays.main.password")


def test_a_password_comes_from_a_file_of_its_own(config: Path) -> None:
    """The line feed of an editor is no part of it; everything else is."""
    write(config, "relays.main", 'username = "notifier"\npassword_file = "config/secret"')
    (config.parent / "secret").write_text(f" {PASSWORD} \r\n", encoding="utf-8")

    assert password(read_settings(config)) == f" {PASSWORD} "


def test_a_password_comes_from_a_credential(config: Path, credentials: Path) -> None:
    """Under systemd no file of a password is readable by the service's account at all."""
    write(config, "relays.main", 'username = "notifier"')
    (credentials / "relays__main__password").write_text("123456\n", encoding="utf-8")
    (credentials / "mailbox__password").write_text(PASSWORD, encoding="utf-8")

    of = read_settings(config)

    assert password(of) == "123456"
    assert of.mailbox.password.get_secret_value() == PASSWORD


def test_a_secret_of_oauth_comes_from_a_credential(config: Path, credentials: Path) -> None:
    """The deepest of them."""
    write(config, "relays.main", f'username = "notifier"\n{OAUTH}')
    (credentials / "relays__main__oauth__client_secret").write_text(PASSWORD, encoding="utf-8")

    oauth = read_settings(config).relays["main"].oauth

    assert oauth is not None
    assert revealed(oauth.client_secret, oauth.client_secret_file, "") == PASSWORD


@pytest.mark.parametrize(
    ("section", "line", "place", "words"),
    [
        (
            "relays.main",
            f'password = "{PASSWORD}"',
            "relays.main.password",
            "the credential relays__main__password, or in a file of its own, named by `password_file`",
        ),
        (
            "mailbox",
            f'password = "{PASSWORD}"',
            "mailbox.password",
            "the credential mailbox__password, or in a file of its own, named by `password_file`",
        ),
        (
            "relays.main",
            f'oauth.client_secret = "{PASSWORD}"',
            "relays.main.oauth.client_secret",
            "credential relays__main__oauth__client_secret, or in a file of its own, named by `client_secret_file`",
        ),
        (
            "relays.main",
            f'oauth.refresh_token = "{PASSWORD}"',
            "relays.main.oauth.refresh_token",
            "keep it in a file of its own, named by `refresh_token_file`",
        ),
    ],
)
def test_a_secret_in_the_settings_is_refused_and_told_where_it_belongs(
    config: Path, section: str, line: str, place: str, words: str
) -> None:
    """The file is edited, copied and kept under version control."""
    write(config, section, line)

    problems = told(config)

    assert problems[place].startswith("a secret does not belong here; ")
    assert problems[place].endswith(words)
    assert PASSWORD not in str(problems)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NOTIFIER_RELAYS__MAIN__PASSWORD", PASSWORD),
        ("NOTIFIER_MAILBOX__PASSWORD", PASSWORD),
        ("NOTIFIER_JOURNAL__PASSWORD", PASSWORD),
        ("NOTIFIER_RELAYS__MAIN__OAUTH__CLIENT_SECRET", PASSWORD),
        ("NOTIFIER_RELAYS", json.dumps({"main": {"password": PASSWORD}})),
    ],
)
def test_a_secret_in_the_environment_is_refused(
    config: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """Every process of the account can read it, and crash reports print it."""
    monkeypatch.setenv(variable, value)

    problems = told(config)

    assert problems[variable].startswith("a secret does not belong here")
    assert PASSWORD not in str(problems)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read: No such file"), (b"\n", "is empty"), (b"\xff", "not UTF-8")],
)
def test_a_file_of_a_secret_that_will_not_do_is_told(
    config: Path, content: bytes | None, words: str
) -> None:
    """When the secret is needed: other commands may be run by who must not read it."""
    write(config, "relays.main", 'username = "notifier"\npassword_file = "config/secret"')
    if content is not None:
        (config.parent / "secret").write_bytes(content)
    of = read_settings(config)

    with pytest.raises(UserError) as error:
        password(of)

    [problem] = error.value.problems
    assert problem.where == "relays.main.password_file"
    assert words in problem.what


@pytest.mark.parametrize(
    ("mode", "is_open"), [(0o600, False), (0o640, False), (0o644, True), (0o602, True)]
)
def test_a_file_of_a_secret_that_everybody_can_read_is_found(
    tmp_path: Path, mode: int, is_open: bool
) -> None:
    """One `chmod` too many."""
    file = tmp_path / "secret"
    file.touch()
    file.chmod(mode)

    assert is_exposed(file) is is_open


def test_a_credential_of_another_service_is_left_alone(config: Path, credentials: Path) -> None:
    """A unit may load credentials that are not for notifier."""
    (credentials / "tls.key").write_text("secret", encoding="utf-8")

    assert read_settings(config).relays["main"].password is None


def test_a_password_is_never_printed(config: Path, credentials: Path) -> None:
    """Not by a log that prints the settings whole, nor by one section of them."""
    write(config, "relays.main", f'username = "u"\n{OAUTH}')
    for name in ("relays__main__oauth__client_secret", "mailbox__password"):
        (credentials / name).write_text(PASSWORD, encoding="utf-8")

    of = read_settings(config)

    shown = f"{of} {of!r} {of.model_dump()} {of.model_dump_json()} {of.relays!r} {of.mailbox}"
    assert PASSWORD not in shown


@pytest.mark.parametrize(
    "line", [f'password = ["{PASSWORD}"]', f'pasword = "{PASSWORD}"', f'password = "{PASSWORD}']
)
def test_a_mistake_about_a_password_does_not_tell_it(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
) -> None:
    """Mistakes are pasted into tickets."""
    write(config, "relays.main", line)
    monkeypatch.setattr(sys, "argv", ["notifier", "status", "--config", str(config)])

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr()
    assert ended.value.code == 2
    assert PASSWORD not in said.out + said.err

"""Settings come from one file, credentials and the environment, and passwords show nowhere."""

import shutil
import sys
from pathlib import Path

import pytest

from notifier.cli import main
from notifier.errors import UserError
from notifier.settings import Settings, read_settings, unknown_variables

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse, battery staple"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The shipped settings in a folder of their own."""
    (tmp_path / "config").mkdir()
    return Path(shutil.copy(ROOT / "config/notifier.toml", tmp_path / "config"))


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which systemd puts what LoadCredential names."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def write(config: Path, section: str, line: str) -> None:
    """Add a line to a section of the file."""
    text = config.read_text(encoding="utf-8")
    head = f"[{section}]\n"
    assert head in text
    config.write_text(text.replace(head, f"{head}{line}\n"), encoding="utf-8")


def relay_password(of: Settings) -> str | None:
    """The password of the relay in the clear."""
    return of.relay.password.get_secret_value() if of.relay.password else None


def test_the_file_alone_is_enough(config: Path) -> None:
    """One file is all that a small secretariat needs."""
    write(config, "relay", 'password = "from the file"')

    assert relay_password(read_settings(config)) == "from the file"


def test_a_credential_goes_before_the_file(config: Path, credentials: Path) -> None:
    """Secrets stay out of files that people edit; the line feed of an editor is no part of one."""
    write(config, "relay", 'password = "from the file"')
    (credentials / "relay__password").write_text("from systemd\n", encoding="utf-8")
    (credentials / "mailbox__password").write_text(PASSWORD, encoding="utf-8")

    of = read_settings(config)

    assert relay_password(of) == "from systemd"
    assert of.mailbox.password.get_secret_value() == PASSWORD


def test_the_environment_goes_before_the_credential(
    config: Path, credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is set for one start overrules what is set for good."""
    write(config, "relay", 'password = "from the file"')
    (credentials / "relay__password").write_text("from systemd", encoding="utf-8")
    monkeypatch.setenv("NOTIFIER_RELAY__PASSWORD", "from the environment")

    assert relay_password(read_settings(config)) == "from the environment"


def test_what_one_source_sets_leaves_the_rest_of_a_section_alone(
    config: Path, credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A section is put together key by key."""
    write(config, "relay", 'username = "notifier"')
    (credentials / "relay__password").write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("NOTIFIER_RELAY__HOST", "relay.example")

    relay = read_settings(config).relay

    assert (relay.host, relay.port, relay.username) == ("relay.example", 587, "notifier")
    assert relay.password is not None


def test_a_credential_of_another_service_is_left_alone(config: Path, credentials: Path) -> None:
    """A unit may load credentials that are not for notifier."""
    (credentials / "tls.key").write_text("secret", encoding="utf-8")

    assert read_settings(config).relay.password is None


def test_a_misspelt_variable_of_a_section_is_an_error_with_its_name(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the file is to be mended."""
    monkeypatch.setenv("NOTIFIER_MAILBOX__PASWORD", PASSWORD)

    with pytest.raises(UserError) as told:
        read_settings(config)

    [problem] = told.value.problems
    assert problem.where == "NOTIFIER_MAILBOX__PASWORD"
    assert PASSWORD not in str(told.value)


@pytest.mark.parametrize(
    ("variables", "unknown"),
    [
        (["NOTIFIER_RELLAY__PORT", "NOTIFIER_STATE"], ["NOTIFIER_RELLAY__PORT", "NOTIFIER_STATE"]),
        (["NOTIFIER_RELAY__PORT", "NOTIFIER_CONFIG", "NOTIFIER_REFERENCE_PATTERN"], []),
        (["PATH", "NOTIFY_SOCKET"], []),
    ],
)
def test_a_variable_that_looks_like_a_setting_and_is_none_is_named(
    variables: list[str], unknown: list[str]
) -> None:
    """The environment is shared: it cannot be refused, but it can be told."""
    assert unknown_variables(dict.fromkeys(variables, "x")) == unknown


def test_every_problem_comes_at_once(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody mends one, starts, and meets the next."""
    write(config, "relay", "prot = 25")
    write(config, "mailbox", "folder = 3")
    monkeypatch.setenv("NOTIFIER_RELAY__CONNECTIONS", "0")
    text = config.read_text(encoding="utf-8").replace('es = "Secretaría General"\n', "", 1)
    config.write_text(text, encoding="utf-8")

    with pytest.raises(UserError) as told:
        read_settings(config)

    assert [(p.where.removeprefix(f"{config} "), p.what) for p in told.value.problems] == [
        ("union.organ", "is missing in es"),
        ("NOTIFIER_RELAY__CONNECTIONS", "input should be greater than or equal to 1"),
        ("relay.prot", "is not a setting; see `notifier settings` for all of them"),
        ("mailbox.folder", "input should be a valid string"),
    ]


def test_paths_count_from_the_folder_that_holds_config(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same settings mean the same files from wherever a command is run."""
    write(config, "relay", 'ca_file = "config/ca.pem"')
    write(config, "mailbox", 'path = "/srv/mail"')
    monkeypatch.setenv("NOTIFIER_FILES__STATE", "state")

    of = read_settings(config)

    root = config.parents[1]
    assert of.files.plan == root / "config/plan"
    assert of.files.state == root / "state"
    assert of.relay.ca_file == root / "config/ca.pem"
    assert of.mailbox.path == Path("/srv/mail")


def test_a_password_is_never_printed(config: Path, credentials: Path) -> None:
    """Not by a log that prints the settings whole, nor by one section of them."""
    write(config, "relay", f'password = "{PASSWORD}"')
    (credentials / "mailbox__password").write_text(PASSWORD, encoding="utf-8")

    of = read_settings(config)

    shown = f"{of} {of!r} {of.model_dump()} {of.model_dump_json()} {of.relay!r} {of.mailbox}"
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
    write(config, "relay", line)
    monkeypatch.setattr(sys, "argv", ["notifier", "status", "--config", str(config)])

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr()
    assert ended.value.code == 2
    assert PASSWORD not in said.out + said.err


def test_settings_that_are_not_there_are_told_with_the_way_out(tmp_path: Path) -> None:
    """The commonest mistake of a first start."""
    with pytest.raises(UserError, match="there is no such settings file; name one with --config"):
        read_settings(tmp_path / "config/notifier.toml")

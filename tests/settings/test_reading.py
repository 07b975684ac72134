"""Settings come from one file, credentials and the environment; all mistakes are told at once."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.settings import read_settings, unknown_variables
from tests.settings.edits import OAUTH, PASSWORD, remove, told, write


def test_the_environment_goes_before_the_file(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is set for one start overrules what is set for good."""
    monkeypatch.setenv("NOTIFIER_RELAYS__MAIN__PORT", "2525")

    assert read_settings(config).relays["main"].port == 2525


def test_without_any_relay_in_the_file_there_is_one(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On this machine, and the environment can move it."""
    remove(config, "relays.main")
    monkeypatch.setenv("NOTIFIER_RELAYS__MAIN__HOST", "relay.example")

    relays = read_settings(config).relays

    assert [(name, relay.host, relay.port) for name, relay in relays.items()] == [
        ("main", "relay.example", 587)
    ]


def test_what_one_source_sets_leaves_the_rest_of_a_section_alone(
    config: Path, credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A section is put together key by key."""
    write(config, "relays.main", 'username = "notifier"')
    (credentials / "relays__main__password").write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("NOTIFIER_RELAYS__MAIN__HOST", "relay.example")

    relay = read_settings(config).relays["main"]

    assert (relay.host, relay.port, relay.username) == ("relay.example", 587, "notifier")
    assert relay.password is not None


def test_a_credential_makes_up_no_relay(config: Path, credentials: Path) -> None:
    """A relay that is gone from the file would come back, at this machine's port 587."""
    (credentials / "relays__old__password").write_text(PASSWORD, encoding="utf-8")

    assert told(config) == {
        "relays.old": "a variable or a credential names it, and it is not in the file"
    }


def test_a_misspelt_variable_of_a_section_is_an_error_with_its_name(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the file is to be mended."""
    monkeypatch.setenv("NOTIFIER_MAILBOX__PASWORD", PASSWORD)

    problems = told(config)

    assert list(problems) == ["NOTIFIER_MAILBOX__PASWORD"]
    assert PASSWORD not in str(problems)


@pytest.mark.parametrize(
    ("variables", "unknown"),
    [
        (
            ["NOTIFIER_RELLAYS__PORT", "NOTIFIER_STATE"],
            ["NOTIFIER_RELLAYS__PORT", "NOTIFIER_STATE"],
        ),
        (["NOTIFIER_RELAYS__MAIN__PORT", "NOTIFIER_CONFIG", "NOTIFIER_REFERENCE_PATTERN"], []),
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
    write(config, "relays.main", f'prot = 25\npassword = "{PASSWORD}"')
    write(config, "mailbox", "folder = 3")
    monkeypatch.setenv("NOTIFIER_RELAYS__MAIN__CONNECTIONS", "0")
    text = config.read_text(encoding="utf-8").replace('es = "Secretaría General"\n', "", 1)
    config.write_text(text, encoding="utf-8")

    assert {place: what.partition(";")[0] for place, what in told(config).items()} == {
        "relays.main.password": "a secret does not belong here",
        "union.organ": "is missing in es",
        "NOTIFIER_RELAYS__MAIN__CONNECTIONS": "input should be greater than or equal to 1",
        "relays.main.prot": "is not a setting",
        "mailbox.folder": "input should be a valid string",
    }


def test_paths_count_from_the_folder_that_holds_config(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same settings mean the same files from wherever a command is run."""
    write(config, "relays.main", f'ca_file = "config/ca.pem"\nusername = "u"\n{OAUTH}')
    write(config, "relays.main", 'oauth.client_secret_file = "config/secret"')
    write(config, "mailbox", 'path = "/srv/mail"')
    monkeypatch.setenv("NOTIFIER_FILES__STATE", "state")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    of = read_settings(config)

    root, relay = config.parents[1], of.relays["main"]
    assert of.files.plan == root / "config/plan"
    assert of.files.state == root / "state"
    assert of.files.instance == tmp_path / "home/.local/state/notifier/instance.json"
    assert relay.ca_file == root / "config/ca.pem"
    assert relay.oauth is not None
    assert relay.oauth.client_secret_file == root / "config/secret"
    assert of.mailbox.path == Path("/srv/mail")


def test_settings_that_are_not_there_are_told_with_the_way_out(tmp_path: Path) -> None:
    """The commonest mistake of a first start."""
    with pytest.raises(UserError, match="there is no such settings file; name one with --config"):
        read_settings(tmp_path / "config/notifier.toml")

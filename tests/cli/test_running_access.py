"""From the settings of a relay to the way in, its secrets read from their files."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifier.cli.service.running import mailbox, relay_access
from notifier.errors import UserError
from notifier.relay.oauth import OAuth
from notifier.settings import MailboxSection, OAuthSection, RelaySection

PASSWORD = "correct horse"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a secret, readable by us alone."""
    path = tmp_path / "secret"
    path.write_text(f"{PASSWORD}\n")
    path.chmod(0o600)
    return path


def refused(relay: RelaySection) -> str:
    """What is to be mended in the relay `geneva`."""
    with pytest.raises(UserError) as told:
        relay_access(relay, "geneva")
    [problem] = told.value.problems
    return problem.where


def test_a_relay_is_reached_as_its_section_says(file: Path) -> None:
    """Nothing that somebody wrote down is lost on the way."""
    relay = RelaySection(
        host="relay.example",
        username="u",
        password_file=file,
        client_certificate=Path("ours.pem"),
        patience=60,
        messages_per_connection=7,
    )

    with capture_logs() as logs:
        access = relay_access(relay, "geneva")

    assert (access.host, access.port, access.tls) == ("relay.example", 587, "starttls")
    assert (access.name, access.username, access.password) == ("geneva", "u", PASSWORD)
    assert (access.patience, access.messages) == (60, 7)
    assert access.client_certificate == Path("ours.pem")
    assert logs == []


@pytest.mark.parametrize("what", ["password_file", "client_key"])
def test_a_secret_that_everybody_can_read_is_told_and_used(file: Path, what: str) -> None:
    """The letters go out; who reads the log closes the file."""
    file.chmod(0o644)
    relay = RelaySection.model_validate({what: file})

    with capture_logs() as logs:
        relay_access(relay)

    assert [(log["event"], log["key"]) for log in logs] == [
        ("settings.secret_exposed", f"relays.main.{what}")
    ]
    assert PASSWORD not in repr(logs)


def test_a_user_name_without_a_password_is_told_at_the_start() -> None:
    """Not by the relay with the first letter."""
    assert refused(RelaySection(username="u")) == "relays.geneva.username"


def test_a_login_by_oauth_needs_no_password(file: Path) -> None:
    """The client secret comes from its file in its place."""
    oauth = OAuthSection(
        grant="client-credentials",
        token_url="https://login.example/token",
        client_id="id",
        client_secret_file=file,
    )

    access = relay_access(RelaySection(username="u", oauth=oauth))

    assert isinstance(access.oauth, OAuth)
    assert access.password is None


def test_client_credentials_without_a_secret_are_told_at_the_start() -> None:
    """The endpoint would refuse each request."""
    oauth = OAuthSection(
        grant="client-credentials", token_url="https://login.example/token", client_id="id"
    )

    assert refused(RelaySection(username="u", oauth=oauth)) == "relays.geneva.oauth.grant"


def test_a_journal_is_told_by_its_own_name(tmp_path: Path) -> None:
    """It is set up like the mailbox, and mended elsewhere."""
    box = MailboxSection(password_file=tmp_path / "none")

    with pytest.raises(UserError, match=r"^journal\.password_file: .* cannot be read"):
        mailbox(box, "journal")

"""What each setting by itself would allow, and all of them together do not."""

from pathlib import Path

import pytest

from tests.settings.edits import OAUTH, PASSWORD, remove, told, write

GONE = "is given beside a credential; one of them must go"


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        (
            'host = "relay.example"\ntls = "none"\nusername = "u"',
            {"tls": "is none, and the login would cross the network in the clear"},
        ),
        (
            'tls = "none"\nclient_certificate = "ours.pem"',
            {"client_certificate": "is shown in TLS only, and `tls` is none"},
        ),
        ('client_key = "k"', {"client_certificate": "must be given, since `client_key` is"}),
        ('password_file = "p"', {"username": "must be given, since a way to log in is"}),
        (OAUTH, {"username": "must be given, since a way to log in is"}),
        (
            f'username = "u"\npassword_file = "p"\n{OAUTH}',
            {"oauth": "is given beside a password; one of them must go"},
        ),
        (
            f'username = "u"\n{OAUTH}'.replace("https", "http"),
            {"oauth.token_url": "must begin with https://: the secret crosses the network"},
        ),
        (
            f'username = "u"\n{OAUTH}'.replace("client-credentials", "refresh-token"),
            {"oauth.refresh_token_file": "must be given for the grant refresh-token"},
        ),
        (
            'domains = ["a@b.example"]',
            {"domains.0": "a domain is what follows the @ of an address, such as mfa.example"},
        ),
    ],
)
def test_what_does_not_go_together_is_told_with_its_key(
    config: Path, lines: str, problems: dict[str, str]
) -> None:
    """Each by itself would do."""
    remove(config, "relays.main")
    write(config, "mailbox", "", before=f"[relays.main]\n{lines}\n\n")

    assert told(config) == {f"relays.main.{key}": what for key, what in problems.items()}


def test_a_secret_from_two_places_is_told(config: Path, credentials: Path) -> None:
    """One of them is out of date, and nobody can say which."""
    secret_file = 'oauth.client_secret_file = "s"'
    write(config, "relays.main", f'username = "u"\n{OAUTH}\n{secret_file}')
    write(config, "mailbox", 'password_file = "p"')
    (credentials / "relays__main__oauth__client_secret").write_text(PASSWORD, encoding="utf-8")
    (credentials / "mailbox__password").write_text(PASSWORD, encoding="utf-8")

    assert told(config) == {
        "relays.main.oauth.client_secret_file": GONE,
        "mailbox.password_file": GONE,
    }


def test_every_recipient_has_a_relay(config: Path) -> None:
    """Relays for some domains alone would leave the others' letters waiting for ever."""
    write(config, "relays.main", 'domains = ["un.example"]')

    assert told(config) == {
        "relays": "every relay has `domains`; one must be without, for all other recipients"
    }

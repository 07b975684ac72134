"""What settings must agree on with one another, beyond what each may hold by itself."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from notifier.relay.oauth import is_here
from notifier.settings.feeds import FeedSection
from notifier.settings.servers import MailboxSection, OAuthSection, RelaySection
from notifier.settings.whole import Settings

Disagreement = tuple[str, str]  # the key, and a sentence


def disagreements(of: Settings) -> Iterator[Disagreement]:
    """Yield every key that goes not together with the others, and why."""
    for name, relay in of.relays.items():
        for key, what in _of_relay(relay):
            yield f"relays.{name}.{key}", what
    if all(relay.domains for relay in of.relays.values()):
        yield "relays", "every relay has `domains`; one must be without, for all other recipients"
    for name, feed in of.feeds.items():
        for key, what in _of_feed(feed):
            yield f"feeds.{name}.{key}", what
    for name, box in (("mailbox", of.mailbox), ("journal", of.journal)):
        for key, what in _of_mailbox(box):
            yield f"{name}.{key}", what


def _of_relay(relay: RelaySection) -> Iterator[Disagreement]:
    has_password = relay.password is not None or relay.password_file is not None
    if relay.tls == "none" and relay.username and not is_here(relay.host):
        yield "tls", "is none, and the login would cross the network in the clear"
    if relay.tls == "none" and relay.client_certificate:
        yield "client_certificate", "is shown in TLS only, and `tls` is none"
    if relay.client_key and not relay.client_certificate:
        yield "client_certificate", "must be given, since `client_key` is"
    if relay.password is not None and relay.password_file is not None:
        yield "password_file", "is given beside a credential; one of them must go"
    if (has_password or relay.oauth) and not relay.username:
        yield "username", "must be given, since a way to log in is"
    if relay.oauth:
        if has_password:
            yield "oauth", "is given beside a password; one of them must go"
        for key, what in _of_oauth(relay.oauth):
            yield f"oauth.{key}", what


def _of_oauth(oauth: OAuthSection) -> Iterator[Disagreement]:
    url = urlsplit(oauth.token_url)
    if not url.hostname or not (url.scheme == "https" or is_here(url.hostname)):
        yield "token_url", "must begin with https://: the secret crosses the network"
    if oauth.client_secret is not None and oauth.client_secret_file is not None:
        yield "client_secret_file", "is given beside a credential; one of them must go"
    if oauth.grant == "refresh-token" and oauth.refresh_token_file is None:
        yield "refresh_token_file", "must be given for the grant refresh-token"


def _of_feed(feed: FeedSection) -> Iterator[Disagreement]:
    has_password = feed.password is not None or feed.password_file is not None
    if feed.password is not None and feed.password_file is not None:
        yield "password_file", "is given beside a credential; one of them must go"
    if has_password and not feed.username:
        yield "username", "must be given, since a password is"
    if feed.username and not has_password:
        yield "username", "has no password: give the credential, or `password_file`"
    if feed.address is None:
        if feed.username:
            yield "username", "is for an address, and this is a file"
        return
    url = urlsplit(feed.address)
    if feed.username and url.scheme == "http" and not is_here(url.hostname or ""):
        kind = "url" if feed.url else "caldav"
        yield kind, "begins with http://, and the login would cross the network in the clear"


def _of_mailbox(box: MailboxSection) -> Iterator[Disagreement]:
    if box.password.get_secret_value() and box.password_file is not None:
        yield "password_file", "is given beside a credential; one of them must go"

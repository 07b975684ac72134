"""The servers that notifier talks to, and how fast: relays, pace, mailbox and journal."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from notifier.settings.sections import Address, Section

Tls = Literal["none", "starttls", "implicit"]
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_DOMAIN = re.compile(r"[^\s@.]+(\.[^\s@.]+)*")


def _named(name: str) -> str:
    # a name is part of NOTIFIER_RELAYS__NAME__PORT and of relays__name__password
    if not _NAME.fullmatch(name):
        raise ValueError("a relay is named in small letters, digits and single underscores")
    return name


def _domain(text: str) -> str:
    if not _DOMAIN.fullmatch(text):
        raise ValueError("a domain is what follows the @ of an address, such as mfa.example")
    return text.lower()


def _host(name: str) -> str:
    try:
        is_one = bool(name.encode("idna")) and not re.search(r"[\s/@]", name)
    except UnicodeError:
        is_one = False
    if not is_one:
        raise ValueError("is no host name, such as mail.secretariat.example")
    return name


Host = Annotated[str, AfterValidator(_host)]
RelayName = Annotated[str, AfterValidator(_named)]
Domain = Annotated[str, AfterValidator(_domain)]


class OAuthSection(Section):
    """A login by OAuth 2.0: Microsoft 365, Google, and others that offer XOAUTH2."""

    grant: Literal["client-credentials", "refresh-token"] = Field(
        description="How an access token is asked for."
    )
    token_url: str = Field(
        description="Token endpoint: https://login.microsoftonline.com/TENANT/oauth2/v2.0/token,"
        " https://oauth2.googleapis.com/token."
    )
    client_id: str = Field(min_length=1, description="Identifier of notifier at the endpoint.")
    client_secret: SecretStr | None = Field(
        default=None,
        description="Only as the credential relays__NAME__oauth__client_secret.",
    )
    client_secret_file: Path | None = Field(
        default=None, description="Or: the file that holds the client secret."
    )
    scope: str = Field(
        default="",
        description="What is asked for; Microsoft 365: https://outlook.office365.com/.default.",
    )
    refresh_token_file: Path | None = Field(
        default=None,
        description="refresh-token: the file that holds it; a new one is written there.",
    )


class RelaySection(Section):
    """One SMTP server that takes our mail."""

    host: Host = Field(default="127.0.0.1", description="Host name of the relay.")
    port: int = Field(
        default=587, ge=1, le=65535, description="587 for submission, 465 with TLS, 25."
    )
    tls: Tls = Field(default="starttls", description="How TLS starts.")
    ca_file: Path | None = Field(default=None, description="CA certificates, if not the system's.")
    client_certificate: Path | None = Field(
        default=None, description="Our own certificate, with its chain, where the relay asks."
    )
    client_key: Path | None = Field(
        default=None, description="Its private key, if not in the same file."
    )
    username: str | None = Field(default=None, description="Login; empty for none.")
    password: SecretStr | None = Field(
        default=None, description="Only as the credential relays__NAME__password."
    )
    password_file: Path | None = Field(
        default=None, description="Or: the file that holds the password."
    )
    oauth: OAuthSection | None = Field(
        default=None, description="Login by XOAUTH2 in place of a password."
    )
    connections: int = Field(default=4, ge=1, le=50, description="Connections kept open at once.")
    messages_per_connection: int = Field(
        default=100, ge=1, description="Messages over one connection before it is opened anew."
    )
    messages_per_minute: int | None = Field(
        default=None, ge=1, description="Messages a minute to this relay; empty: no limit."
    )
    weight: int = Field(
        default=1, ge=1, description="Share of the messages beside that of the other relays."
    )
    domains: tuple[Domain, ...] = Field(
        default=(),
        description="Recipient domains that this relay alone serves; empty: all the others.",
    )
    fallback: bool = Field(
        default=False,
        description="Whether the relays for all domains may stand in while this one is out.",
    )
    timeout: float = Field(
        default=60, gt=0, description="Seconds to wait for one answer of the relay."
    )
    patience: float = Field(
        default=600, gt=0, description="Seconds to wait for the answer to a whole message."
    )


class Limits(Section):
    """How fast one recipient domain is written to."""

    messages_per_minute: int | None = Field(
        default=None, ge=1, description="Messages a minute to one recipient domain; empty: any."
    )
    connections: int | None = Field(
        default=None, ge=1, description="Messages under way to one domain at once; empty: any."
    )


class Pace(Limits):
    """Limits for every recipient domain, and others for some."""

    domains: dict[Domain, Limits] = Field(
        default={}, description="Limits of one domain, in place of those for all."
    )


class MailboxSection(Section):
    """Where answers arrive."""

    kind: Literal["imap", "maildir", "none"] = Field(
        default="imap", description="How the mailbox is read."
    )
    path: Path | None = Field(
        default=None, description="maildir: the folder that holds new/ and cur/."
    )
    host: Host = Field(default="127.0.0.1", description="imap: host name.")
    port: int = Field(default=993, ge=1, le=65535, description="imap: 993 with TLS, 143 otherwise.")
    tls: Tls = Field(default="implicit", description="imap: how TLS starts.")
    ca_file: Path | None = Field(default=None, description="CA certificates, if not the system's.")
    username: str = Field(default="", description="imap: login.")
    password: SecretStr = Field(
        default=SecretStr(""),
        description="imap: only as the credential mailbox__password, journal__password.",
    )
    password_file: Path | None = Field(
        default=None, description="Or: the file that holds the password."
    )
    folder: str = Field(default="INBOX", description="imap: the folder that is read.")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.kind == "maildir" and self.path is None:
            raise ValueError("a maildir needs `path`, its folder")
        return self


class JournalSection(MailboxSection):
    """Where a copy of every message goes: evidence for those in doubt."""

    kind: Literal["imap", "maildir", "none"] = Field(
        default="none", description="How the copies are read, to find them by Message-ID."
    )
    address: Address | None = Field(
        default=None, description="A blind copy (Bcc) of every message goes there."
    )

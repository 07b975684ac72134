"""Settings: one TOML file, the environment over it, secrets from files. They stop at the door.

Only `cli` reads them and hands each room what it needs as arguments.
"""

import os
import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.members.member import RecipientClass


def _all_six(texts: dict[Language, str]) -> dict[Language, str]:
    missing = [code for code in LANGUAGES if not texts.get(code)]
    if missing:
        raise ValueError(f"is missing in {', '.join(missing)}")
    return texts


def _for_all(text: object) -> object:
    return dict.fromkeys(LANGUAGES, text) if isinstance(text, str) else text


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return pattern


SixTexts = Annotated[dict[Language, str], AfterValidator(_all_six)]
Name = Annotated[SixTexts, BeforeValidator(_for_all)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_S = TypeVar("_S", bound=_Section)


class Union(_Section):
    """Who writes: printed on every letter."""

    organization: SixTexts = Field(description="Name of the Union in the six languages.")
    organ: SixTexts = Field(description="Issuing organ, for instance the General Secretariat.")
    address_lines: tuple[str, ...] = Field(default=(), description="Footer of the letter.")


class Contact(_Section):
    """The officer named on every letter."""

    name: Name = Field(
        description="Name or functional title of the contact, in the six languages or one for all."
    )
    phone: str = Field(default="", description="Telephone, international form.")
    mail: str = Field(description="Functional mailbox that a person reads.")


class Signatory(_Section):
    """Who signs: data, because the office changes hands."""

    name: Name = Field(
        description="Name as printed under the letter, in the six languages or one for all."
    )
    title: SixTexts = Field(description="Title in the six languages.")


class Sender(_Section):
    """Addresses that answers and bounces come back to."""

    reply: str = Field(description="Mailbox for answers; `+token` is added for each person.")
    bounce: str = Field(description="Envelope sender; `+token` is added for each message.")
    domain: str = Field(description="Domain of Message-ID and UID.")
    name: SixTexts = Field(description="Display name of From in the six languages.")


class RelaySection(_Section):
    """The SMTP server that takes our mail."""

    host: str = Field(default="127.0.0.1", description="Host name of the relay.")
    port: int = Field(
        default=587, ge=1, le=65535, description="587 for submission, 465 with TLS, 25."
    )
    tls: Literal["none", "starttls", "implicit"] = Field(
        default="starttls", description="How TLS starts."
    )
    ca_file: Path | None = Field(default=None, description="CA certificates, if not the system's.")
    username: str | None = Field(default=None, description="Login; empty for none.")
    password: SecretStr | None = Field(
        default=None, description="Best kept as the credential relay__password."
    )
    connections: int = Field(default=4, ge=1, le=50, description="Connections kept open at once.")
    timeout: float = Field(
        default=60, gt=0, description="Seconds to wait for one answer of the relay."
    )


class MailboxSection(_Section):
    """Where answers arrive."""

    kind: Literal["imap", "maildir", "none"] = Field(
        default="imap", description="How answers are read."
    )
    path: Path | None = Field(
        default=None, description="maildir: the folder that holds new/ and cur/."
    )
    host: str = Field(default="127.0.0.1", description="imap: host name.")
    port: int = Field(default=993, ge=1, le=65535, description="imap: 993 with TLS, 143 otherwise.")
    tls: Literal["none", "starttls", "implicit"] = Field(
        default="implicit", description="imap: how TLS starts."
    )
    ca_file: Path | None = Field(default=None, description="CA certificates, if not the system's.")
    username: str = Field(default="", description="imap: login.")
    password: SecretStr = Field(
        default=SecretStr(""), description="Best kept as the credential mailbox__password."
    )
    folder: str = Field(default="INBOX", description="imap: the folder that is read.")


class Files(_Section):
    """What people edit, and where notifier keeps its own."""

    plan: Path = Field(
        default=Path("config/plan"), description="Folder of the plans, one file a year."
    )
    rules: Path = Field(default=Path("config/rules.yaml"), description="Lead times and reminders.")
    observances: Path = Field(
        default=Path("config/observances.yaml"), description="Days off beside public holidays."
    )
    members: Path = Field(
        default=Path("config/member_states.csv"), description="Members with their names."
    )
    focal_points: Path = Field(
        default=Path("config/focal_points.csv"), description="Who is written to."
    )
    templates: Path = Field(default=Path("templates/letters"), description="The letters.")
    state: Path = Field(
        default=Path("var"), description="Ledger, key, letters and reports written."
    )


class Settings(BaseSettings):
    """All of it. An unknown key is refused with its name."""

    model_config = SettingsConfigDict(
        env_prefix="NOTIFIER_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    union: Union
    contact: Contact
    signatory: Signatory
    addressees: dict[RecipientClass, SixTexts] = Field(
        description="Whom a letter is addressed to, by recipient class: the list at the top."
    )
    sender: Sender
    relay: RelaySection = RelaySection()
    mailbox: MailboxSection = MailboxSection()
    files: Files = Files()
    reference_pattern: Annotated[str, AfterValidator(_readable)] = Field(
        default=r"^(CL|DM)-\d{2}/\d+$", description="What an official reference looks like."
    )
    required_languages: tuple[Language, ...] = Field(
        default=LANGUAGES, description="Languages without which no letter is cleared."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order: arguments, environment, systemd credentials, the TOML file."""
        sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        if credentials:
            sources.append(
                NestedSecretsSettingsSource(
                    file_secret_settings,
                    secrets_dir=credentials,
                    secrets_nested_delimiter="__",
                    env_prefix="",
                )
            )
        return (*sources, TomlConfigSettingsSource(settings_cls))


def read_settings(path: Path) -> Settings:
    """Read the settings of `path`; relative paths in it count from its parent's parent.

    `config/notifier.toml` therefore speaks of `config/plan` and `templates/letters` as they
    stand beside each other. Raises UserError with every problem, each with its key, or with the
    variable that it came from; a value never stands in it, for it may be a password.
    """
    if not path.is_file():
        raise UserError.of(str(path), "there is no such settings file; name one with --config")

    class _FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        settings = _FromFile()  # type: ignore[call-arg]  # the file fills it
    except ValidationError as error:
        raise UserError(
            Problem(_where(path, e["loc"], os.environ), _sentence(e["type"], e["msg"]))
            for e in error.errors()
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError.of(str(path), f"this is not TOML: {error}") from error
    except SettingsError as error:
        raise UserError.of(
            "environment or credentials",
            f"{error}; give one setting at a time, such as NOTIFIER_RELAY__PORT",
        ) from error
    root = path.resolve().parent.parent
    sections = ("relay", "mailbox", "files")
    anchored = {name: _anchored(getattr(settings, name), root) for name in sections}
    return settings.model_copy(update=anchored)


def unknown_variables(environ: dict[str, str]) -> list[str]:
    """Return variables that look like settings and are none: a typing error goes unseen else."""
    known = {f"NOTIFIER_{name.upper()}" for name in Settings.model_fields} | {"NOTIFIER_CONFIG"}
    return sorted(
        name
        for name in environ
        if name.startswith("NOTIFIER_") and name.split("__")[0] not in known
    )


def _anchored(section: _S, root: Path) -> _S:
    paths = {name: root / value for name, value in section if isinstance(value, Path)}
    return section.model_copy(update=paths)


def _where(path: Path, place: tuple[int | str, ...], variables: Collection[str]) -> str:
    variable = f"NOTIFIER_{'__'.join(map(str, place))}".upper()
    return variable if variable in variables else f"{path} {'.'.join(map(str, place))}"


def _sentence(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "is not a setting; see `notifier settings` for all of them"
    if kind == "missing":
        return "must be given"
    message = message.removeprefix("Value error, ")
    return message[0].lower() + message[1:]

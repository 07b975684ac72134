"""All settings in one value, and the order of the sources that they come from."""

import os
import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from notifier.languages import LANGUAGES, Language
from notifier.members.member import RecipientClass
from notifier.settings.feeds import FeedName, FeedSection
from notifier.settings.sections import (
    Contact,
    DigestSection,
    Files,
    Sender,
    Signatory,
    SixTexts,
    Union,
)
from notifier.settings.servers import (
    JournalSection,
    MailboxSection,
    Pace,
    RelayName,
    RelaySection,
)


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return pattern


def _some(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    if not languages:
        raise ValueError("names no language, and no letter would be written; name at least one")
    if len(set(languages)) < len(languages):
        raise ValueError("names a language twice")
    return languages


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
    relays: dict[RelayName, RelaySection] = Field(
        default={"main": RelaySection()},
        min_length=1,
        description="The relays, each under a name of its own; without any, `main`.",
    )
    pace: Pace = Pace()
    mailbox: MailboxSection = MailboxSection()
    journal: JournalSection = JournalSection()
    digest: DigestSection = DigestSection()
    feeds: dict[FeedName, FeedSection] = Field(
        default={}, description="Outside calendars, each under the name that the plan follows."
    )
    files: Files = Files()
    reference_pattern: Annotated[str, AfterValidator(_readable)] = Field(
        default=r"^(CL|DM)-\d{2}/[1-9]\d*$", description="What an official reference looks like."
    )
    required_languages: Annotated[tuple[Language, ...], AfterValidator(_some)] = Field(
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

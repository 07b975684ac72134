"""Outside calendars that are looked at, each under a name that the plan follows it by."""

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from notifier.plan.activity import Zone
from notifier.settings.sections import Section

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS = ("file", "url", "caldav")


def _named(name: str) -> str:
    # the plan names it so, as `calendar: {feed: un-events}`
    if not _NAME.fullmatch(name):
        raise ValueError("a feed is named in small letters, digits and single hyphens")
    if name == "plan":  # `notifier plan accept plan` is said of the plan itself
        raise ValueError("no feed is named `plan`: the plan itself is; choose another name")
    return name


def _web(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_one = bool(parts.hostname) and parts.port != 0 and not re.search(r"[\s\x00-\x1f]", url)
    except ValueError:
        is_one = False
    if not is_one or parts.scheme not in ("http", "https", "webcal"):
        raise ValueError("is no address, such as https://calendar.example/events.ics")
    if parts.username or parts.password:
        raise ValueError("holds a login; give it as `username` and `password_file`")
    return url


FeedName = Annotated[str, AfterValidator(_named)]
Web = Annotated[str, AfterValidator(_web)]


class FeedSection(Section):
    """One outside calendar: a file, an address, or a CalDAV collection."""

    file: Path | None = Field(
        default=None, description="An iCalendar file that another program writes here."
    )
    url: Web | None = Field(
        default=None, description="Or: the address of an iCalendar feed (https, http, webcal)."
    )
    caldav: Web | None = Field(
        default=None, description="Or: the address of one calendar on a CalDAV server."
    )
    username: str = Field(default="", description="Login; empty for none.")
    password: SecretStr | None = Field(
        default=None, description="Only as the credential feeds__NAME__password."
    )
    password_file: Path | None = Field(
        default=None, description="Or: the file that holds the password."
    )
    zone: Zone = Field(
        default="Europe/Zurich",
        description="Zone of times that name none, and in which those in UTC are shown.",
    )
    every: int = Field(default=15, ge=1, description="Minutes from one look to the next.")
    timeout: float = Field(
        default=20, gt=0, le=300, description="Seconds to wait for the server at each step."
    )
    max_octets: int = Field(
        default=5_000_000, ge=1000, description="Octets, unpacked, that are read at most."
    )
    allow_private: bool = Field(
        default=False,
        description="Whether an address of this machine or of the house may be asked.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in _KINDS) != 1:
            raise ValueError("give exactly one of `file`, `url` and `caldav`")
        return self

    @property
    def address(self) -> str | None:
        """The address on the web, None of a file."""
        return self.url or self.caldav

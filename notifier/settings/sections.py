"""Who writes, who signs, and where the files are: the sections that staff know."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from notifier.invitations.token import LOCAL_PART, Key, Keys, make
from notifier.languages import LANGUAGES, Language
from notifier.sources.address import fault

_MOST_ROWS = (1 << 28) - 1  # messages that one ledger will ever hold


def _all_six(texts: dict[Language, str]) -> dict[Language, str]:
    missing = [code for code in LANGUAGES if not texts.get(code)]
    if missing:
        raise ValueError(f"is missing in {', '.join(missing)}")
    return texts


def _for_all(text: object) -> object:
    return dict.fromkeys(LANGUAGES, text) if isinstance(text, str) else text


def _lines_for_all(lines: object) -> object:
    lines = () if lines is None else lines
    return dict.fromkeys(LANGUAGES, lines) if isinstance(lines, list | tuple) else lines


def _in_all_six(lines: dict[Language, tuple[str, ...]]) -> dict[Language, tuple[str, ...]]:
    missing = [code for code in LANGUAGES if code not in lines]
    if missing:
        raise ValueError(f"is missing in {', '.join(missing)}")
    return lines


def _address(text: str) -> str:
    wrong = fault(text)
    if wrong:
        raise ValueError(wrong)
    return text


def _with_room(address: str) -> str:
    """Return an address if every token that we shall ever make fits before its @."""
    local = address.rpartition("@")[0]
    room = LOCAL_PART - len(make("message", _MOST_ROWS, "", Keys(Key(255, bytes(16))))) - len("+")
    if len(local) > room:
        raise ValueError(
            f"`{local}` has more than {room} characters, so no token fits before the @"
        )
    if '"' in local or not local.isascii():
        raise ValueError(f"`{local}` must be of plain letters, digits and signs: a token is added")
    return address


def _each_once(addresses: tuple[str, ...]) -> tuple[str, ...]:
    if len({address.casefold() for address in addresses}) < len(addresses):
        raise ValueError("names an address twice")
    return addresses


def _domain(name: str) -> str:
    if fault(f"postmaster@{name}"):
        raise ValueError(f"`{name}` is no domain name, such as secretariat.example")
    return name


SixTexts = Annotated[dict[Language, str], AfterValidator(_all_six)]
Name = Annotated[SixTexts, BeforeValidator(_for_all)]
Lines = Annotated[
    dict[Language, tuple[str, ...]],
    BeforeValidator(_lines_for_all),
    AfterValidator(_in_all_six),
]
Address = Annotated[str, AfterValidator(_address)]
TokenAddress = Annotated[Address, AfterValidator(_with_room)]


class Section(BaseModel):
    """A table of the file. An unknown key is refused with its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Union(Section):
    """Who writes: printed on every letter."""

    organization: SixTexts = Field(description="Name of the Union in the six languages.")
    organ: SixTexts = Field(description="Issuing organ, for instance the General Secretariat.")
    address_lines: Lines = Field(
        default=None,
        validate_default=True,
        description="Footer of the letter, in the six languages or one for all.",
    )


class Contact(Section):
    """The officer named on every letter."""

    name: Name = Field(
        description="Name or functional title of the contact, in the six languages or one for all."
    )
    phone: str = Field(default="", description="Telephone, international form.")
    mail: Address = Field(description="Functional mailbox that a person reads.")


class Signatory(Section):
    """Who signs: data, because the office changes hands."""

    name: Name = Field(
        description="Name as printed under the letter, in the six languages or one for all."
    )
    title: SixTexts = Field(description="Title in the six languages.")


class Sender(Section):
    """Addresses that answers and bounces come back to."""

    reply: TokenAddress = Field(
        description="Mailbox for answers; `+token` is added for each person."
    )
    bounce: TokenAddress = Field(description="Envelope sender; `+token` is added for each message.")
    domain: Annotated[str, AfterValidator(_domain)] = Field(
        description="Domain of Message-ID and UID."
    )
    name: SixTexts = Field(description="Display name of From in the six languages.")


class DigestSection(Section):
    """The daily digest: what falls due and what waits, by mail to staff."""

    to: Annotated[tuple[Address, ...], AfterValidator(_each_once)] = Field(
        default=(),
        description="Addresses of staff that get it each working day at the opening; empty: none.",
    )


class Files(Section):
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
    instance: Path = Field(
        default=Path("~/.local/state/notifier/instance.json"),
        description="Identity of this installation; never in the same backup as the ledger.",
    )
    relay_log: Path | None = Field(
        default=None,
        description="Log of the relay, if it is a Postfix here: evidence for messages in doubt.",
    )

"""Who writes, who signs, and where the files are: the sections that staff know."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from notifier.languages import LANGUAGES, Language


def _all_six(texts: dict[Language, str]) -> dict[Language, str]:
    missing = [code for code in LANGUAGES if not texts.get(code)]
    if missing:
        raise ValueError(f"is missing in {', '.join(missing)}")
    return texts


def _for_all(text: object) -> object:
    return dict.fromkeys(LANGUAGES, text) if isinstance(text, str) else text


SixTexts = Annotated[dict[Language, str], AfterValidator(_all_six)]
Name = Annotated[SixTexts, BeforeValidator(_for_all)]


class Section(BaseModel):
    """A table of the file. An unknown key is refused with its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Union(Section):
    """Who writes: printed on every letter."""

    organization: SixTexts = Field(description="Name of the Union in the six languages.")
    organ: SixTexts = Field(description="Issuing organ, for instance the General Secretariat.")
    address_lines: tuple[str, ...] = Field(default=(), description="Footer of the letter.")


class Contact(Section):
    """The officer named on every letter."""

    name: Name = Field(
        description="Name or functional title of the contact, in the six languages or one for all."
    )
    phone: str = Field(default="", description="Telephone, international form.")
    mail: str = Field(description="Functional mailbox that a person reads.")


class Signatory(Section):
    """Who signs: data, because the office changes hands."""

    name: Name = Field(
        description="Name as printed under the letter, in the six languages or one for all."
    )
    title: SixTexts = Field(description="Title in the six languages.")


class Sender(Section):
    """Addresses that answers and bounces come back to."""

    reply: str = Field(description="Mailbox for answers; `+token` is added for each person.")
    bounce: str = Field(description="Envelope sender; `+token` is added for each message.")
    domain: str = Field(description="Domain of Message-ID and UID.")
    name: SixTexts = Field(description="Display name of From in the six languages.")


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

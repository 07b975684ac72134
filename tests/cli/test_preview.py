"""`notifier letter preview` shows what leaves: today's draft, what was cleared, what was issued."""

from pathlib import Path

import pytest

from notifier.cli import house
from notifier.ledger import letters
from notifier.letters.letter import Edition
from notifier.letters.slots import OPEN
from notifier.ticks.watch import watch
from tests.cli.conftest import Say, Terminal
from tests.cli.mistakes import ledger
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.plans import FORUM

KEY = f"{FORUM}/consultation"
TEMPLATE = "templates/letters/consultation/en.md"
CLEAR = ("letter", "clear", KEY, "--as", "officer")
SIGN = ("letter", "sign", KEY, "--as", "chief")
ISSUE = ("letter", "issue", KEY, "--as", "registry", "--reference", "CL-26/5")


@pytest.fixture
async def drafted(folder: Path) -> Path:
    """A secretariat in which one letter is drafted."""
    of = house.settings(folder / "config/notifier.toml")
    with house.open_ledger(of) as opened:
        await watch(at("2026-02-02 09:00"), ledger=opened, read=house.SourcesReader(of))
    return folder


def edit(folder: Path) -> None:
    """Add a paragraph to the English template."""
    path = folder / TEMPLATE
    path.write_text(path.read_text(encoding="utf-8") + "\nA late thought.\n", encoding="utf-8")


def seen(folder: Path, terminal: Terminal, *words: str) -> tuple[str, str]:
    """Look at the English edition; return what the console said, and the text."""
    to = folder / "preview"
    ended = terminal("letter", "preview", KEY, "--to", str(to), "--lang", "en", *words)
    assert ended.code == 0, ended.err
    [text] = [path.read_text(encoding="utf-8") for path in to.glob("*-en.txt")]
    return ended.out, text


async def issued(folder: Path) -> Edition:
    """Let the service release what was issued, and return the English edition as it is kept."""
    of = house.settings(folder / "config/notifier.toml")
    with house.open_ledger(of) as opened:
        letter = opened.now(letters.to_release)[0]
        made = await house.PressRoom(of).press(
            letter, opened.now(lambda tx: letters.wordings(tx, letter.id))
        )
        for edition in made:
            opened.now(lambda tx, edition=edition: letters.keep_edition(tx, letter.id, edition))
    return next(edition for edition in made if edition.language == "en")


def test_a_draft_is_shown_with_the_templates_of_today(drafted: Path, terminal: Terminal) -> None:
    """Whoever edits looks at what was edited."""
    edit(drafted)

    said, text = seen(drafted, terminal)

    assert said.startswith(
        f"{KEY} is draft: templates and plan of today say this; none of it is kept."
    )
    assert "A late thought." in text


@pytest.mark.parametrize("steps", [(CLEAR,), (CLEAR, SIGN), (CLEAR, SIGN, ISSUE)])
def test_what_was_cleared_is_shown_whatever_the_template_says_now(
    drafted: Path, terminal: Terminal, steps: tuple[tuple[str, ...], ...]
) -> None:
    """Who signs reads what was cleared, not what somebody typed since."""
    for step in steps:
        assert terminal(*step).code == 0
    edit(drafted)

    said, text = seen(drafted, terminal)

    assert "these are the words kept when it was cleared by officer at " in said
    assert "A late thought." not in text


def test_a_draft_that_was_returned_is_a_draft_again(drafted: Path, terminal: Terminal) -> None:
    """Its old words are signed by nobody."""
    terminal(*CLEAR)
    terminal("letter", "return", KEY, "--as", "officer")
    edit(drafted)

    assert "A late thought." in seen(drafted, terminal)[1]


async def test_an_issued_letter_is_shown_as_it_was_issued_byte_for_byte(
    drafted: Path, terminal: Terminal
) -> None:
    """The paper in the folder is the one that left, under its own number."""
    for step in (CLEAR, SIGN, ISSUE):
        terminal(*step)
    kept = await issued(drafted)
    edit(drafted)
    settings = drafted / "config/notifier.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("Jo Example", "Al Other"), "utf-8"
    )

    said, text = seen(drafted, terminal)

    assert f"{KEY} was issued as CL-26/5 at " in said
    assert said.splitlines()[0].endswith("these are its kept editions.")
    assert (drafted / "preview/CL-26-5-en.pdf").read_bytes() == kept.pdf
    assert "A late thought." not in text
    assert "Al Other" not in text


def test_words_that_are_not_those_cleared_are_not_shown(
    drafted: Path, say: Say, terminal: Terminal
) -> None:
    """A changed ledger is told, not printed as if it were signed."""
    terminal(*CLEAR)
    with ledger(drafted) as opened:
        opened.now(lambda tx: tx.run("delete from editions where language = 'fr'"))

    [told] = say("letter", "preview", KEY)

    assert told == f"{KEY}: the words kept are not those that were cleared"


def test_a_language_that_was_not_cleared_is_told(
    drafted: Path, say: Say, terminal: Terminal
) -> None:
    """It will not leave in that language either."""
    settings = drafted / "config/notifier.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('["ar", "zh", "en", "fr", "ru", "es"]', '["en", "fr"]'), "utf-8"
    )
    terminal(*CLEAR)

    [told] = say("letter", "preview", KEY, "--lang", "ru")

    assert told == "--lang: this letter is kept in en, fr, and in no other language"


def test_the_addressee_is_a_sample_and_said_to_be_one(drafted: Path, terminal: Terminal) -> None:
    """Marks of slots are no letter to look at, and a sample is no letter to pass on."""
    said, text = seen(drafted, terminal)

    page = (drafted / "preview/draft-1-en.html").read_text(encoding="utf-8")
    assert OPEN not in text + page
    assert "Director of Digital Transformation (sample)" in page
    assert said.splitlines()[-1] == (
        "Whom it greets is a sample; each message bears the names of its addressee."
    )


def lacking_french(folder: Path) -> None:
    """Take the French texts of title and impact out of the plan."""
    path = folder / "config/plan/2026.yaml"
    text = path.read_text(encoding="utf-8")
    for french in ("fr: Forum 2026, ", "fr: C’est important., "):
        assert french in text
        text = text.replace(french, "")
    path.write_text(text, encoding="utf-8")


async def test_a_letter_that_would_speak_two_languages_is_not_cleared(
    folder: Path, say: Say, terminal: Terminal
) -> None:
    """Every text to write is named; the draft can be looked at meanwhile."""
    lacking_french(folder)
    of = house.settings(folder / "config/notifier.toml")
    with house.open_ledger(of) as opened:
        await watch(at("2026-02-02 09:00"), ledger=opened, read=house.SourcesReader(of))

    told = say(*CLEAR)

    assert told == [
        "forum-2026.title: the text is missing in fr, and this letter prints it",
        "forum-2026.assessment.impact.text: the text is missing in fr, and this letter prints it",
    ]
    ended = terminal("letter", "preview", KEY, "--to", str(folder / "preview"), "--lang", "fr")
    assert [line for line in ended.out.splitlines() if line.startswith("Note: ")] == [
        f"Note: {each}" for each in told
    ]


def test_a_letter_that_nobody_signs_by_name_is_not_issued(
    tmp_path: Path, drafted: Path, say: Say, terminal: Terminal
) -> None:
    """The shipped settings say `(name of the Secretary-General)`: that is no name."""
    terminal(*CLEAR)
    terminal(*SIGN)
    Secretariat(tmp_path / "shipped", "[]", PEOPLE).close()
    shipped = tmp_path / "shipped/config/notifier.toml"
    (drafted / "config/notifier.toml").write_bytes(shipped.read_bytes())

    [told] = say(*ISSUE)

    assert told == (
        "signatory.name: this is no name in ar, zh, en, fr, ru, es;"
        " enter who signs, or letters bear none"
    )

"""What staff do with templates: see which there are, what is wrong in them, and how they are read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from notifier.cli.options import console
from notifier.cli.writing.templates import app
from notifier.errors import UserError
from notifier.languages import LANGUAGES
from notifier.plan.kind import Kind
from tests.cli.mistakes import a_draft

Template = Callable[..., Result]


@pytest.fixture
def template(folder: Path, wide: None) -> Template:
    """Run `notifier template` in a secretariat."""

    def run(command: str, *words: str) -> Result:
        settings = ("--config", str(folder / "config/notifier.toml"))
        return CliRunner().invoke(app, [command, *words, *settings])

    return run


def said(result: Result, folder: Path) -> list[str]:
    """Return what a command that found something tells, without the folder."""
    assert isinstance(result.exception, UserError), result.output
    return [
        str(problem).replace(f"{folder}/", "").removeprefix("templates/letters/")
        for problem in result.exception.problems
    ]


def spoil(folder: Path, name: str, before: str, after: str) -> None:
    """Change one template."""
    path = folder / "templates/letters" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def row(result: Result, name: str) -> list[str]:
    """Return the words of the line of a table that begins with a name."""
    assert result.exit_code == 0, result.output
    return next(line.split() for line in result.output.splitlines() if line.startswith(name))


def test_every_template_is_listed_with_its_languages_letters_and_fragments(
    folder: Path, template: Template
) -> None:
    """Staff see at a glance which language is missing, and how often the words go out."""
    a_draft(folder)
    (folder / "templates/letters/consultation/zh.md").unlink()

    result = template("list")

    assert row(result, "consultation") == [
        *("consultation", "ar", "en", "fr", "ru", "es", "zh", "1"),
        *("contact,", "key-deadlines,", "reply-routes,", "short-notice"),
    ]
    assert row(result, "reminder")[:8] == ["reminder", *LANGUAGES, "0"]
    assert row(result, "reply-routes") == ["reply-routes", *LANGUAGES, "consultation,", "update"]
    assert "`notifier template check` says why" in result.output


def test_without_a_fragment_the_list_says_where_one_would_be(
    folder: Path, template: Template
) -> None:
    """An empty table teaches nothing."""
    for name in ("contact", "contact-or-mail", "key-deadlines", "reply-routes", "short-notice"):
        for language in LANGUAGES:
            (folder / f"templates/letters/_fragments/{name}/{language}.md").unlink()
        (folder / f"templates/letters/_fragments/{name}").rmdir()

    assert "letters/_fragments/reply-routes/en.md" in template("list").output


@pytest.mark.timeout(300)
def test_the_shipped_templates_have_nothing_to_mend(template: Template) -> None:
    """Also for activities without a place, a meeting or an earlier letter."""
    result = template("check")

    assert result.exit_code == 0, result.exception
    assert "nothing to mend in 6 languages" in " ".join(result.output.split())


@pytest.mark.timeout(300)
def test_all_that_is_wrong_is_told_at_once_with_line_and_column(
    folder: Path, template: Template
) -> None:
    """One round of mending, not one for each mistake."""
    spoil(folder, "update/fr.md", "activity.title", "activity.titel")
    spoil(folder, "outcome/ar.md", "{% else %}", "{% elze %}")
    spoil(folder, "cancellation/es.md", "{% include", "{% include 'contakt' %}{% include")
    spoil(folder, "_fragments/reply-routes/ru.md", "contact.mail", "contact.mial")
    spoil(folder, "advance-notice/zh.md", "1至5", "1至6")
    (folder / "templates/letters/consultation/en.md").unlink()

    result = template("check")
    told = said(result, folder)

    assert (
        "update/fr.md:2:28: `activity.titel` is not known; did you mean `activity.title`?" in told
    )
    assert any(
        each.startswith("outcome/ar.md:")
        and each.endswith(" the template does not read: `elze` is no tag; did you mean `else`?")
        for each in told
    )
    assert any("there is no fragment `contakt`; did you mean `contact`?" in each for each in told)
    assert "consultation/en.md: the consultation letter is missing in en" in told
    in_the_fragment = [each for each in told if each.startswith("_fragments/reply-routes/ru.md:5:")]
    assert sum(each.endswith("did you mean `contact.mail`?") for each in in_the_fragment) == 1
    assert {each.partition(": ")[2].partition(" and")[0] for each in told if "zh.md" in each} == {
        "the number 5 is at en.md:15:1",
        "the number 6 is here",
    }


def test_one_template_can_be_checked_alone(folder: Path, template: Template) -> None:
    """Whoever writes an update need not hear of outcomes."""
    spoil(folder, "outcome/fr.md", "activity.title", "activity.titel")

    assert template("check", "update").exit_code == 0
    assert said(template("check", "outcome"), folder)


def test_personal_values_on_paper_are_told_before_a_letter_is_signed(
    folder: Path, template: Template
) -> None:
    """The page could not be set on the day of issue."""
    spoil(folder, "update/en.md", "2. All other", "2. {{ recipient_name }}, all other")
    spoil(folder, "reminder/en.md", "A reply from", "{{ answer }} A reply from")

    [on_paper, *_] = said(template("check", "update"), folder)
    [of_a_reply, *_] = said(template("check", "reminder"), folder)

    assert on_paper.endswith(
        "`recipient_name` is personal: this letter is also on paper, which greets one person in"
        " the salutation alone"
    )
    assert of_a_reply.endswith("`answer` is personal: only an acknowledgement has it")


def test_a_value_that_a_letter_may_not_have_is_told(folder: Path, template: Template) -> None:
    """The first activity without a place would stop the letter."""
    spoil(folder, "advance-notice/en.md", "{% if activity.place %}", "{% if activity.title %}")

    [told, *_] = said(template("check", "advance-notice"), folder)

    assert told.startswith("advance-notice/en.md:11:")
    assert "`activity.place` is not there in this letter; put {% if activity %} around it" in told


def test_a_preview_is_written_as_one_person_gets_it(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    """The greeting and the clock are those of the reader."""
    result = template("preview", "consultation", "--for", "EG", "--to", str(tmp_path / "seen"))

    assert result.exit_code == 0, result.exception
    assert sorted(path.name for path in (tmp_path / "seen").iterdir()) == [
        "consultation-ar.html",
        "consultation-ar.pdf",
        "consultation-ar.txt",
    ]
    text = (tmp_path / "seen/consultation-ar.txt").read_text(encoding="utf-8")
    assert "وزارة الاتصالات" in text
    assert "القاهرة" in text  # the deadline in Cairo
    assert "forum-2026/inputs" in result.output
    assert "The reader is eg-wsis" in result.output


@pytest.mark.parametrize("form", ["mail", "text", "pdf", "docx"])
def test_a_preview_has_the_form_and_the_language_that_were_asked_for(
    template: Template, tmp_path: Path, form: str
) -> None:
    """Each opens in what it is for."""
    words = ("--lang", "fr", "--as", form, "--to", str(tmp_path / "seen"))
    result = template("preview", "advance-notice", *words)

    assert result.exit_code == 0, result.exception
    [path] = (tmp_path / "seen").iterdir()
    start = {"mail": b"<!", "text": b"Union", "pdf": b"%PDF", "docx": b"PK"}[form]
    assert path.stem == "advance-notice-fr"
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.ADVANCE_NOTICE])
def test_every_template_can_be_looked_at(template: Template, tmp_path: Path, kind: Kind) -> None:
    """Also those for which the plan has nothing: then they are filled with a sample, and say so."""
    words = ("--lang", "es", "--as", "text", "--to", str(tmp_path / "seen"))
    result = template("preview", kind, *words)

    assert result.exit_code == 0, result.exception
    is_sample = "filled with a sample" in result.output
    assert is_sample == (kind is Kind.CORRIGENDUM)  # of an activity that nobody announces
    assert (tmp_path / f"seen/{kind}-es.txt").stat().st_size > 500


def test_a_letter_that_has_no_paper_says_so(template: Template, tmp_path: Path) -> None:
    """A file that is not there needs a reason."""
    words = ("--lang", "en", "--as", "pdf", "--to", str(tmp_path / "seen"))

    assert "goes out by mail alone" in template("preview", "reminder", *words).output


def test_a_broken_language_is_told_when_the_others_are_written(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    """Five languages can be read meanwhile."""
    spoil(folder, "update/fr.md", "activity.title", "activity.titel")

    result = template("preview", "update", "--as", "mail", "--to", str(tmp_path / "seen"))

    assert len(list((tmp_path / "seen").iterdir())) == 5
    assert said(result, folder) == [
        "update/fr.md:2:28: `activity.titel` is not known; did you mean `activity.title`?"
    ]


def test_a_plan_that_does_not_read_is_no_matter_of_templates(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    """The officer mends the plan while staff write."""
    (folder / "config/plan/2026.yaml").write_text("- id: [", encoding="utf-8")

    words = ("--lang", "en", "--as", "text", "--to", str(tmp_path / "seen"))
    result = template("preview", "update", *words)

    assert result.exit_code == 0, result.exception
    assert "the plan does not read, so a sample is shown" in result.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("preview", "consultaton"), "NAME: no letter is called 'consultaton'; there are "),
        (("preview", "update", "--lang", "de"), "--lang: 'de' is not one of ar, zh"),
        (("preview", "update", "--for", "FRA"), "--for: 'FRA' is neither a member nor a focal point; did you mean `FR`?"),
        (("preview", "update", "--for", "fr-wsi"), "--for: 'fr-wsi' is neither a member nor a focal point; did you mean `fr-wsis`?"),
        (("preview", "update", "--for", "DE"), "--for: DE has no focal point that serves today"),
        (("check", "updat"), "NAME: no letter is called 'updat'; there are "),
        (("new", "update", "--from", "outcome"), "update: this template is there in all six languages; edit it, or take it away first"),
        (("new", "thanks", "--from", "outcome"), "NAME: the service writes no letter called 'thanks', so nothing would use this template"),
        (("variables", "updates"), "NAME: no letter is called 'updates'; there are "),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named_with_what_was_meant(
    folder: Path, template: Template, words: tuple[str, ...], sentence: str
) -> None:
    """Nobody should have to look it up."""
    [told] = said(template(*words), folder)

    assert told.startswith(sentence)


def test_a_template_begins_as_a_copy_in_the_languages_that_are_missing(
    folder: Path, template: Template
) -> None:
    """A kind of letter that is new has no words yet; what is written already stays."""
    letters = folder / "templates/letters"
    for language in ("fr", "zh"):
        (letters / f"update/{language}.md").unlink()
    kept = (letters / "update/en.md").read_bytes()

    result = template("new", "update", "--from", "consultation")

    assert result.exit_code == 0, result.exception
    assert (letters / "update/en.md").read_bytes() == kept
    for language in ("fr", "zh"):
        copy = (letters / f"update/{language}.md").read_bytes()
        assert copy == (letters / f"consultation/{language}.md").read_bytes()
    assert "notifier template check update" in result.output


def test_every_placeholder_is_listed_with_an_example(template: Template) -> None:
    """What one writes, what it means, how it looks, and which letters have it."""
    result = template("variables", "--lang", "fr")

    assert row(result, "activity.place") == [
        *("activity.place", "where", "it", "takes", "place", "Genève", "(exemple)", "all"),
    ]
    assert row(result, "outcome.answered")[-1] == "outcome"
    assert row(result, "parent.reference")[-3:] == ["all", "but", "advance-notice"]
    assert "{{ name }} prints one" in result.output


def test_the_placeholders_of_one_letter_are_those_that_it_has(template: Template) -> None:
    """Nobody writes the outcome into a first consultation."""
    names = {line.split(" ")[0] for line in template("variables", "update").output.splitlines()}

    assert {"changes.what", "consultation.deadline", "parent.date"} <= names
    assert not {"outcome.answered", "answer"} & names


def test_tables_fit_a_console_of_80_columns(template: Template) -> None:
    """On a terminal as it opens nothing is cut off."""
    console.width = 80  # until `wide` puts back what it was

    lines = [line for word in ("list", "variables") for line in template(word).output.splitlines()]

    assert max(map(len, lines)) <= 80

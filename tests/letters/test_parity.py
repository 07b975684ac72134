"""Where the templates of a kind do not say the same thing in six languages."""

from pathlib import Path

import pytest

from notifier.letters.parity import differences
from notifier.letters.template import Template, parse_template

ENGLISH = """1. On {{ activity.title }}, see [the page](https://u.example/doc/en).

2. Reply before 5 July 2027 at 23:59, in 4 pages and 1,000 words:

   - one
   - two

| a | b |
|---|---|
| c | d |"""
FRENCH = """1. Voir [la page](https://u.example/doc/fr) : {{ activity.title }}.

2. Répondre avant le 5 juillet 2027 à 23:59, en 4 pages et 1\u202f000 mots :

   - un
   - deux

| a | b |
|---|---|
| c | d |"""
CHINESE = """1. 关于{{ activity.title }}，见[网页](https://u.example/doc/zh)。

2. 请在2027年7月5日23:59前答复，4页，1000字：

   - 一
   - 二

| a | b |
|---|---|
| c | d |"""


def edition(language: str, body: str, **front: str) -> Template:
    """Read a template of one kind with a plain front matter."""
    lines = {"subject": "S", "salutation": "D", "closing": "Y"} | front
    head = "".join(f'{key}: "{text}"\n' for key, text in lines.items())
    return parse_template(
        f"---\n{head}---\n{body}", kind="outcome", language=language, where=f"t/{language}.md"
    )


def told(*editions: Template) -> list[str]:
    """Return the differences as staff read them."""
    return [str(problem) for problem in differences(editions)]


def test_editions_that_agree_are_not_told():
    """Dates, links with a language in them and thousands are written differently and are the same."""
    editions = [edition("zh", CHINESE), edition("en", ENGLISH), edition("fr", FRENCH)]

    assert told(*editions) == []


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("ar", "5 يوليو 2027"),
        ("zh", "2027年7月5日"),
        ("fr", "5 juillet 2027"),
        ("ru", "5 июля 2027 года"),
        ("es", "5 de julio de 2027"),
    ],
)
def test_the_same_date_agrees_in_every_language(language, date):
    """A month is a number, whatever it is called; `may` in a sentence is none."""
    english = edition("en", "You may reply by 5 July 2027.")

    assert told(english, edition(language, date)) == []
    assert told(english, edition(language, date.replace("5", "6", 1))) == [
        f"t/{language}.md: the number 5 is in en.md and not here",
        f"t/{language}.md: the number 6 is here and not in en.md",
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ("{{ activity.title }}", "x", ["`activity.title` is in en.md and not here"]),
        ("un\n", "un {{ activity.place }}\n", ["`activity.place` is here and not in en.md"]),
        (
            "juillet",
            "juin",
            ["the number 7 is in en.md and not here", "the number 6 is here and not in en.md"],
        ),
        (
            "23:59",
            "23:58",
            ["the number 59 is in en.md and not here", "the number 58 is here and not in en.md"],
        ),
        (
            "doc/fr",
            "dok/fr",
            [
                "the link https://u.example/doc/* is in en.md and not here",
                "the link https://u.example/dok/* is here and not in en.md",
            ],
        ),
        (
            "   - deux\n",
            "",
            ["items of bullet lists: 1 here, 2 in en.md", "paragraphs: 3 here, 4 in en.md"],
        ),
        ("| c | d |", "", ["rows of tables: 0 here, 1 in en.md"]),
        ("\n\n| a", "\n\nEncore.\n\n| a", ["paragraphs: 5 here, 4 in en.md"]),
    ],
)
def test_what_one_edition_lacks_or_adds_is_told(before, after, sentences):
    """A wrong deadline in one language of six is the mistake nobody sees."""
    changed = FRENCH.replace(before, after, 1)

    assert changed != FRENCH
    assert told(edition("en", ENGLISH), edition("fr", changed)) == [
        f"t/fr.md: {sentence}" for sentence in sentences
    ]


def test_the_front_matter_is_compared_too():
    """A subject without the title, or a deadline less, is a difference."""
    english = edition("en", "x", subject="{{ activity.title }}")

    assert told(english, edition("ru", "x")) == [
        "t/ru.md: `activity.title` is in en.md and not here"
    ]


def test_lines_of_tags_are_no_paragraphs():
    """Conditions are counted by their placeholders."""
    english = edition("en", "{% if has_parent %}\na\n\n{% endif %}\nb")
    spanish = edition("es", "{% if has_parent %}a\n\n{% endif %}b")

    assert told(english, spanish) == []


def test_without_english_the_first_language_is_the_model():
    """A letter may begin its life in any language."""
    assert told(edition("fr", "1"), edition("ru", "2")) == [
        "t/ru.md: the number 1 is in fr.md and not here",
        "t/ru.md: the number 2 is here and not in fr.md",
    ]


def test_the_templates_of_the_house_agree():
    """What ships must pass its own check."""
    folders = [f for f in sorted(Path("templates/letters").iterdir()) if f.name[0] != "_"]
    templates = [
        parse_template(
            file.read_text(encoding="utf-8"),
            kind=folder.name,
            language=file.stem,  # type: ignore[arg-type]
            where=str(file),
        )
        for folder in folders
        for file in sorted(folder.glob("*.md"))
    ]

    assert templates
    assert differences(templates) == ()

"""Where the templates of a kind do not say the same thing in six languages."""

from pathlib import Path

import pytest

from notifier.letters.templates.fragments import parse_fragment
from notifier.letters.templates.parity import differences
from notifier.letters.templates.template import Template, parse_template
from notifier.sources.templates import read_templates

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
ARABIC = """1. بشأن {{ activity.title }}، انظر [الصفحة](https://u.example/doc/ar).

2. يُرجى الرد قبل ٥ يوليو ٢٠٢٧ الساعة ٢٣:٥٩ في ٤ صفحات و١٬٠٠٠ كلمة:

   - واحد
   - اثنان

| a | b |
|---|---|
| c | d |"""


def edition(language: str, body: str, fragments=None, **front: str) -> Template:
    """Read a template of one kind with a plain front matter: its body begins at line 6."""
    lines = {"subject": "S", "salutation": "D", "closing": "Y"} | front
    head = "".join(f"{key}: {text!r}\n" for key, text in lines.items())
    return parse_template(
        f"---\n{head}---\n{body}",
        kind="outcome",
        language=language,  # type: ignore[arg-type]
        where=f"t/{language}.md",
        fragments=fragments or {},
    )


def told(*editions: Template) -> list[str]:
    """Return the differences as staff read them."""
    return [str(problem) for problem in differences(editions)]


def test_editions_that_agree_are_not_told():
    """Dates, digits, thousands and links with a language in them are written differently."""
    editions = [
        edition("zh", CHINESE),
        edition("en", ENGLISH),
        edition("fr", FRENCH),
        edition("ar", ARABIC),
    ]

    assert told(*editions) == []


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("ar", "5 يوليو 2027"),
        ("ar", "٥ يوليو ٢٠٢٧"),
        ("zh", "2027年7月5日"),
        ("zh", "二〇二七年七月5日"),
        ("fr", "5 juillet 2027"),
        ("ru", "5 июля 2027 года"),
        ("es", "5 de julio de 2027"),
    ],
)
def test_the_same_date_agrees_in_every_language(language, date):
    """A month is a number, whatever it is called; `may` in a sentence is none."""
    english = edition("en", "You may reply by 5 July 2027.")
    later = date.replace("5", "6", 1).replace("٥", "٦", 1)

    assert told(english, edition(language, date)) == []
    assert told(english, edition(language, later)) == [
        f"t/{language}.md:6:1: the number 5 is at en.md:6:1 and not here",
        f"t/{language}.md:6:1: the number 6 is here and not at en.md:6:1",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "le 1er juillet 2027, la 2e session, le XXIe siècle"),
        ("es", "el 1.º de julio de 2027, la 2.ª sesión, el siglo XXI"),
        ("ru", "1-го июля 2027 года, 2-я сессия, XXI век"),
        ("zh", "2027年7月1日，第二届会议，二十一世纪"),
        ("ar", "1 يوليو 2027، الدورة 2، القرن 21"),
    ],
)
def test_ordinals_and_numerals_are_the_numbers_that_they_mean(language, words):
    """The second session is the 2nd one; a translator writes it as the language does."""
    english = edition("en", "1st July 2027, the 2nd session, the 21st century")

    assert told(edition(language, words), english) == []


def test_a_numeral_excuses_a_missing_number_and_no_other():
    """四 is 4 where the digits are missing; it is never held against an edition that has none."""
    chinese = edition("zh", "不超过四页。")

    assert told(edition("en", "No more than 4 pages."), chinese) == []
    assert told(edition("en", "No more than four pages."), chinese) == []
    assert told(edition("en", "No more than 5 pages."), chinese) == [
        "t/zh.md:6:1: the number 5 is at en.md:6:1 and not here"
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ("{{ activity.title }}", "x", ["6:1: `activity.title` is at en.md:6:10 and not here"]),
        (
            "un\n",
            "un {{ activity.place }}\n",
            ["10:12: `activity.place` is here and not at en.md:10:4"],
        ),
        (
            "juillet",
            "juin",
            [
                "8:1: the number 7 is at en.md:8:1 and not here",
                "8:1: the number 6 is here and not at en.md:8:1",
            ],
        ),
        (
            "23:59",
            "23:58",
            [
                "8:1: the number 59 is at en.md:8:1 and not here",
                "8:1: the number 58 is here and not at en.md:8:1",
            ],
        ),
        (
            "doc/fr",
            "dok/fr",
            [
                "6:1: the link https://u.example/doc/* is at en.md:6:1 and not here",
                "6:1: the link https://u.example/dok/* is here and not at en.md:6:1",
            ],
        ),
        (
            "   - deux\n",
            "",
            ["10:4: an item of a bullet list stands at en.md:11:4 and is missing behind this"],
        ),
        (
            "| c | d |",
            "",
            ["13:1: a row of a table stands at en.md:15:1 and is missing behind this"],
        ),
        (
            "\n\n| a",
            "\n\nEncore.\n\n| a",
            ["13:1: a paragraph stands here, and is missing behind en.md:11:4"],
        ),
    ],
)
def test_what_one_edition_lacks_or_adds_is_told_with_both_places(before, after, sentences):
    """A wrong deadline in one language of six is the mistake nobody sees."""
    changed = FRENCH.replace(before, after, 1)

    assert changed != FRENCH
    assert told(edition("en", ENGLISH), edition("fr", changed)) == [
        f"t/fr.md:{sentence}" for sentence in sentences
    ]


def test_a_paragraph_that_is_missing_is_told_once_and_not_with_all_that_is_in_it():
    """Whoever puts it back puts its numbers and links back too."""
    first, rest = FRENCH.split("\n\n", 1)

    assert first.startswith("1. ")
    assert told(edition("en", ENGLISH), edition("fr", rest)) == [
        "t/fr.md:4:11: an item of a numbered list stands at en.md:6:1 and is missing behind this"
    ]


def test_the_front_matter_is_compared_too():
    """A subject without the title is a difference, told where the title should be."""
    english = edition("en", "x", subject="{{ activity.title }}")

    assert told(english, edition("ru", "x")) == [
        "t/ru.md:2:11: `activity.title` is at en.md:2:14 and not here"
    ]


def test_a_row_of_deadlines_that_one_language_lacks_is_told():
    """A meeting that Spanish readers never hear of."""
    head = "---\nsubject: S\nsalutation: D\nclosing: Y\ndeadlines:\n"
    deadline = "  - {when: '{{ consultation.deadline }}', what: Replies}\n"
    session = "  - {when: '{{ consultation.session }}', what: Meeting}\n"
    whole, half = (
        parse_template(f"{head}{rows}---\nx", kind="update", language=code, where=f"t/{code}.md")
        for code, rows in (("en", deadline + session), ("es", deadline))
    )

    assert len(half.deadlines) == 1
    assert told(whole, half) == [
        "t/es.md:6:13: a row of deadlines stands at en.md:7:13 and is missing behind this"
    ]


def test_a_condition_that_compares_with_another_word_is_told():
    """Whoever translates a code makes a paragraph that nobody ever reads."""
    condition = '{% if consultation.reply == "views" %}\nx\n{% endif %}\n'
    translated = condition.replace('"views"', '"avis"')

    assert told(edition("en", condition), edition("fr", translated)) == [
        't/fr.md:7:1: "views" in a condition is at en.md:6:29 and not here',
        't/fr.md:6:29: "avis" in a condition is here and not at en.md:7:1',
    ]


def test_lines_of_tags_are_no_paragraphs():
    """Conditions are counted by their placeholders."""
    english = edition("en", "{% if has_parent %}\na\n\n{% endif %}\nb")
    spanish = edition("es", "{% if has_parent %}a\n\n{% endif %}b")

    assert told(english, spanish) == []


def test_without_english_the_first_language_is_the_model():
    """A letter may begin its life in any language."""
    assert told(edition("fr", "1"), edition("ru", "2")) == [
        "t/ru.md:6:1: the number 1 is at fr.md:6:1 and not here",
        "t/ru.md:6:1: the number 2 is here and not at fr.md:6:1",
    ]


def test_a_difference_in_a_fragment_is_told_in_its_own_file_and_once():
    """Two letters include it, and there is one place to mend."""
    texts = {"en": "- one\n- two", "fr": "- un"}
    fragments = {
        ("routes", code): parse_fragment(
            text, name="routes", language=code, where=f"f/routes/{code}.md"
        )
        for code, text in texts.items()
    }
    body = 'a\n\n{% include "routes" %}'

    assert told(edition("en", body, fragments), edition("fr", body, fragments)) == [
        "f/routes/fr.md:1:1: an item of a bullet list stands at en.md:2:1 and is missing behind this"
    ]


def test_the_templates_of_the_house_agree():
    """What ships must pass its own check."""
    templates = read_templates(Path("templates/letters"))

    assert templates
    assert differences(templates.values()) == ()

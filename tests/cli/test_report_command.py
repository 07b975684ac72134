"""notifier report: of a year that there is, and told in words when there is none."""

from pathlib import Path

from tests.cli.conftest import Say, Terminal


def test_a_year_without_plan_and_letters_is_refused_with_those_there_are(say: Say) -> None:
    """One digit too many gave a report in which nobody had been invited."""
    assert say("report", "20266") == [
        "20266: there is no plan and no letter of this year; there are: 2026"
    ]


def test_a_year_that_is_planned_and_not_begun_has_a_report(
    folder: Path, terminal: Terminal
) -> None:
    """Nothing was done yet, which is what it says."""
    ended = terminal("report", "2026", "--to", str(folder / "out"))

    assert ended.code == 0
    assert (folder / "out/report.html").is_file()


def test_a_moment_that_is_none_is_refused(say: Say) -> None:
    """Figures as of a day that nobody can read would be figures of today."""
    assert say("report", "2026", "--as-of", "last May") == [
        "--as-of: 'last May' is not a moment, such as 2026-12-31T17:00Z"
    ]


def test_what_has_no_rows_says_so(terminal: Terminal) -> None:
    """Silence would leave open whether it looked."""
    commands = {
        "report 2026 --list messages": "Nothing here.",
        "report 2026 --list circular-letters": "Nothing here.",
        "response members --year 2026": "No member here.",
        "mail list --year 2026": "No mail here.",
    }

    said = {words: terminal(*words.split()).out.splitlines() for words in commands}

    assert said == {words: [sentence, "In all: 0"] for words, sentence in commands.items()}

"""The layout's folder: complete, or told precisely what is not."""

import shutil
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.languages import LANGUAGES
from notifier.sources.layout import read_layout

SHIPPED = Path("templates/letters/_layout")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the layout that may be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "_layout"))


def problems(folder: Path) -> list[str]:
    """What reading `folder` complains of."""
    with pytest.raises(UserError) as caught:
        read_layout(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_the_shipped_layout_is_complete():
    """All six languages, all words."""
    assert set(read_layout(SHIPPED).words) == set(LANGUAGES)


def test_a_site_may_name_its_own_fonts():
    """The installed packages are only the default."""
    assert read_layout(SHIPPED, fonts=("/srv/fonts",)).font_paths == ("/srv/fonts",)


def test_every_problem_is_told_at_once(folder: Path):
    """Staff mend all of it in one go."""
    (folder / "mail.css").unlink()
    words = (folder / "words.yaml").read_text(encoding="utf-8")
    words = words.replace("  signed: (signed)\n", "  sined: (signed)\n")
    words = words.replace("Página {page} de {pages}", "Página {page}").replace("ar:\n", "xx:\n")
    (folder / "words.yaml").write_text(words, encoding="utf-8")

    found = problems(folder)

    assert [each.partition(": ")[2].split(".")[0] for each in found[1:]] == [
        "xx: This is not one of the six languages",
        "ar: The words of this language are missing",
        "en: signed: This word is missing",
        "en: sined: No such word",
        "es: page: This needs both {page} and {pages}",
    ]
    assert found[0].startswith("mail.css: The file cannot be read")


@pytest.mark.parametrize("content", ["{", "- a\n"])
def test_what_is_no_table_of_words_is_refused(folder: Path, content: str):
    """A broken file is named, without a trace."""
    (folder / "words.yaml").write_text(content, encoding="utf-8")

    assert [each.split(":")[0] for each in problems(folder)] == ["words.yaml"]

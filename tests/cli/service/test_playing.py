"""A play is the product with people who are none: its papers say so."""

from pathlib import Path

import pytest

from notifier.cli import house
from notifier.cli.service import playing
from notifier.errors import UserError
from notifier.languages import LANGUAGES
from notifier.letters.press import no_signatory
from notifier.letters.slots import OPEN, slot
from notifier.play.signatory import NAME
from tests.cli.mistakes import ledger
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import MEETING


def test_a_played_letter_is_signed_by_nobody_who_lives(folder: Path, tmp_path: Path) -> None:
    """Not even where the true name is set: a played letter must not pass for a true one."""
    of = house.settings(folder / "config/notifier.toml")

    played = playing._settings(of, tmp_path / "play")

    assert played.signatory.name == dict(NAME)
    assert no_signatory(house.masthead(played)) == ()
    assert set(NAME) == set(LANGUAGES)


async def test_the_letters_of_a_play_are_written_with_every_slot_filled(tmp_path: Path) -> None:
    """Whoever opens them sees letters, not marks between boxes."""
    secretariat = sets(Secretariat(tmp_path, MEETING))
    await drafts_and_issues(secretariat, at("2026-02-02 09:00"))
    secretariat.close()
    with ledger(tmp_path) as opened:
        opened.now(lambda tx: tx.run("update editions set html = :html", html=slot("member_name")))
        written = playing._write_letters(secretariat.settings, opened, tmp_path / "letters")

    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "letters").iterdir()]
    assert (written, len(texts)) == (6, 12)
    assert OPEN not in "".join(texts)
    assert "Fidji (exemple)" in texts


def test_a_play_is_not_kept_on_top_of_another(tmp_path: Path) -> None:
    """The second would be told that its references are taken, having changed the first."""
    (tmp_path / "ledger.db").touch()
    settings = house.settings(Path(__file__).parents[3] / "config/notifier.toml")

    with pytest.raises(UserError, match="not empty"):
        playing.play_year(settings, 2026, keep=tmp_path, seed=1)

    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]

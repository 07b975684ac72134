"""The file outside is whole or as it was, and nobody else reads it."""

import stat
from pathlib import Path

import pytest

from notifier.ledger import outside
from notifier.ledger.standing import Place, Seen, Unreadable

SEEN = Seen("one", Place("machine", "/var/lib/notifier/ledger.db"), 5, "entry 5")


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """The folder is made where there is none, and no half-written file is left beside it."""
    file = tmp_path / "state/notifier/instance.json"

    outside.write(file, SEEN)

    assert outside.read(file) == SEEN
    assert list(file.parent.iterdir()) == [file]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """It names machine and ledger."""
    file = tmp_path / "instance.json"

    outside.write(file, SEEN)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_there_is_no_file_at_first(tmp_path: Path) -> None:
    """That is no mistake."""
    assert outside.read(tmp_path / "instance.json") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"instance": "one", "mark": "many"}', "\xff"])
def test_a_damaged_file_is_told_as_such(tmp_path: Path, text: str) -> None:
    """It is not taken for a missing one, which an installation without identity would adopt."""
    file = tmp_path / "instance.json"
    file.write_bytes(text.encode("latin-1"))

    assert outside.read(file) == Unreadable(f"{file}: damaged")


def test_where_it_cannot_be_read_the_reason_is_told(tmp_path: Path) -> None:
    """The administrator mends it in a minute."""
    file = tmp_path / "instance.json"
    file.mkdir()

    assert outside.read(file) == Unreadable(f"{file}: Is a directory")


def test_where_it_cannot_be_written_the_error_names_it(tmp_path: Path) -> None:
    """And not some file with a name by chance."""
    (tmp_path / "state").write_text("a file where a folder should be", encoding="utf-8")
    file = tmp_path / "state/notifier/instance.json"

    with pytest.raises(OSError, match="Not a directory") as raised:
        outside.write(file, SEEN)

    assert raised.value.filename == str(file)


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    """A folder that fills up with attempts would be the next failure."""
    file = tmp_path / "instance.json"
    file.mkdir()

    with pytest.raises(OSError, match="directory"):
        outside.write(file, SEEN)

    assert list(tmp_path.iterdir()) == [file]


def test_the_file_of_another_ledger_is_not_overwritten(tmp_path: Path) -> None:
    """Somebody took over there; whoever sent before has to learn it."""
    file = tmp_path / "instance.json"
    heir = Seen("another", SEEN.place, 1, "")
    outside.write(file, heir)

    assert not outside.advance(file, SEEN)
    assert outside.read(file) == heir


def test_the_mark_is_advanced_and_a_lost_file_made_anew(tmp_path: Path) -> None:
    """A running service knows that it is the sender."""
    file = tmp_path / "instance.json"

    assert outside.advance(file, SEEN)
    assert outside.read(file) == SEEN


def test_a_machine_is_known_by_a_hash_of_its_id(tmp_path: Path) -> None:
    """The same one each time, another one on another machine, and never the id itself."""
    ids = {name: tmp_path / name for name in ("a", "b")}
    for name, file in ids.items():
        file.write_text(f"{name * 32}\n", encoding="ascii")

    one, again, other = (
        outside.here(tmp_path / "ledger.db", ids[name]).machine for name in ("a", "a", "b")
    )

    assert one == again != other
    assert "a" * 32 not in one


def test_a_machine_without_an_id_is_known_by_the_path_alone(tmp_path: Path) -> None:
    """A container may have none; its name changes at each start."""
    place = outside.here(tmp_path / "var/../ledger.db", tmp_path / "none")

    assert place == Place("", str(tmp_path / "ledger.db"))

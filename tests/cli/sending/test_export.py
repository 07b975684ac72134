"""Every message can be taken elsewhere, row by row."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.cli.sending.export import MESSAGE, STEP, write
from notifier.letters.mail.message import Outcome, Verdict
from tests.cli.conftest import Terminal
from tests.cli.mistakes import ledger
from tests.doubts import UNSURE, message_ids, tried
from tests.scenes import CONSULTATION, enqueued

SENT = Outcome(Verdict.SENT, 250, "2.0.0 queued", via="mx.example:587 TLSv1.3 AES")


@pytest.fixture
def outbox(folder: Path) -> Path:
    """A letter to three members: sent, in doubt, waiting."""
    with ledger(folder) as opened:
        enqueued(opened, "fr", "no", "eg")
        tried(opened, SENT, limit=1)
        tried(opened, UNSURE, limit=1)
    return folder


def test_every_message_is_a_row_of_csv_with_its_last_step(outbox: Path, terminal: Terminal) -> None:
    """As a spreadsheet opens it."""
    ended = terminal("outbox", "export")

    rows = list(csv.DictReader(io.StringIO(ended.out)))
    with ledger(outbox) as opened:
        ids = message_ids(opened)
    assert tuple(rows[0]) == MESSAGE
    assert [row["state"] for row in rows] == ["sent", "unsure", "waiting"]
    assert [row["message_id"] for row in rows] == [ids[row["focal_point"]] for row in rows]
    assert {row["letter"] for row in rows} == {f"{CONSULTATION}/consultation"}
    first = rows[0]
    assert (first["step"], first["relay"], first["tls"], first["step_code"]) == (
        "sent", "mx.example:587", "TLSv1.3 AES", "250",
    )  # fmt: skip
    assert first["step_at"] == "2026-03-02T12:00:00.000000Z"


def test_every_step_is_a_json_object_a_line(
    outbox: Path, terminal: Terminal, tmp_path: Path
) -> None:
    """For another program, into a file."""
    to = tmp_path / "steps.jsonl"

    ended = terminal("outbox", "export", "--journal", "--format", "jsonl", "--to", str(to))

    rows = [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]
    assert ended.out == f"6 rows: {to}\n"
    assert tuple(rows[0]) == STEP
    assert [(row["message"], row["step"]) for row in rows] == [
        (1, "claimed"), (1, "sending"), (1, "sent"),
        (2, "claimed"), (2, "sending"), (2, "unsure"),
    ]  # fmt: skip


def test_a_choice_is_exported_as_it_is_listed(outbox: Path, terminal: Terminal) -> None:
    """The same options."""
    ended = terminal("outbox", "export", "--state", "unsure", "--format", "jsonl")

    assert [json.loads(line)["id"] for line in ended.out.splitlines()] == [2]


def test_an_empty_outbox_is_a_head_without_rows(terminal: Terminal) -> None:
    """A program that reads it needs the names of the columns all the same."""
    assert terminal("outbox", "export").out.splitlines() == [",".join(MESSAGE)]


def test_a_cell_that_a_spreadsheet_would_run_is_defused() -> None:
    """A relay's reply is the words of a stranger."""
    out = io.StringIO()

    write([{"said": "=HYPERLINK(1)"}, {"said": "5.1.1 no"}], ("said",), out, "csv")

    assert out.getvalue().splitlines() == ["said", "'=HYPERLINK(1)", "5.1.1 no"]


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        """Forget it."""
        return len(text)


def test_a_million_rows_take_no_more_memory_than_a_page() -> None:
    """They are written as they come."""

    def rows() -> Iterator[dict[str, object]]:
        yield from ({"said": "x" * 100, "id": n} for n in range(20_000))

    tracemalloc.start()
    count = write(rows(), ("id", "said"), _Nowhere(), "jsonl")  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 20_000
    assert peak < 100_000

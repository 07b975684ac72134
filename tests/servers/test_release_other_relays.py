"""A release of two thousand through Exim and OpenSMTPD, which limit lines and what one carries."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.relay import routing
from tests.servers.other_relays import EXIM, OPENSMTPD, Kind, OtherRelay, lacking
from tests.servers.processes import until
from tests.servers.release import released

ROWS, LINES = 2000, 8


@pytest.fixture(params=[EXIM, OPENSMTPD], ids=lambda kind: kind.name)
def relay(request: pytest.FixtureRequest) -> Iterator[OtherRelay]:
    """One of them, on loopback."""
    kind: Kind = request.param
    missing = lacking(kind)
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    with OtherRelay(kind) as running:
        yield running


async def test_everybody_is_written_to_once(
    relay: OtherRelay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the relay wrote down is what the ledger says, though it hung up again and again."""
    monkeypatch.setattr(routing, "FIRST_PROBE", 0.1)  # three refused at once look like an outage

    came = await released(tmp_path, relay.port, ROWS, LINES, pause=0.05)

    taken = until(lambda: found if len(found := relay.taken()) >= ROWS else [], 10)
    assert came.states == {"sent": ROWS}
    assert len(taken) == ROWS
    assert set(taken) == came.sent
    assert relay.kind.enough in relay.said()

"""A release through a real Postfix that limits how many lines one has, and how much one sends."""

from pathlib import Path

import pytest

from notifier.relay import routing
from tests.servers.configuration import CROWD, RATE
from tests.servers.mail_servers import MailServers
from tests.servers.release import released

ROWS = 2000


def new(servers: MailServers, rows: int, before: list[str]) -> list[str]:
    """For whom Postfix has taken a message since; it writes a little later."""

    def found() -> list[str]:
        return servers.discarded()[len(before) :]

    return servers.wait_for(lambda: f if len(f := found()) >= rows else [], 30)


async def test_more_lines_than_allowed_cost_no_letter(
    servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice as many lines as Postfix lets us have: 421 at the greeting is no refusal."""
    monkeypatch.setattr(routing, "FIRST_PROBE", 0.1)  # three at once look like an outage
    before = servers.discarded()

    came = await released(tmp_path, servers.crowded, ROWS, 2 * CROWD, pause=0.05)

    taken = new(servers, ROWS, before)
    assert came.states == {"sent": ROWS}
    assert len(taken) == ROWS
    assert set(taken) == came.sent


async def test_a_limit_of_messages_a_second_is_waited_for(
    servers: MailServers, tmp_path: Path
) -> None:
    """450 at MAIL puts off what is too much; it goes later, once."""
    before, rows = servers.discarded(), 2 * RATE + 10

    came = await released(tmp_path, servers.rated, rows, 4, pause=1.1)

    taken = new(servers, rows, before)
    assert came.states == {"sent": rows}
    assert len(taken) == rows
    assert set(taken) == came.sent
    assert any("too much mail" in said for said in came.put_off)

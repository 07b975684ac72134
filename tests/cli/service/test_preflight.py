"""notifier preflight, with a relay and a nameserver on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from notifier.relay.loopback import LoopbackRelay
from tests.cli.conftest import Ended, Say, Terminal
from tests.cli.mistakes import ledger
from tests.preflight.keys import rsa_key
from tests.preflight.nameserver import Zone, nameserver, txt
from tests.scenes import issued
from tests.secretariat import HEAD

ZONE: Zone = {
    "secretariat.example": {
        "TXT": [txt("v=spf1 ip4:192.0.2.0/24 -all")],
        "MX": ["10 mx.secretariat.example."],
    },
    "mx.secretariat.example": {"A": ["192.0.2.9"]},
    "_dmarc.secretariat.example": {"TXT": [txt("v=DMARC1; p=reject; rua=mailto:d@x.example")]},
    "s1._domainkey.secretariat.example": {"TXT": [txt(f"v=DKIM1; p={rsa_key()}")]},
}


@dataclass
class World:
    """What a preflight meets: a relay that keeps what it takes, and a nameserver."""

    terminal: Terminal
    place: str
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def preflight(self, *words: str) -> Ended:
        """Run the command as a process of its own would, beside relay and nameserver."""
        return await asyncio.to_thread(
            self.terminal, "preflight", "--nameserver", self.place, *words
        )

    async def rows(self, *words: str) -> dict[str, dict[str, Any]]:
        """The rows of a preflight, by their checks."""
        ended = await self.preflight("--json", *words)
        return {row["check"]: row for row in json.loads(ended.out)}


@pytest.fixture
def world(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open the world of a preflight."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[World]:
        taken: list[tuple[str, str, bytes]] = []
        async with (
            LoopbackRelay(lambda *message: taken.append(message)) as relay,
            nameserver(ZONE) as server,
        ):
            monkeypatch.setenv("NOTIFIER_RELAYS__MAIN__PORT", str(relay.port))
            monkeypatch.setenv("NOTIFIER_RELAYS__MAIN__TLS", "none")
            yield World(terminal, server.place, taken)

    return opened


async def test_all_in_order_ends_with_nought_and_nothing_is_sent(world: Any) -> None:
    """It may be run at any hour, as often as wanted."""
    async with world() as at_hand:
        ended = await at_hand.preflight("--selector", "s1", "--from-ip", "192.0.2.7", "--json")

        assert (ended.code, at_hand.taken) == (0, [])
    # how this machine calls itself is its own affair
    assert {r["state"] for r in json.loads(ended.out) if r["check"] != "EHLO"} == {"OK"}


async def test_each_row_says_what_it_is_about(world: Any) -> None:
    """Relays by their names, and the sender once for all of them."""
    async with world() as at_hand:
        ended = await at_hand.preflight("--json")

    rows = json.loads(ended.out)
    assert {row["of"] for row in rows} == {"main", "sender"}
    assert all(set(row) == {"of", "check", "state", "seen", "to_do"} for row in rows)
    assert all(bool(row["to_do"]) == (row["state"] != "OK") for row in rows)


async def test_the_trial_message_leaves_as_letters_do(world: Any) -> None:
    """The very sender and the very shape of the envelope: what a relay refuses, it refuses here."""
    async with world() as at_hand:
        row = (await at_hand.rows("--to", "officer@mfa.example"))[
            "trial message to officer@mfa.example"
        ]

        [(sender, recipient, data)] = at_hand.taken
    message = message_from_bytes(data)
    assert (sender, recipient) == ("bounce+preflight@secretariat.example", "officer@mfa.example")
    assert row["state"] == "OK"
    assert row["seen"] == f"{message['Message-ID']}: 250 2.0.0 taken"
    assert "reply+preflight@secretariat.example" in message["From"]


async def test_two_trial_messages_are_two(world: Any) -> None:
    """The second is not taken for a copy of the first."""
    async with world() as at_hand:
        for _ in range(2):
            await at_hand.preflight("--to", "officer@mfa.example")

        ids = {message_from_bytes(data)["Message-ID"] for _, _, data in at_hand.taken}
    assert len(ids) == 2


async def test_the_relay_is_asked_about_somebody_outside(world: Any) -> None:
    """Most relays take mail to their own house; the question is whether to others."""
    async with world() as at_hand:
        rows = await at_hand.rows()

    assert [check for check in rows if check.startswith("RCPT")] == [
        "RCPT TO reply+preflight@secretariat.example",
        "RCPT TO wsis@digital.fr.example",
    ]


async def test_a_failure_ends_with_one_and_says_what_to_do(world: Any) -> None:
    """A script sees it by the code, a person by the arrow."""
    async with world() as at_hand:
        ended = await at_hand.preflight("--from-ip", "198.51.100.1")

    assert ended.code == 1
    assert "→ Add ip4:198.51.100.1 to the record of secretariat.example." in ended.out


async def test_focal_points_that_need_smtputf8_are_named(world: Any, folder: Path) -> None:
    """By their ids: whoever keeps the list finds them."""
    people = "eg-wsis,EG,وزارة الاتصالات,وزير@digital.eg.example,wsis,ar,,1,,"
    (folder / "config/focal_points.csv").write_text(f"{HEAD}\n{people}\n", encoding="utf-8")
    async with world() as at_hand:
        rows = await at_hand.rows()

    assert rows["SMTPUTF8"]["seen"] == "offered; needed by 1: eg-wsis"


async def test_the_largest_issued_letter_is_measured(world: Any, folder: Path) -> None:
    """As it is on the wire: a third larger than the PDF, and then some."""
    with ledger(folder) as opened:
        letter = issued(opened)
        opened.now(lambda tx: tx.run(
            "insert into editions (letter, language, wording, subject, plain, html, pdf)"
            " values (:letter, 'ar', '', 's', 'x', 'x', zeroblob(900000))", letter=letter.id
        ))  # fmt: skip
    async with world() as at_hand:
        from_ledger = (await at_hand.rows())["SIZE"]["seen"]
        told = (await at_hand.rows("--size", "5000"))["SIZE"]["seen"]

    assert from_ledger.startswith("no limit told; wsis-forum-2026/inputs/consultation (ar) has 1 2")
    assert told == "no limit told; --size has 5 000 octets"


async def test_a_relay_whose_settings_will_not_do_is_a_row(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other relays and the sender are looked at all the same."""
    monkeypatch.setenv("NOTIFIER_RELAYS__MAIN__USERNAME", "notifier")
    async with world() as at_hand:
        rows = await at_hand.rows()

    assert rows["settings"]["state"] == "FAIL"
    assert "relays.main.username" in rows["settings"]["seen"]
    assert "SPF of secretariat.example" in rows


async def test_a_ledger_is_not_made_by_looking(world: Any, folder: Path) -> None:
    """Nothing stands there before the service ran."""
    (folder / "var/ledger.db").unlink()
    async with world() as at_hand:
        rows = await at_hand.rows()

    assert "no letter is issued yet" in rows["SIZE"]["seen"]
    assert not (folder / "var/ledger.db").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--relay", "second"), "--relay: 'second' is not one of the relays: main"),
        (("--to", "nobody"), "--to: 'nobody' is not an address"),
        (("--from-ip", "relay.example"), "--from-ip: 'relay.example' is not an IP address"),
        (
            ("--nameserver", "dns.example"),
            "--nameserver: 'dns.example' is not ADDRESS or ADDRESS#PORT, such as 192.0.2.53",
        ),
    ],
)
def test_an_option_that_will_not_do_is_told(say: Say, words: tuple[str, ...], said: str) -> None:
    """Before anything is connected."""
    assert say("preflight", *words) == [said]

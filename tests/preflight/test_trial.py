"""The trial message: what is said, and what the relay answered."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from notifier.preflight.check import Grade
from notifier.preflight.trial import Trial, message_of, send_trial
from notifier.relay.access import RelayAccess
from notifier.relay.connection import Relay
from notifier.relay.loopback import LoopbackRelay

TRIAL = Trial(
    name="UIT – Secrétariat général",
    author="reply+preflight@secretariat.example",
    bounce="bounce+preflight@secretariat.example",
    recipient="officer@bücher.example",
    relay="main",
    message_id="<abc@secretariat.example>",
    at=datetime(2027, 3, 1, 8, 30, tzinfo=UTC),
)


def test_a_trial_message_says_what_it_is() -> None:
    """Whoever finds it knows at once that nothing is asked, and programs do not answer it."""
    message = message_from_bytes(message_of(TRIAL), policy=policy.default)

    assert str(message["From"]) == "UIT – Secrétariat général <reply+preflight@secretariat.example>"
    assert message["To"] == "officer@xn--bcher-kva.example"
    assert message["Message-ID"] == "<abc@secretariat.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Trial message of notifier, by the relay main"
    assert "Nothing needs to be done" in message.get_content()
    assert message.defects == []


def test_the_bytes_are_lines_in_ascii_under_the_limit() -> None:
    """RFC 5321 4.5.3.1.6: as every relay takes them."""
    data = message_of(TRIAL)

    assert data.isascii()
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert max(map(len, data.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(("local", "needs_it"), [("officer", False), ("чиновник", True)])
def test_an_address_beyond_ascii_is_sent_as_letters_are(local: str, needs_it: bool) -> None:
    """The domain in ASCII, the rest by SMTPUTF8."""
    trial = replace(TRIAL, recipient=f"{local}@bücher.example")

    assert trial.envelope.recipient == f"{local}@xn--bcher-kva.example"
    assert trial.envelope.needs_smtputf8 is needs_it


@pytest.mark.parametrize(
    ("refusal", "grade", "said"),
    [
        (None, Grade.OK, "<abc@secretariat.example>: 250 2.0.0 taken"),
        ("550 5.1.1 no such user", Grade.FAIL, "550 5.1.1 no such user"),
        ("451 4.7.1 later", Grade.FAIL, "451 4.7.1 later"),
    ],
)
async def test_it_is_really_sent_and_the_relays_words_are_shown(
    refusal: str | None, grade: Grade, said: str
) -> None:
    """With the Message-ID it can be found in the relay's log."""
    taken: list[bytes] = []
    async with (
        LoopbackRelay(lambda *m: taken.append(m[2]), lambda _: refusal) as server,
        Relay(RelayAccess("127.0.0.1", server.port, "none", hello="me.example")) as relay,
    ):
        row = await send_trial(TRIAL, relay.send)

    assert row.grade is grade
    assert said in row.seen
    assert taken == ([message_of(TRIAL)] if refusal is None else [])


async def test_a_message_without_an_answer_counts_as_failed() -> None:
    """Nobody knows whether it arrived: look there."""

    def cut(*_: object) -> None:
        raise ConnectionError

    async with (
        LoopbackRelay(cut) as server,
        Relay(RelayAccess("127.0.0.1", server.port, "none", hello="me.example")) as relay,
    ):
        row = await send_trial(TRIAL, relay.send)

    assert row.grade is Grade.FAIL
    assert "unsure" in row.seen
    assert "arrived" in row.mend

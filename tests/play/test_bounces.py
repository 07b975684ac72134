import random

import pytest
from flufl.bounce import all_failures

from notifier.play.bounces import refuses
from notifier.play.temper import Client, Habit
from tests.play.sample import MESSAGE_ID, REPLY_TO, a_person, answered, parsed

ADDRESS = "wsis@digital.xx.example"


def reports(habit, client, language="en"):
    return [parsed(r.raw) for r in answered(a_person(language, habit, client=client))]


def recipient_of(message):
    """The recipient's group of the machine-readable part."""
    status = next(p for p in message.walk() if p.get_content_type() == "message/delivery-status")
    return status.get_payload()[1]


@pytest.mark.parametrize(
    ("habit", "status"),
    [
        (Habit.GONE_LATER, "5.1.1"),
        (Habit.FULL, "5.2.2"),
    ],
)
@pytest.mark.parametrize("client", Client)
def test_a_report_names_recipient_and_reason(habit, status, client):
    """RFC 3464 2.3: what a reader of reports lives on."""
    [message] = reports(habit, client)
    recipient = recipient_of(message)

    assert message.get_content_type() == "multipart/report"
    assert recipient["Final-Recipient"] == f"rfc822; {ADDRESS}"
    assert recipient["Action"] == "failed"
    assert recipient["Status"].startswith(status)


@pytest.mark.parametrize("client", Client)
def test_a_report_goes_to_the_envelope_sender_with_a_null_sender(client):
    """So no report ever answers a report."""
    [reply] = answered(a_person(habit=Habit.FULL, client=client))
    message = parsed(reply.raw)

    assert reply.rcpt == message["To"] == REPLY_TO.replace("reply", "bounce")
    assert message["Return-Path"] == "<>"


@pytest.mark.parametrize("client", Client)
def test_a_report_brings_the_original_headers_back(client):
    """Message-ID tells which mail it was."""
    [reply] = answered(a_person("zh", Habit.GONE_LATER, client=client))

    assert f"Message-ID: {MESSAGE_ID}".encode() in reply.raw


def test_exchange_returns_the_invitation_itself():
    """A REQUEST inside returned mail is not an answer; readers must not fall for it."""
    [message] = reports(Habit.GONE_LATER, Client.EXCHANGE, "ru")
    types = [part.get_content_type() for part in message.walk()]

    assert types[-2:] == ["message/rfc822", "text/calendar"]


@pytest.mark.parametrize("client", Client)
def test_an_unreachable_server_first_delays_and_then_gives_up(client):
    """Two reports, days apart; only the second is final."""
    first, second = answered(a_person(habit=Habit.UNREACHABLE, client=client))

    assert (second.at - first.at).days >= 4
    assert recipient_of(parsed(first.raw))["Action"] == "delayed"
    assert recipient_of(parsed(second.raw))["Action"] == "failed"


@pytest.mark.parametrize("client", Client)
def test_a_reader_of_bounces_who_is_not_ours_understands_them(client):
    """The reports are not merely what our own reader expects."""
    [message] = reports(Habit.GONE_LATER, client)

    assert all_failures(message) == (set(), {ADDRESS.encode()})


def test_the_door_is_shut_only_where_the_mailbox_is_gone():
    """At RCPT, with the enhanced status code (RFC 3463)."""
    gone, silent = a_person(habit=Habit.GONE), a_person(habit=Habit.SILENT)

    assert refuses(gone) == f"550 5.1.1 <{ADDRESS}>: Recipient address rejected: User unknown"
    assert refuses(silent) is None


def test_a_mail_refused_at_the_door_brings_nothing_back():
    """The relay has told us already."""
    assert answered(a_person(habit=Habit.GONE), seed=random.randrange(9)) == ()

"""Reports are known by their words in the languages that servers speak."""

import pytest

from notifier.answers.failures.titles import SUBJECT
from notifier.answers.failures.wording import DELAYED, DELIVERED_SUBJECT, FAILED, FINAL, OPENER

TITLES = [
    "Undeliverable: Inputs",
    "Undelivered Mail Returned to Sender",
    "Mail delivery failed: returning message to sender",
    "failure notice",
    "Delivery Status Notification (Failure)",
    "Returned mail: User unknown",
    "Warning: could not send message for past 4 hours",
    "DELIVERY FAILURE: User not listed",
    "[Postmaster] Email Delivery Failure",
    "Unzustellbar: Inputs",
    "Non remis : Inputs",
    "No se puede entregar: Inputs",
    "Não é possível entregar: Inputs",
    "Недоставленное сообщение",
    "系统退信",
    "無法傳遞: Inputs",
    "配信不能",
    "배달되지 않음: Inputs",
    "لم يتم تسليم: Inputs",
    "İletilemedi: Inputs",
    "Niedostarczono: Inputs",
    "לא ניתן למסירה: Inputs",
]
NO_TITLES = [
    "Inputs",
    "Re: Undeliverable: Inputs",
    "Our delivery of documents",
    "Question on the failure of the network",
    "Session of the Council",
]
WAITS = [
    "YOU DO NOT NEED TO RESEND YOUR MESSAGE",
    "Delivery attempts will continue for some time",
    "Message will be retried for 2 more day(s)",
    "has not yet been delivered",
    "Die Zustellung verzögert sich",
    "La remise a été retardée",
    "Se ha retrasado la entrega",
    "Сервер продолжит попытки доставки",
    "系统将继续尝试投递",
    "引き続き配信を試みます",
    "سيتم إعادة المحاولة",
]
LOST = [
    "I'm not going to try again",
    "could not be delivered for the following reason",
    "has not been delivered to the following recipients",
    "Please try again later",
    "稍后再试",
]


@pytest.mark.parametrize("subject", TITLES)
def test_a_reports_subject_is_known(subject: str) -> None:
    """Servers put it first."""
    assert SUBJECT.search(subject)


@pytest.mark.parametrize("subject", NO_TITLES)
def test_a_persons_subject_is_not_taken_for_a_reports(subject: str) -> None:
    """Nor that of an answer to one."""
    assert not SUBJECT.search(subject)


@pytest.mark.parametrize("words", WAITS)
def test_a_server_that_goes_on_trying_says_so(words: str) -> None:
    """Then nothing is lost, and nothing is done."""
    assert DELAYED.search(words)


@pytest.mark.parametrize("words", LOST)
def test_a_failure_is_not_taken_for_a_delay(words: str) -> None:
    """A person told to wait would wait for ever."""
    assert not DELAYED.search(words) or FINAL.search(words)


@pytest.mark.parametrize("subject", ["Successful Mail Delivery Report", "Delivered: Inputs"])
def test_success_is_no_failure(subject: str) -> None:
    """A report of success is a report, too."""
    assert DELIVERED_SUBJECT.search(subject)


def test_servers_open_in_their_own_way() -> None:
    """Nobody begins a mail so."""
    assert OPENER.search("Hi. This is the qmail-send program at mx.example.")
    assert OPENER.search("This message was created automatically by mail delivery software.")
    assert not OPENER.search("Hi, this is Franz. The message came back.")


def test_failure_is_said_in_many_languages() -> None:
    """One word is enough beside a sign that a server wrote."""
    said = ("could not be delivered", "nicht zugestellt", "не удалось", "无法", "tidak dapat")

    assert all(FAILED.search(words) for words in said)

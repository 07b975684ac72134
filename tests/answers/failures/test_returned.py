"""Where the mail that came back begins, so that its words are not the reporter's."""

import pytest

from notifier.answers.failures.returned import human_part, returned_headers
from notifier.answers.mime.entity import parse

MAIL = "Message-ID: <1@sec.example>\nFrom: us@sec.example\nTo: f.meier@foreign.example\n\nDear"
RULERS = [
    "--- Below this line is a copy of the message.\n\n",
    "------ This is a copy of the message, including all the headers. ------\n\n",
    "   ----- Original message follows -----\n\n",
    "------- Returned Message --------\n\n",
    "|------- Message text follows: -------|\n\n".replace("|", "-"),
    "--- Unterhalb dieser Zeile folgt eine Kopie der Nachricht.\n\n",
    "Original message follows.\n\n",
    "Received: from mx.foreign.example by mail.sec.example\n",
    "",
]


@pytest.mark.parametrize("ruler", RULERS)
def test_the_returned_mail_is_cut_off(ruler: str) -> None:
    """By a ruler, by a sentence, or by its header alone."""
    text = f"Unknown user.\n\n{ruler}{MAIL}"

    assert human_part(text).strip() == "Unknown user."
    assert ("message-id", "<1@sec.example>") in returned_headers(parse(b"\n\n"), text)


@pytest.mark.parametrize(
    "text",
    [
        "Your message\n\n  To: f.meier@foreign.example\n  Subject: Inputs\n\ndid not reach anybody.",
        "Reporting-MTA: dns; mx\nFinal-Recipient: rfc822;x@y.example\nAction: failed\nStatus: 5.1.1",
        "--- The following addresses failed ---\n\nf.meier@foreign.example",
    ],
)
def test_a_summary_is_no_returned_mail(text: str) -> None:
    """What stands below it is still the reporter's."""
    assert human_part(text) == text

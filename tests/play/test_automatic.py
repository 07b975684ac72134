from datetime import date

import pytest

from notifier.languages import LANGUAGES
from notifier.play.automatic import away
from notifier.play.phrases import PHRASES
from notifier.play.temper import Client
from tests.play.sample import REPLY_TO, SUBJECTS, a_person, an_occasion, parsed

UNTIL = date(2026, 1, 21)


def automatic(client, language="en"):
    return parsed(away(an_occasion(a_person(language, client=client)), UNTIL))


@pytest.mark.parametrize("client", [Client.EXCHANGE, Client.GOOGLE, Client.APPLE])
def test_three_servers_mark_it_as_automatic(client):
    """RFC 3834 5."""
    assert automatic(client)["Auto-Submitted"].startswith("auto-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_server_marks_nothing_but_the_subject(language):
    """Old groupware is known only by the words before the colon."""
    message = automatic(Client.THUNDERBIRD, language)

    assert message["Auto-Submitted"] is None
    assert message["Subject"].startswith(PHRASES[language].out_of_office)
    assert message["Subject"].endswith(SUBJECTS[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", Client)
def test_the_day_of_return_is_named(client, language):
    """In every language the year and the day stand in the text."""
    text = automatic(client, language).get_body().get_content()

    assert "2026" in text
    assert "21" in text


def test_sieve_answers_the_envelope_sender():
    """RFC 5230 4.6; the others answer the person."""
    assert automatic(Client.APPLE)["To"] == REPLY_TO.replace("reply", "bounce")
    assert automatic(Client.EXCHANGE)["To"] == REPLY_TO

import re

import pytest

from notifier.languages import LANGUAGES
from notifier.play.phrases import PHRASES
from notifier.play.prose import PROSE
from notifier.play.temper import Client, Manner
from notifier.play.writing import contribution, written
from tests.play.sample import MESSAGE_ID, REPLY_TO, SUBJECTS, a_person, an_occasion, parsed

SEEDS = range(12)


def answers(client, language, seeds=SEEDS):
    for seed in seeds:
        occasion = an_occasion(a_person(language, client=client), seed)
        words = occasion.rng.choice(PROSE[language].views)
        yield words, parsed(written(occasion, words))


def seen(message):
    """What a reader sees, whitespace and markup aside."""
    body = message.get_body(("plain", "html"))
    text = str(body.get_content())
    if body.get_content_subtype() == "html":
        text = re.sub(r"<[^>]*>", " ", text).replace("&lt;", "<").replace("&gt;", ">")
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_six_letters_and_more(language):
    """Nobody reads the same answer over and over."""
    assert len(set(PROSE[language].views)) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", Client)
def test_the_words_stand_above_the_original(client, language):
    """Every program quotes below, in whatever charset it writes."""
    for words, message in answers(client, language):
        text = seen(message)

        assert text.index(" ".join(words.split())[:40]) == 0
        assert SUBJECTS[language] in text[len(words) // 2 :]


@pytest.mark.parametrize("client", Client)
def test_an_answer_belongs_to_the_mail_it_answers(client):
    """By address and by thread."""
    for _, message in answers(client, "en", [1]):
        assert message["To"] == REPLY_TO
        assert message["In-Reply-To"] == MESSAGE_ID
        assert MESSAGE_ID in message["References"].split()


def test_the_date_is_on_the_persons_clock():
    """Dubai is four hours ahead of UTC."""
    for _, message in answers(Client.APPLE, "en", [1]):
        assert message["Date"].endswith("+0400")


def test_outlook_sometimes_sends_html_alone():
    """A reader must find the words there as well."""
    types = {message.get_content_type() for _, message in answers(Client.EXCHANGE, "es")}

    assert types == {"text/html", "multipart/alternative"}


def test_some_russians_still_write_in_koi8():
    """Old charsets have not died out."""
    charsets = {m.get_content_charset() for _, m in answers(Client.THUNDERBIRD, "ru")}

    assert charsets == {"utf-8", "koi8-r"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_outlook_heads_its_quote_in_the_readers_language(language):
    """Not with a quote line but with the original's headers."""
    for _, message in answers(Client.EXCHANGE, language):
        text = seen(message)
        for label in PHRASES[language].sent:
            assert f"{label}:" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contribution_travels_as_a_file_with_its_name(language):
    """Names outside ASCII survive (RFC 2231)."""
    occasion = an_occasion(a_person(language, manner=Manner.CONTRIBUTION))
    document = contribution(occasion)

    message = parsed(written(occasion, PROSE[language].covers[0], document))

    [attachment] = message.iter_attachments()
    assert attachment.get_filename() == document.filename
    assert attachment.get_content() == document.content

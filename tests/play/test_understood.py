"""The mails of the play are read by the room of answers as what they are."""

import pytest

from notifier.answers.answer import Category
from notifier.answers.understand import understand
from notifier.languages import LANGUAGES
from notifier.play.automatic import away
from notifier.play.clients import Word, calendar_answer
from notifier.play.prose import PROSE
from notifier.play.temper import Client, Habit
from notifier.play.writing import contribution, written
from tests.play.sample import (
    MESSAGE_ID,
    NOW,
    REPLY_TO,
    a_person,
    an_occasion,
    answered,
    the_invitation,
)

everywhere = pytest.mark.parametrize("language", LANGUAGES)
with_each = pytest.mark.parametrize("client", Client)


@everywhere
@with_each
@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"])
def test_a_button_is_read_as_an_answer(client, language, partstat):
    """Whatever the dialect: who, on which invitation, and what."""
    occasion = an_occasion(a_person(language, client=client))
    word = Word(partstat, delegate="desk@x.example" if partstat == "DELEGATED" else "")

    mail = understand(calendar_answer(occasion, the_invitation(occasion), word))

    assert mail.category is Category.ANSWER
    answer = mail.answers[0]
    assert answer.uid == the_invitation(occasion).uid
    assert (answer.attendee, answer.partstat) == (occasion.person.point.address, partstat)


@everywhere
@with_each
def test_words_are_read_as_a_persons_without_the_quote(client, language):
    """The cut must find every program's quote in every language."""
    for seed in range(8):
        occasion = an_occasion(a_person(language, client=client), seed)
        words = occasion.rng.choice(PROSE[language].views)

        mail = understand(written(occasion, words))

        assert mail.category is Category.PERSON
        assert " ".join(words.split()) in " ".join(mail.reply.split())
        assert "10 March 2026" not in mail.reply
        assert REPLY_TO not in mail.reply


@everywhere
@with_each
def test_a_contribution_is_read_with_its_document(client, language):
    """File name and bytes arrive whole."""
    occasion = an_occasion(a_person(language, client=client))
    document = contribution(occasion)

    mail = understand(written(occasion, PROSE[language].covers[0], document))

    [attachment] = mail.attachments
    assert mail.category is Category.PERSON
    assert (attachment.filename, attachment.content) == (document.filename, document.content)


@everywhere
@with_each
def test_an_absence_is_read_as_automatic(client, language):
    """Also where nothing but the subject says so."""
    occasion = an_occasion(a_person(language, client=client))

    assert understand(away(occasion, NOW.date())).category is Category.AUTO


@everywhere
@with_each
@pytest.mark.parametrize(
    ("habit", "hard"), [(Habit.GONE_LATER, True), (Habit.FULL, False), (Habit.UNREACHABLE, False)]
)
def test_a_returned_mail_is_read_as_a_bounce(habit, hard, client, language):
    """Hard for a dead address only; and it names the mail that came back."""
    *delays, final = (
        understand(reply.raw) for reply in answered(a_person(language, habit, client=client))
    )

    assert all(mail.delayed for mail in delays)
    assert (final.category, final.hard, final.delayed) == (Category.BOUNCE, hard, False)
    assert final.recipients == ("wsis@digital.xx.example",)
    assert MESSAGE_ID in final.references

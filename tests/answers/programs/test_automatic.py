"""A subject makes an automatic reply only in the form in which programs write it."""

import pytest

from notifier.answers.mime.entity import parse
from notifier.answers.programs.automatic import is_away_subject, says_automatic

PROGRAMS = [
    "Automatic reply: Inputs",
    "Out of Office: Inputs",
    "Out of Office AutoReply: Inputs",
    "Réponse automatique : Inputs",
    "Respuesta automática: Inputs",
    "Автоответ: Inputs",
    "Автоматический ответ: Inputs",
    "自动回复：Inputs",
    "自動回覆: Inputs",
    "رد تلقائي: Inputs",
    "الرد التلقائي: Inputs",
    "Automatische Antwort: Inputs",
    "Abwesenheitsnotiz: Inputs",
    "Resposta automática: Inputs",
    "Risposta automatica: Inputs",
    "自動応答: Inputs",
    "AUTO: Franz Meier is out of the office (returning 25/01/2027)",
    "Out of office",
]
PEOPLE = [
    "Out of office next week, who can answer?",
    "Re: Inputs",
    "Question on automatic replies",
    "Absence of a quorum at the session",
    "Autonomous vehicles: contribution",
    "",
]
HEADERS = [
    b"Auto-Submitted: auto-replied",
    b"Auto-Submitted: auto-generated (vacation)",
    b"X-Autoreply: yes",
    b"X-Autorespond: Inputs",
    b"Precedence: auto_reply",
    b"X-MS-Exchange-Inbox-Rules-Loop: f.meier@foreign.example",
    b"X-Auto-Response-Suppress: All\nSubject: Automatic reply: Inputs",
]
NO_HEADERS = [
    b"Auto-Submitted: no",
    b"Precedence: bulk",
    b"X-Auto-Response-Suppress: DR, OOF, AutoReply",
    b"X-Auto-Response-Suppress: All\nSubject: Inputs",
]


@pytest.mark.parametrize("subject", PROGRAMS)
def test_programs_subjects_are_known(subject: str) -> None:
    """A word for absence, then a colon or nothing, in the languages that write to us."""
    assert is_away_subject(subject)


@pytest.mark.parametrize("subject", PEOPLE)
def test_peoples_subjects_are_not_taken_for_a_programs(subject: str) -> None:
    """A person's mail must never be put away as automatic."""
    assert not is_away_subject(subject)


@pytest.mark.parametrize("header", HEADERS)
def test_headers_that_say_so_are_believed(header: bytes) -> None:
    """RFC 3834 and its elder cousins."""
    assert says_automatic(parse(header + b"\n\nwords"))


@pytest.mark.parametrize("header", NO_HEADERS)
def test_headers_that_say_something_else_are_not(header: bytes) -> None:
    """Lists and people's own mail carry these, too."""
    assert not says_automatic(parse(header + b"\n\nwords"))

"""Each kind of mail is read for what it is, and no bytes break the reading."""

import base64
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.answers.answer import Category, Understood
from notifier.answers.understand import understand
from tests.answers.cases import CASES, MEIER, UID, Case

MAIL = Path(__file__).parent.parent / "mail"
FILES = sorted(MAIL.glob("*.eml"))
RETURNED = "<0f3a9c77d1e24b5a8c6d7e8f90a1b2c3@secretariat.example>"
REPLY_TOKEN, BOUNCE_TOKEN = "raedw6ioj7qhzsuq4wklq", "baeu47askdsld5rc4ykxa"


def read(name: str) -> Understood:
    """What the mail of that name says."""
    return understand((MAIL / f"{name}.eml").read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_each_mail_is_read_for_what_it_is(case: Case) -> None:
    """The table is the meaning: category, severity, who failed, who answered what, the words."""
    said = read(case.file)

    assert case == Case(
        file=case.file,
        category=said.category,
        hard=said.hard,
        delayed=said.delayed,
        recipients=said.recipients,
        answers=tuple((a.uid, a.attendee, a.partstat) for a in said.answers),
        reply=said.reply,
    )


def test_every_mail_in_the_folder_has_a_row() -> None:
    """A mail without an expectation would test nothing."""
    assert {case.file for case in CASES} == {file.stem for file in FILES}


@pytest.mark.parametrize(
    "name",
    [case.file for case in CASES if case.category is Category.BOUNCE and "mdn" not in case.file],
)
def test_a_bounce_names_our_message(name: str) -> None:
    """The VERP token comes back in the address, so that no recipient needs to be guessed."""
    assert BOUNCE_TOKEN in read(name).tokens


@pytest.mark.parametrize(
    "name",
    [
        "dsn_postfix_user_unknown_returns_invitation",
        "dsn_delayed_still_trying",
        "dsn_exchange_ndr_not_found",
        "bounce_qmail",
        "bounce_exim_x_failed_recipients",
        "mdn_read_receipt",
        "mdn_sieve_reject_is_a_bounce",
        "arf_complaint",
    ],
)
def test_returned_mail_gives_its_message_id(name: str) -> None:
    """It stands in a part, in headers alone, in the text, or in a field of the notice."""
    assert RETURNED in read(name).references


def test_a_calendar_answer_carries_the_token_of_its_uid_and_organizer() -> None:
    """Also where the mail itself went to an address without one."""
    raw = (MAIL / "reply_apple_upper_case_mailto.eml").read_bytes()
    rewritten = raw.replace(f"To: reply+{REPLY_TOKEN}@".encode(), b"To: answers@")

    assert understand(rewritten).tokens == (REPLY_TOKEN,)


def test_the_comment_is_what_the_person_wrote() -> None:
    """COMMENT first, then Google's parameter, then the text of the mail without its quotes."""
    comments = {
        name: read(name).answers[0].comment
        for name in (
            "reply_exchange_no_organizer",
            "reply_google_twice_auto_generated",
            "reply_exchange_note_in_text_only",
            "reply_bom_and_latin1_label",
            "counter_google_method_says_reply",
        )
    }

    assert comments == {
        "reply_exchange_no_organizer": "The minister is travelling that week.",
        "reply_google_twice_auto_generated": "Two delegates, one online",
        "reply_exchange_note_in_text_only": "We still wait for our capital.",
        "reply_bom_and_latin1_label": "Présents à trois",
        "counter_google_method_says_reply": "",
    }


def test_the_method_in_the_calendar_counts() -> None:
    """Google writes `method=REPLY` on a part that holds a COUNTER."""
    assert read("counter_google_method_says_reply").answers[0].method == "COUNTER"


def test_a_handed_over_invitation_names_the_delegate() -> None:
    """RFC 5546 3.2.2.3: the delegate stands in DELEGATED-TO."""
    assert read("reply_delegated_two_attendees").answers[0].delegated_to == (
        "a.keller@foreign.example"
    )


def test_an_absent_sequence_stays_absent() -> None:
    """Absent means the one last sent, which zero would not."""
    answer = read("reply_no_sequence_no_dtstamp").answers[0]

    assert (answer.sequence, answer.dtstamp) == (None, None)


def test_instances_are_told_apart() -> None:
    """Two events with one UID answer two instances."""
    answers = read("reply_two_events_two_instances").answers

    assert [a.recurrence_id for a in answers] == ["20270310T120000Z", "20270317T130000"]


def test_files_of_a_person_keep_name_and_content() -> None:
    """RFC 2231 names in pieces are put together."""
    pdf, logo = read("person_contribution_pdf_rfc2231_name").attachments

    assert (pdf.filename, pdf.media_type, pdf.content[:5]) == (
        "Beiträge.pdf",
        "application/pdf",
        b"%PDF-",
    )
    assert logo.filename == "image001.png"


def test_a_subject_of_broken_words_keeps_what_can_be_read() -> None:
    """A header that cannot be decoded is no reason to lose it."""
    assert read("person_broken_charset_and_header").subject.startswith("Café")


@given(st.binary(max_size=2000))
def test_random_bytes_are_read_without_an_error(raw: bytes) -> None:
    """Anybody can send anything."""
    assert understand(raw).category in Category


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_damaged_mail_is_read_without_an_error(file: Path, chance: random.Random) -> None:
    """Octets lost, changed, doubled: gateways do it all."""
    raw = bytearray(file.read_bytes())
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(raw))
        length = chance.choice((0, 1, 3, 40))
        raw[at : at + length] = chance.choice((b"", b"\x00", b"\r", b";", b"=?", raw[:60], b"\xff"))

    assert understand(bytes(raw)).category in Category


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(FILES), st.integers(min_value=0, max_value=6000))
def test_cut_mail_is_read_without_an_error(file: Path, length: int) -> None:
    """A mail may end anywhere."""
    assert understand(file.read_bytes()[:length]).category in Category


def test_a_20_mb_mail_takes_less_than_a_second() -> None:
    """A document of that size is a lawful contribution."""
    document = base64.encodebytes(bytes(range(256)) * 58_000)
    raw = (
        b"From: " + MEIER.encode() + b"\nContent-Type: multipart/mixed; boundary=B\n\n"
        b"--B\nContent-Type: text/plain\n\nOur contribution.\n"
        b"--B\nContent-Type: application/pdf; name=c.pdf\nContent-Transfer-Encoding: base64\n\n"
        + document
        + b"--B--\n"
    )
    began = time.process_time()

    said = understand(raw)

    assert time.process_time() - began < 1
    assert len(raw) > 20_000_000
    assert len(said.attachments[0].content) == 256 * 58_000


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\n\nhello\n" * 2000 + b"--B--\n",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(2000)
        ),
        b"Content-Type: text/html\n\n" + b"<a " * 300_000,
        b"Content-Type: text/html\n\n" + b"<!--" * 300_000,
        b"Content-Type: text/html\n\n" + b"<blockquote>" * 100_000,
        b"Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;PARTSTAT="
        b"ACCEPTED:mailto:x" + b"\n y" * 200_000,
        b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n"
        + b"user mailbox not " * 60_000,
        b"From: MAILER-DAEMON@x.example\n\n" + b"-- " * 300_000,
        b"\n\n" + b"From: \n" * 100_000,
        b"\n\n" + b"\n" * 1_000_000,
        b"\n\n" + b"On 12 20:00 2026 a <b@c>:\n" * 30_000,
    ],
    ids=[
        "parts",
        "depth",
        "tags",
        "comments",
        "quotes",
        "fold",
        "words",
        "dashes",
        "from",
        "lines",
        "quote lines",
    ],
)
def test_hostile_mail_takes_less_than_a_second(raw: bytes) -> None:
    """Work is bounded by the length of a mail, however it is made."""
    began = time.process_time()

    understand(raw)

    assert time.process_time() - began < 1


def test_what_is_kept_is_json() -> None:
    """It is written beside the filed mail; the files' content is not repeated in it."""
    kept = read("person_contribution_pdf_rfc2231_name").as_json()

    assert kept["attachments"][0] == {
        "filename": "Beiträge.pdf",
        "media_type": "application/pdf",
        "size": 409,
    }


def test_the_uid_of_the_table_is_ours() -> None:
    """The mails answer one invitation, whose UID holds its token."""
    assert UID.startswith(REPLY_TOKEN)

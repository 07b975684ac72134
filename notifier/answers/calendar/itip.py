"""Calendar answers (iTIP, RFC 5546) as mail carries them (RFC 6047), with the quirks of clients.

A tolerant reader of content lines: what one line breaks does not cost the others. The METHOD
in the calendar counts, not the one on the MIME part: Google sends a COUNTER as `method=REPLY`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from notifier.answers.answer import CalendarAnswer, Category, Understood
from notifier.answers.calendar.reading import (
    CALENDAR_TYPES,
    Calendar,
    Event,
    Params,
    bare_address,
    calendars_in,
    method_of,
)
from notifier.answers.calendar.subjects import said_in_subject
from notifier.answers.calendar.tnef import answer_in_tnef, asking_in_tnef
from notifier.answers.evidence import confirmed
from notifier.answers.mime.entity import Part
from notifier.answers.people.person import reply_of
from notifier.invitations.token import tokens_in

ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH"})
ASKING = frozenset({"REQUEST", "CANCEL", "ADD", "DECLINECOUNTER", "PUBLISH"})
PARTSTATS = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED", "NEEDS-ACTION"}) | {
    "COMPLETED",
    "IN-PROCESS",
}  # the last two of a VTODO

_STAMP = re.compile(r"(\d{8})T(\d{6})Z?\s*$")
# What calendars write themselves into the text of an answer; it is no comment of the person.
_BOILERPLATE = re.compile(
    r"has (?:tentatively )?(?:accepted|declined|replied)|calendar\.google\.com|"
    r"(?:accepté|refusé|provisoire).{0,40}invitation|ha (?:aceptado|rechazado|respondido)|"
    r"(?:accepted|declined|tentative)(?: this)? (?:invitation|event|meeting|appointment)",
    re.IGNORECASE,
)


def read_calendar(mail: Part, envelope: Understood) -> Understood | None:
    """Return the calendar answer that a mail holds outside returned mail, None when none."""
    calendars = calendars_in(mail)
    answering = [(part, c) for part, c in calendars if method_of(part, c) in ANSWERS]
    answering = answering or _unnamed(calendars, envelope.subject)
    answers = tuple(_distinct(answering, envelope.sender))
    if not answering:
        wrapped = answer_in_tnef(mail, envelope.sender)
        if wrapped is None:
            return None
        answers = (wrapped,)
    text = envelope.text
    places = "\n".join(
        f"{event.values.get('UID', '')}\n{event.values.get('ORGANIZER', '')}"
        for _, calendar in answering
        for event in calendar.events
    )
    reply = reply_of(text)
    return replace(
        confirmed(envelope, tokens_in(places)),
        category=Category.ANSWER,
        method=answers[0].method if answers else method_of(*answering[0]),
        answers=tuple(_with_comment(a, answers, [c for _, c in answering], reply) for a in answers),
        text=text,
        reply=reply,
    )


def asking_method(mail: Part) -> str:
    """Return the METHOD of a calendar that asks or tells (REQUEST, CANCEL ...), "" where none is sent.

    A calendar that a person attached as a file is a file.
    """
    for part, calendar in calendars_in(mail):
        if part.media_type in CALENDAR_TYPES and not part.is_attachment:
            method = method_of(part, calendar)
            if method in ASKING:
                return method
    return asking_in_tnef(mail)


def _unnamed(calendars: list[tuple[Part, Calendar]], subject: str) -> list[tuple[Part, Calendar]]:
    """Return the calendars that answer although their METHOD was lost: the subject says so."""
    if said_in_subject(subject) is None:
        return []
    return [(part, c) for part, c in calendars if not method_of(part, c)]


def _distinct(calendars: list[tuple[Part, Calendar]], sender: str) -> Iterator[CalendarAnswer]:
    """Yield one answer for each UID, instance and attendee: the calendar often comes twice."""
    seen: set[tuple[str, str | None, str]] = set()
    for part, calendar in calendars:
        for event in calendar.events:
            for answer in _of_event(event, method_of(part, calendar) or "REPLY", sender):
                key = (answer.uid, answer.recurrence_id, answer.attendee)
                if key not in seen:
                    seen.add(key)
                    yield answer


def _of_event(event: Event, method: str, sender: str) -> list[CalendarAnswer]:
    organizer = bare_address(event.values.get("ORGANIZER", ""))
    spoken = [
        (params, value)
        for params, value in event.attendees
        if _said(params) and bare_address(value) != organizer
    ]
    definite = [line for line in spoken if _partstat(line[0]) != "NEEDS-ACTION"]
    own = [line for line in definite if sender in _names(line)]
    is_delegated = any("DELEGATED-TO" in p or "DELEGATED-FROM" in p for p, _ in definite)
    # Some clients list everybody with what each said before; the answer is the sender's own.
    chosen = own if own and not is_delegated else definite or spoken or event.attendees[:1]
    return [_answer(event, method, line, sender) for line in chosen]


def _names(line: tuple[Params, str]) -> set[str]:
    params, value = line
    named = (value, params.get("EMAIL", ""), params.get("SENT-BY", ""))
    return {bare_address(one) for one in named} - {""}


def _answer(event: Event, method: str, line: tuple[Params, str], sender: str) -> CalendarAnswer:
    params, value = line
    address = bare_address(value)
    if "@" not in address:
        # A calendar server's own name for the attendee: "urn:uuid:..." or a path.
        address = bare_address(params.get("EMAIL", "")) or sender or address
    sequence = re.match(r"\s*(\d{1,9})\s*$", event.values.get("SEQUENCE", ""))
    return CalendarAnswer(
        method=method,
        uid=event.values.get("UID", "").strip(),
        attendee=address,
        partstat=_partstat(params),
        sequence=int(sequence[1]) if sequence else None,
        dtstamp=_stamp(event.values.get("DTSTAMP", "")),
        recurrence_id=event.values.get("RECURRENCE-ID", "").strip() or None,
        comment=_comment(event.values.get("COMMENT", "")) or _comment(_remark(params)),
        delegated_to=bare_address(params.get("DELEGATED-TO", "")),
    )


def _said(params: Params) -> str:
    # vCalendar 1.0 calls it STATUS.
    return (params.get("PARTSTAT") or params.get("STATUS", "")).strip().strip('"').upper()


def _partstat(params: Params) -> str:
    said = _said(params).replace("CONFIRMED", "ACCEPTED")
    # RFC 5545 3.2.12: one that is not known means the same as NEEDS-ACTION.
    return said if said in PARTSTATS else "NEEDS-ACTION"


def _remark(params: Params) -> str:
    return params.get("X-RESPONSE-COMMENT", "")


def _comment(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\N", "\n").strip()


def _stamp(value: str) -> datetime | None:
    found = _STAMP.search(value)
    try:
        return (
            datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            if found
            else None
        )
    except ValueError:
        return None


def _with_comment(
    answer: CalendarAnswer,
    answers: tuple[CalendarAnswer, ...],
    calendars: list[Calendar],
    reply: str,
) -> CalendarAnswer:
    """Take the text of the mail as the comment of its only answer, unless a program wrote it."""
    written_by_program = any(re.search("google|apple", c.product, re.IGNORECASE) for c in calendars)
    if answer.comment or len(answers) != 1 or written_by_program or _BOILERPLATE.search(reply):
        return answer
    return replace(answer, comment=reply[:4000])

"""The names that a template may use, with a line on each for the people who write templates."""

from collections.abc import Mapping
from typing import Any

_CONSULTATION: Mapping[str, Any] = {
    "title": "title of the consultation, or of its activity",
    "form": "code for {% if %}: meeting, writing, questionnaire",
    "form_name": "the form in words",
    "reply": "code for {% if %}: views, approve-reject, no-objection, majority, nomination, registration",
    "reply_name": "the type of reply in words",
    "deadline": "until when answers count, in Geneva time and UTC",
    "has_session": "whether there is a meeting",
    "session": "day and hours of the meeting, in Geneva time and UTC",
    "session_mode": "in person, online or both, in words",
    "has_link": "whether the meeting has a connection link",
    "session_link": "the connection link, for the filter `link`",
    "questions": ["the questions of a questionnaire, for {% for %}"],
}
_CHANGE: Mapping[str, Any] = {
    "what": "what has changed, in words",
    "before": "how it was announced",
    "after": "how it is now",
}
PLACEHOLDERS: Mapping[str, Any] = {
    "activity": {
        "title": "title of the activity",
        "dates": "its days, or a phrase where they are not known yet",
        "has_dates": "whether its days are known",
        "is_tentative": "whether its days are tentative",
        "year": "year in which it takes place",
        "place": "where it takes place",
        "process": "WSIS, SDGs or digital governance, in words",
        "level": "level of the participants, in words",
        "is_urgent": "whether Member States are needed urgently",
        "impact": "its impact, as assessed",
        "rating": "its impact as a number from 1 to 5",
        "expected_support": "the support expected of Member States",
        "reason": "why Member States are needed",
        "forms": "the forms of participation, as a list in words",
    },
    "consultation": _CONSULTATION,
    "consultations": [_CONSULTATION],
    "changes": [_CHANGE],
    "outcome": {
        "answered": "members that answered",
        "entitled": "members that were asked",
        "accepted": "members that accept",
        "declined": "members that decline",
        "tentative": "members that answer tentatively",
        "delegated": "members that passed the invitation on",
        "statements": "members that answered in writing",
        "contributions": "members that sent a document",
        "not_reached": "members that no message of the letter reached",
        "consenting": "members whose silence counts as no objection, in that procedure",
        "addressed": "those that were asked, in words",
        "accepted_name": "what accepting is called in this consultation",
        "declined_name": "what declining is called",
        "tentative_name": "what a tentative answer is called",
        "delegated_name": "what passing the invitation on is called",
        "statements_name": "what an answer in writing is called",
        "contributions_name": "what an answer with a document is called",
    },
    "notice": {
        "days": "calendar days from issue to the day answers or people are needed",
        "is_short": "whether that is less than the normal notice",
    },
    "has_parent": "whether the letter follows up an earlier one",
    "parent": {
        "reference": "reference of the earlier letter",
        "date": "date of the earlier letter",
    },
    "contact": {
        "name": "contact officer",
        "mail": "mail address for questions, for the filter `link`",
        "phone": "telephone for questions",
    },
    "recipient_name": "personal: the addressee",
    "member_name": "personal: the addressee's member, official short name",
    "reply_address": "personal: address that reads the reply, for the filter `link`",
    "local_deadline": "personal: the deadline on the addressee's clock, empty where it is the same",
    "answer": "personal, in acknowledgements: what was understood",
    "received_at": "personal, in acknowledgements: when the answer arrived",
}

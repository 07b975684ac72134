"""Everything a template may say of a letter, made of its facts in one language.

A letter is rendered from the facts it keeps, never from the plan of the day.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.lists import format_list

from notifier.languages import LANGUAGES, LOCALE, Language
from notifier.letters import names, slots
from notifier.letters.dates import GENEVA, format_date, format_days, format_instant, format_span
from notifier.letters.templates.placeholders import PLACEHOLDERS
from notifier.letters.templates.sandbox import Absent, one_line
from notifier.plan.activity import (
    Activity,
    Assessment,
    Consultation,
    Dates,
    Deadline,
    Session,
    Text,
    instant,
    text_in,
)

_NOTHING = "—"
_NO_BREAK = "\u00a0"
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
# what the figures of a consultation call the responses that an outcome notice counts
_SAID = {"statements": "statement", "contributions": "contribution"}


def context(
    facts: Mapping[str, Any],
    language: Language,
    *,
    contact: Mapping[str, Any],
    zone: str = GENEVA,
) -> dict[str, Any]:
    """Return the values that templates may use, all of `known_names`, formatted in `language`.

    What a letter has not is `Absent`: false in {% if %}, an error where it is printed. Personal
    values are slots. Texts missing in `language` are taken from another: no letter is cleared with
    one (see `gaps`), but a draft can be looked at.
    """
    activity, consultations = _of_plan(facts)
    calls = [_consultation(c, activity, language, zone) for c in consultations.values()]
    return {
        "activity": _activity(activity, calls_of=consultations, language=language),
        "consultation": calls[0] if calls else Absent("consultation"),
        "consultations": calls,
        "changes": [_change(change, language, zone) for change in facts.get("changes") or ()],
        "outcome": _outcome(facts.get("outcome"), language),
        "notice": dict(facts["notice"]) if facts.get("notice") else Absent("notice"),
        "is_escalated": bool(facts.get("escalated")),
        "has_parent": bool(facts.get("parent")),
        "parent": _parent(facts.get("parent"), language, zone),
        "contact": _contact(contact, language),
        **{name: slots.slot(name) for name in slots.PERSONAL},
    }


def known_names() -> Mapping[str, Any]:
    """Return every name a template may use, as a tree with a line on each; lists hold one item."""
    return PLACEHOLDERS


def _of_plan(facts: Mapping[str, Any]) -> tuple[Activity, Mapping[str, Consultation]]:
    clean = _cleaned({key: facts.get(key) for key in ("activity", "consultations")})
    calls = (clean["consultations"] or {}).items()
    return (
        Activity.model_validate(clean["activity"]),
        {key: Consultation.model_validate(call) for key, call in calls},
    )


def _cleaned(value: Any) -> Any:
    """Return JSON whose texts are single lines: no feed can plant a slot or a control."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list | tuple) else value


def _activity(
    activity: Activity, *, calls_of: Mapping[str, Consultation], language: Language
) -> dict[str, Any]:
    years = [activity.dates.start, *(call.deadline.at for call in calls_of.values())]
    year = next((day.year for day in years if day is not None), None)
    return {
        "title": _text(activity.title, language),
        "dates": _dates(activity.dates, language),
        "has_dates": activity.dates.start is not None,
        "is_tentative": activity.dates.status == "tentative",
        "year": Absent("activity.year") if year is None else year,
        "place": _text_or_absent(activity.place, language, "activity.place"),
        "process": names.PROCESS[activity.process][language],
        "level": names.LEVEL[activity.level][language],
        "is_urgent": activity.is_urgent,
        **_assessment(activity.assessment, language),
    }


def _assessment(assessment: Assessment | None, language: Language) -> dict[str, Any]:
    if assessment is None:
        return {
            name: Absent(f"activity.{name}")
            for name in ("impact", "rating", "expected_support", "reason", "forms")
        }
    forms = [names.PARTICIPATION[form][language] for form in assessment.forms]
    return {
        "impact": _text_or_absent(assessment.impact.text, language, "activity.impact"),
        "rating": assessment.impact.rating,
        "expected_support": _text_or_absent(
            assessment.expected_support, language, "activity.expected_support"
        ),
        "reason": _text_or_absent(assessment.reason, language, "activity.reason"),
        "forms": format_list(forms, locale=LOCALE[language]),
    }


def _text_or_absent(text: Text, language: Language, path: str) -> str | Absent:
    return _text(text, language) or Absent(path)


def _consultation(
    consultation: Consultation, activity: Activity, language: Language, zone: str
) -> dict[str, Any]:
    session = consultation.session
    link = session.link if session else None
    return {
        "title": _text(consultation.title or activity.title, language),
        "form": consultation.form,
        "form_name": names.FORM[consultation.form][language],
        "reply": consultation.reply,
        "reply_name": names.REPLY[consultation.reply][language],
        "deadline": _deadline(consultation.deadline, language, zone),
        "has_session": session is not None,
        "session": (_span(session, language, zone) if session else Absent("consultation.session")),
        "session_mode": (
            names.MODE[session.mode][language] if session else Absent("consultation.session_mode")
        ),
        "session_place": _session_place(consultation, activity, language),
        "has_link": bool(link),
        "session_link": link or Absent("consultation.session_link"),
        "questions": [_text(question, language) for question in consultation.questions],
    }


def _session_place(
    consultation: Consultation, activity: Activity, language: Language
) -> str | Absent:
    is_somewhere = consultation.session is not None and consultation.session.mode != "online"
    place = _text(activity.place, language) if is_somewhere else ""
    return place or Absent("consultation.session_place")


def _text(text: Text, language: Language) -> str:
    """Return a text of the plan as print sets it: plans are typed, and a keyboard has one apostrophe."""
    return _APOSTROPHE.sub("’", text_in(text, language))


def _dates(dates: Dates, language: Language) -> str:
    if dates.start is None:
        return names.PHRASE["no-dates"][language]
    return format_days(dates.start, dates.end, language)


def _span(session: Session, language: Language, zone: str) -> str:
    return format_span(session.start_utc, session.end_utc, language, zone, own=session.zone)


def _deadline(deadline: Deadline, language: Language, zone: str) -> str:
    text = format_instant(deadline.utc, language, zone)
    if deadline.anchor is None:
        return text
    return names.PHRASE["or-later"][language].format(deadline=text, days=deadline.days)


def _outcome(
    outcome: Mapping[str, Any] | None, language: Language
) -> dict[str, int | str] | Absent:
    if not outcome:
        return Absent("outcome")
    return {name: _of_outcome(outcome, name, language) for name in PLACEHOLDERS["outcome"]}


def _of_outcome(outcome: Mapping[str, Any], name: str, language: Language) -> int | str:
    """Return a figure of an outcome notice, or what it is called, in one language."""
    if name == "addressed":
        return str(outcome.get(name, {}).get(language, _NOTHING))
    figure = name.removesuffix("_name")
    said = _SAID.get(figure, figure)
    if figure != name:
        return str(outcome.get("names", {}).get(said, {}).get(language, _NOTHING))
    return int(outcome.get(said, 0))


def _contact(contact: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Return the contact in one language; a telephone number stays on one line."""
    return {
        "name": one_line(contact["name"][language]),
        "mail": one_line(contact["mail"]),
        "phone": one_line(contact["phone"]).replace(" ", _NO_BREAK),
    }


def _parent(
    parent: Mapping[str, Any] | None, language: Language, zone: str
) -> dict[str, Any] | Absent:
    if not parent:
        return Absent("parent")
    issued = parent.get("issued_at")
    day = datetime.fromisoformat(issued).astimezone(ZoneInfo(zone)).date() if issued else None
    return {
        "reference": one_line(parent.get("reference") or "") or Absent("parent.reference"),
        "date": format_date(day, language) if day else Absent("parent.date"),
    }


def _change(change: Mapping[str, Any], language: Language, zone: str) -> dict[str, str]:
    field = str(change["field"])
    before, after = (
        _changed(field, _cleaned(change.get(key)), language, zone) for key in ("before", "after")
    )
    return {"what": names.field_name(field, language), "before": before, "after": after}


def _changed(field: str, value: Any, language: Language, zone: str) -> str:
    """Return one side of a change as a reader sees it, by the shape of the value."""
    if isinstance(value, bool):
        return names.PHRASE["yes" if value else "no"][language]
    if isinstance(value, str):
        return _day_or_code(field, value, language) or _NOTHING
    if isinstance(value, list):
        shown = (_changed(field, item, language, zone) for item in value)
        return "; ".join(shown) or _NOTHING
    if isinstance(value, Mapping) and value:
        return _structure(value, language, zone) or _NOTHING
    return _NOTHING if value in (None, {}) else str(value)


def _day_or_code(field: str, value: str, language: Language) -> str:
    try:
        return format_date(date.fromisoformat(value), language)
    except ValueError:
        return names.code_name(field, value, language)


def _structure(value: Mapping[str, Any], language: Language, zone: str) -> str:
    """Return a deadline, a session, dates or a text in six languages, as the plan dumps them."""
    if "at" in value:
        return _deadline(Deadline.model_validate(value), language, zone)
    if "start" not in value:
        return _text({code: value[code] for code in LANGUAGES if code in value}, language)
    if "T" not in str(value["start"]):
        return _dates(Dates.model_validate(value), language)
    start, end = (
        instant(datetime.fromisoformat(value[k]), value["zone"]) for k in ("start", "end")
    )
    return format_span(start, end, language, zone, own=value["zone"])

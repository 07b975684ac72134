"""An activity that is none: what a template is tried on where the plan has nothing that fits."""

from datetime import datetime, timedelta
from typing import Any

from notifier.plan.activity import Activity

_PLACE = {
    "ar": "جنيف (مثال)",
    "zh": "日内瓦（示例）",
    "en": "Geneva (sample)",
    "fr": "Genève (exemple)",
    "ru": "Женева (образец)",
    "es": "Ginebra (ejemplo)",
}
_TITLE = {
    "ar": "نشاط (مثال)",
    "zh": "活动（示例）",
    "en": "Activity (sample)",
    "fr": "Activité (exemple)",
    "ru": "Мероприятие (образец)",
    "es": "Actividad (ejemplo)",
}
_CALL = {
    "ar": "مشاورة (مثال)",
    "zh": "磋商（示例）",
    "en": "Consultation (sample)",
    "fr": "Consultation (exemple)",
    "ru": "Консультации (образец)",
    "es": "Consulta (ejemplo)",
}
_TEXT = {
    "ar": "نص من خطة المشاركة (مثال).",
    "zh": "参与计划中的文字（示例）。",
    "en": "A text of the plan of participation (sample).",
    "fr": "Un texte du plan de participation (exemple).",
    "ru": "Текст из плана участия (образец).",
    "es": "Un texto del plan de participación (ejemplo).",
}


def specimen(now: datetime) -> Activity:
    """Return an activity that has everything a letter can print, half a year after `now`.

    Its texts say in six languages that they are samples.
    """
    start = (now + timedelta(days=180)).date()
    return Activity.model_validate(
        {
            "id": "sample",
            "title": _TITLE,
            "process": "wsis",
            "level": "high",
            "dates": {"start": start, "end": start + timedelta(days=4), "status": "tentative"},
            "place": _PLACE,
            "assessment": {
                "impact": {"rating": 4, "text": _TEXT},
                "forms": ["host", "attend"],
                "expected_support": _TEXT,
                "members_needed": "urgent",
                "reason": _TEXT,
            },
            "consultations": [_consultation(now)],
            "announce": {},
        }
    )


def bare_specimen(now: datetime) -> Activity:
    """Return an activity that has nothing that may be left out, with a call in writing."""
    call = _consultation(now)
    return Activity.model_validate(
        {
            "id": "sample",
            "title": _TITLE,
            "process": "sdg",
            "level": "expert",
            "assessment": {
                "impact": {"rating": 1, "text": _TEXT},
                "forms": ["attend"],
                "expected_support": _TEXT,
                "members_needed": "informed",
            },
            "consultations": [
                {"id": "sample", "form": "writing", "reply": "views", "deadline": call["deadline"]}
            ],
            "announce": {},
        }
    )


def _consultation(now: datetime) -> dict[str, Any]:
    day = (now + timedelta(days=60)).replace(hour=14, minute=0, second=0, microsecond=0)
    session = day.replace(tzinfo=None)
    return {
        "id": "sample",
        "title": _CALL,
        "form": "questionnaire",
        "reply": "views",
        "session": {
            "start": session,
            "end": session + timedelta(hours=3),
            "link": "https://meeting.example/sample",
        },
        "deadline": {"at": (session + timedelta(days=14)).replace(hour=23, minute=59)},
        "questions": [_TEXT, _TEXT],
    }

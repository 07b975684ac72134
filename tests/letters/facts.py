"""The facts of one letter as the ledger keeps them, for the tests of what is made of them."""

from typing import Any

from notifier.plan.activity import Activity

SIX = {
    "ar": "منتدى القمة العالمية",
    "zh": "信息社会世界峰会论坛",
    "en": "WSIS Forum 2027",
    "fr": "Forum du SMSI 2027",
    "ru": "Форум ВВУИО 2027 года",
    "es": "Foro de la CMSI 2027",
}
CONTACT = {
    "name": dict.fromkeys(SIX, "Ms Ada Example"),
    "mail": "wsis@union.example",
    "phone": "+41 22 730 0000",
}


def activity(**changes: Any) -> dict[str, Any]:
    """Return the dump of an activity with one assessment and no consultations."""
    plan = {
        "id": "wsis-forum-2027",
        "title": SIX,
        "process": "wsis",
        "level": "high",
        "dates": {"start": "2027-07-05", "end": "2027-07-09"},
        "place": {"en": "Geneva, Switzerland", "fr": "Genève (Suisse)"},
        "assessment": {
            "impact": {"rating": 4, "text": {"en": "It reviews twenty years."}},
            "forms": ["host", "attend"],
            "expected_support": {"en": "Experts of each administration."},
            "members_needed": "urgent",
            "reason": {"en": "The text is adopted in July."},
        },
    }
    return Activity.model_validate(plan | changes).model_dump(mode="json")


def consultation(**changes: Any) -> dict[str, Any]:
    """Return the dump of a hybrid meeting in Geneva with a deadline two weeks later."""
    call = {
        "id": "inputs",
        "form": "meeting",
        "reply": "views",
        "title": {"en": "Inputs"},
        "session": {
            "start": "2027-03-10T14:00:00",
            "end": "2027-03-10T17:00:00",
            "link": "https://meet.example/wsis",
        },
        "deadline": {"at": "2027-03-24T23:59:00"},
        "questions": [{"en": "What matters?", "fr": "Qu’est-ce qui importe ?"}],
    }
    plan = activity(consultations=[call | changes])
    dumped: dict[str, Any] = plan["consultations"][0]
    return dumped


def facts(**changes: Any) -> dict[str, Any]:
    """Return the facts of a letter that has everything a letter may have."""
    return {
        "activity": activity(),
        "consultations": {"wsis-forum-2027/inputs": consultation()},
        "changes": [{"field": "mode", "before": "online", "after": "hybrid"}],
        "outcome": {"answered": 90, "entitled": 194, "statement": 20, "contribution": 7},
        "notice": {"days": 20, "is_short": True},
        "parent": {"key": "k", "reference": "CL-26/6", "issued_at": "2026-11-30T23:30:00+00:00"},
    } | changes

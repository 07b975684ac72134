"""The annual plan of participation: what the Union will attend, and what it needs of members."""

from dataclasses import dataclass
from datetime import datetime

from notifier.plan.activity import Activity, Plan, text_in
from notifier.reports.page import render


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One activity as the plan prints it; what is not known is empty, never invented."""

    title: str
    process: str
    dates: str
    place: str
    is_urgent: bool
    is_assessed: bool
    rating: int
    impact: str
    staff: str
    outside: str
    forms: str
    expected_support: str
    calls: tuple[str, ...]


def plan_rows(plan: Plan) -> tuple[PlanRow, ...]:
    """Return the activities in the order of their dates, those without dates last."""
    ordered = sorted(
        plan.activities, key=lambda a: (a.dates.start is None, str(a.dates.start), a.id)
    )
    return tuple(map(_row, ordered))


def to_html(plan: Plan, template: str, *, css: str, organization: str, made_at: datetime) -> str:
    """Return the plan as one page that needs nothing else."""
    return render(
        template,
        plan=plan,
        rows=plan_rows(plan),
        css=css,
        organization=organization,
        made_at=made_at,
    )


def _row(activity: Activity) -> PlanRow:
    judged = activity.assessment
    return PlanRow(
        title=text_in(activity.title, "en"),
        process=activity.process,
        dates=_dates(activity),
        place=text_in(activity.place, "en"),
        is_urgent=activity.is_urgent,
        is_assessed=judged is not None,
        rating=judged.impact.rating if judged else 0,
        impact=text_in(judged.impact.text, "en") if judged else "",
        staff="; ".join(judged.people.staff) if judged else "",
        outside="; ".join(judged.people.outside) if judged else "",
        forms=", ".join(judged.forms) if judged else "",
        expected_support=text_in(judged.expected_support, "en") if judged else "",
        calls=tuple(
            f"{text_in(call.title, 'en', call.id)}: {call.form}, {call.reply}, by"
            f" {call.deadline.at:%Y-%m-%d %H:%M} ({call.deadline.zone})"
            for call in activity.consultations
        ),
    )


def _dates(activity: Activity) -> str:
    dates = activity.dates
    if dates.start is None:
        return "Dates not known yet"
    days = f"{dates.start}" if dates.end in (None, dates.start) else f"{dates.start} to {dates.end}"
    return days if dates.status == "confirmed" else f"{days} ({dates.status})"

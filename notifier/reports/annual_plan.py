"""The annual plan of participation: what the Union will attend, and what it needs of members."""

from dataclasses import dataclass
from datetime import datetime

from notifier.letters import names
from notifier.letters.dates import format_days, format_instant, format_span
from notifier.plan.activity import Activity, Assessment, Consultation, Plan, text_in
from notifier.reports.page import render


@dataclass(frozen=True, slots=True)
class PlanCall:
    """One consultation as the plan prints it, its codes in words."""

    title: str
    what: str  # form and type of reply
    session: str
    deadline: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged of an activity in advance."""

    rating: int
    impact: str
    staff: str
    outside: str
    forms: str
    expected_support: str
    is_urgent: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One activity as the plan prints it; what is not known is empty, never invented."""

    title: str
    process: str
    level: str
    dates: str
    place: str
    judged: Judgement | None
    calls: tuple[PlanCall, ...]


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
    return PlanRow(
        title=text_in(activity.title, "en"),
        process=names.PROCESS[activity.process]["en"],
        level=names.LEVEL[activity.level]["en"],
        dates=_dates(activity),
        place=text_in(activity.place, "en"),
        judged=_judgement(activity.assessment) if activity.assessment else None,
        calls=tuple(_call(call, activity) for call in activity.consultations),
    )


def _judgement(assessment: Assessment) -> Judgement:
    return Judgement(
        rating=assessment.impact.rating,
        impact=text_in(assessment.impact.text, "en"),
        staff="; ".join(assessment.people.staff),
        outside="; ".join(assessment.people.outside),
        forms="; ".join(names.PARTICIPATION[form]["en"] for form in assessment.forms),
        expected_support=text_in(assessment.expected_support, "en"),
        is_urgent=assessment.members_needed == "urgent",
        reason=text_in(assessment.reason, "en"),
    )


def _call(call: Consultation, activity: Activity) -> PlanCall:
    session = call.session
    return PlanCall(
        title=text_in(call.title, "en") or text_in(activity.title, "en"),
        what=f"{names.FORM[call.form]['en']}, {names.REPLY[call.reply]['en']}",
        session=format_span(session.start_utc, session.end_utc, "en", own=session.zone)
        if session
        else "",
        deadline=format_instant(call.deadline.utc, "en"),
        is_cancelled=call.cancelled,
    )


def _dates(activity: Activity) -> str:
    dates, unknown = activity.dates, names.PHRASE["no-dates"]["en"]
    if dates.start is None:
        return f"Dates {unknown}"
    days = format_days(dates.start, dates.end, "en")
    remark = {"tentative": unknown, "cancelled": names.STATUS["cancelled"]["en"]}.get(dates.status)
    return f"{days} ({remark})" if remark else days

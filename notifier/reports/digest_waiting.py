"""What waits for staff, of whom nothing was heard, and what comes: sections of a digest. Pure."""

from notifier.plan.activity import text_in
from notifier.reports.ahead import HORIZON, Coming
from notifier.reports.digest import Line, Section
from notifier.reports.digest_words import (
    Clock,
    are,
    counted,
    kind_name,
    line,
    named,
    quoted,
    sentence,
    title_of,
    wait,
)
from notifier.reports.findings import Findings, Quiet, Row

HELD = "notifier plan held"

STEPS = (  # the one that is nearest to the reader first
    ("signed", "issue", "Letters that wait for issue"),
    ("cleared", "signature", "Letters that wait for signature"),
    ("draft", "clearance", "Letters that wait for clearance"),
)
_AHEAD = "notifier simulate --from today"
_COMMANDS = {
    "signed": "notifier letter issue {id} --reference CL-YY/N",
    "cleared": "notifier letter sign {id}",
    "draft": "notifier letter clear {id}",
}


def held(found: Findings, clock: Clock) -> Section:
    """Return what is not acted on until a person accepts it: a plan, feeds, consultations, letters."""
    lines = [_held_line(row, clock) for row in found.held]
    lines += [
        line(
            f"feed-held/{feed['name']}/{feed['held_since']}",
            f"Feed {feed['name']}: {sentence(feed['held_why'] or 'what it says now is held')}",
            HELD,
        )
        for feed in found.feeds
        if feed["is_held"]
    ]
    return Section(
        "held",
        "Held until somebody accepts it",
        f"{counted(len(lines), 'hold')} {wait(len(lines))} for a decision",
        HELD,
        tuple(lines),
        "Nothing of it is acted on before; `notifier plan held` lists all of it.",
    )


def _held_line(row: Row, clock: Clock) -> Line:
    since = f"Held since {clock.day(row['since'])}."
    if row["final"]:
        text = f"{sentence(row['text'])} Only another date mends it. {since}"
        return line(f"held/{row['key']}", text, HELD)
    return line(f"held/{row['key']}", f"{sentence(row['text'])} {since}", HELD)


def pending(found: Findings, clock: Clock, step: tuple[str, str, str]) -> Section:
    """Return the letters that wait for one of STEPS, those that are overdue first."""
    status, wanted, title = step
    rows = [row for row in found.pending if row["status"] == status]
    lines = tuple(_pending_line(row, clock) for row in rows)
    late = sum(each.is_late for each in lines)
    overdue = f" ({late} overdue)" if late else ""
    return Section(
        wanted,
        title,
        f"{counted(len(lines), 'letter')} {wait(len(lines))} for {wanted}{overdue}",
        f"notifier letter list --status {status}",
        tuple(sorted(lines, key=lambda each: not each.is_late)),
        "`notifier letter preview ID` writes a letter as it would go out.",
    )


def _pending_line(row: Row, clock: Clock) -> Line:
    late = clock.days_late(row["due_at"])
    due, waits = clock.day(row["due_at"]), f"waits since {clock.day(row['since'])}"
    when = f"to be issued on {due}"
    if late:
        when = f"OVERDUE: was to be issued on {due}, {counted(late, 'day')} ago"
    urgent = "; urgent" if row["urgent"] else ""
    return line(
        f"letter/{row['id']}/{row['status']}",
        f"{_letter_name(row)}{urgent}; {when}; {waits}.",
        _COMMANDS[row["status"]].format(id=row["id"]),
        is_late=late > 0,
    )


def _letter_name(row: Row) -> str:
    """Return a letter in words: `WSIS Forum 2027: consultation letter (inputs)`."""
    title = text_in(row["facts"].get("activity", {}).get("title", {}), "en", row["activity"])
    calls = ", ".join(key.rpartition("/")[2] for key in row["consultations"])
    return f"{title}: {kind_name(row['kind'])}" + (f" ({calls})" if calls else "")


def mails(found: Findings, clock: Clock) -> Section:
    """Return the mails that wait for a person, with who wrote them and why they are held."""
    lines = [
        line(
            f"mail/{row['id']}",
            f"Mail {row['id']} of {clock.minute(row['received_at'])} from"
            f" {quoted(row['understood'].get('sender') or 'nobody named')}:"
            f" “{quoted(row['understood'].get('subject') or 'no subject')}”; {sentence(row['why'])}",
            f"notifier mail show {row['id']}",
        )
        for row in found.mails
    ]
    return Section(
        "mail",
        "Mails held for a person",
        f"{counted(len(lines), 'mail')} {are(len(lines))} held",
        "notifier mail held",
        tuple(lines),
        'When one is dealt with: `notifier mail release ID --why "…"`.',
    )


def silent(found: Findings, clock: Clock) -> Section:
    """Return the open consultations on which members are silent; a few are named."""
    lines = [_quiet_line(each, found, clock) for each in found.quiet if each.members]
    return Section(
        "silent",
        "Members that have not answered",
        f"members are silent on {counted(len(lines), 'consultation')}",
        "notifier response members --state open --year "
        + str(found.quiet[0].year if found.quiet else clock.now.year),
        tuple(lines),
    )


def _quiet_line(each: Quiet, found: Findings, clock: Clock) -> Line:
    return line(
        f"silent/{each.key}",
        f"{title_of(each.key, found)}: {len(each.members)} of {counted(each.asked, 'member')} silent"
        f"{named(each.members, found.members)}; it closes on {clock.minute(each.closes)}.",
        f"notifier response members --year {each.year} --consultation {each.key} --state open",
    )


def ahead(found: Findings, clock: Clock) -> Section:
    """Return what comes within HORIZON: drafts, papers, deadlines and sessions, in order."""
    lines = [_coming_line(each, found, clock) for each in found.coming]
    return Section(
        "coming",
        f"Within {HORIZON.days} days",
        f"{counted(len(lines), 'date')} within {HORIZON.days} days",
        _AHEAD,
        tuple(lines),
    )


def _coming_line(each: Coming, found: Findings, clock: Clock) -> Line:
    title, day, command = title_of(each.about, found), clock.day(each.at), _AHEAD
    match each.what:
        case "draft":
            then = f"drafted; to be issued by {clock.day(each.until)}" if each.until else "written"
            text = f"{day}: {kind_name(each.kind)} on {title} is {then}."
        case "paper":
            year = each.about.rpartition("/")[2]
            text = f"{day}: the {kind_name(each.kind)} of {year} is drafted, and due."
        case _:
            what = "deadline" if each.what == "deadline" else "session"
            text = f"{clock.minute(each.at)}: {what} of {title}."
            command = f"notifier plan show --year {each.at.year}"
    return line(each.key, text, command)

"""Who was consulted and what was heard of them: by consultation, by region and by member."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from notifier.answers.heard import Heard
from notifier.answers.response import Said
from notifier.languages import Language
from notifier.letters import names
from notifier.letters.dates import GENEVA
from notifier.members.member import Member
from notifier.plan.readers.reached import without_contact
from notifier.reports.figures import Cell, Figures, command
from notifier.reports.register import Call, Register, Row

GONE = "not in the register of members"  # the region of a code that is in no file any more
_STANDS: Mapping[Heard, str] = {
    Heard.REPLIED: "Members that replied",
    Heard.LATE: "Replied late",
    Heard.HELD: "Mail held",
    Heard.NOT_REACHED: "Not reached",
    Heard.CANCELLED: "Cancelled",
    Heard.OPEN: "Open",
    Heard.SILENT: "Silent",
}
_SAID = tuple(Said)
_WORDS = (
    "Each member invited is in one column from {first} to Silent. Mail held: a mail that may be"
    " its reply waits for a person. Not reached: every message to it was refused or came back."
    " Open: its deadline is still to come. Silent: it was reached, and said nothing in time."
)


def consultations(register: Register, made: Sequence[Call]) -> Figures:
    """Show each consultation with its replies; the states of members add up to those invited."""
    one = "--consultation {row}"
    said = [each.value.capitalize() for each in _SAID]
    return Figures(
        "consultations",
        "Consultations and replies",
        _members(register),
        (
            "Consultation", "Form", "Type of reply", "Deadline", "Members invited",
            *_STANDS.values(), *said, "Late replies", "Median days to reply",
        ),
        tuple(_consultation_row(call, register) for call in made),
        by_column={
            "Members invited": _members(register, one),
            **_by_stand(register, one),
            **{
                title: _members(register, one, f"--said {each}")
                for title, each in zip(said, _SAID, strict=True)
            },
            "Late replies": command(register, "response list", one, "--late"),
        },
        note=_WORDS.format(first=_STANDS[Heard.REPLIED])
        + " Accepted, Declined and Tentative are answers of a calendar: they speak of taking part"
        " in a meeting or registration, elsewhere of the entry in the calendar alone, and nowhere"
        f" of a position.{_without_contact(register)}",
    )  # fmt: skip


def _without_contact(register: Register) -> str:
    """Return how many members had nobody to write to, where there were any: they are in no column."""
    alone = sorted(without_contact(register.tries).items())
    counts = ", ".join(f"{key} {len(members)}" for key, members in alone)
    return f" Members without any contact, in no column: {counts}." if counts else ""


def _members(register: Register, *options: str) -> str:
    return command(register, "response members", *options)


def _by_stand(register: Register, *options: str) -> dict[str, str]:
    return {
        title: _members(register, *options, f"--state {stand}") for stand, title in _STANDS.items()
    }


def _consultation_row(call: Call, register: Register) -> tuple[Cell, ...]:
    said = Counter(call.said.values())
    replies = [r for r in register.responses if r["consultation"] == call.key]
    return (
        call.key,
        names.FORM[call.form]["en"] if call.form else "",
        names.REPLY[call.reply]["en"] if call.reply else "",
        str(call.closes.astimezone(ZoneInfo(GENEVA)).date()) if call.closes else None,
        len(call.stands),
        *_counts(call.stands.values()),
        *(said[each] for each in _SAID),
        sum(1 for r in replies if r["is_late"]),
        _median_wait(call.key, replies, register),
    )


def _counts(stands: Iterable[Heard]) -> tuple[int, ...]:
    counted = Counter(stands)
    return tuple(counted[stand] for stand in _STANDS)


def _median_wait(key: str, replies: Iterable[Row], register: Register) -> int | None:
    """Return the median days from a member's first invitation to its first reply."""
    invited_at: dict[str, str] = {}
    for row in register.invited:
        if row["consultation"] == key:
            earlier = invited_at.get(row["member"], row["invited_at"])
            invited_at[row["member"]] = min(earlier, row["invited_at"])
    first: dict[str, str] = {}
    for reply in replies:
        first.setdefault(reply["member"], reply["received_at"])
    waits = [_days(invited_at[m], at) for m, at in first.items() if m in invited_at]
    return int(median(waits)) if waits else None


def _days(start: str, end: str) -> int:
    return (datetime.fromisoformat(end[:10]) - datetime.fromisoformat(start[:10])).days


def by_region(register: Register, made: Sequence[Call], members: Mapping[str, Member]) -> Figures:
    """Show invitations and replies by region; no ranking, the regions in alphabetical order."""
    stands: dict[str, list[Heard]] = {}
    for call in made:
        for code, stand in call.stands.items():
            stands.setdefault(region_of(code, members), []).append(stand)
    one = "--region {row}"
    return Figures(
        "regions",
        "Replies by region",
        _members(register),
        ("Region", "Invitations to members", *_STANDS.values()),
        tuple((r, len(stands[r]), *_counts(stands[r])) for r in sorted(stands)),
        by_column={"Invitations to members": _members(register, one), **_by_stand(register, one)},
        note=f"A member counts once for each consultation. {_WORDS.format(first='replied')}",
    )


def by_member(
    register: Register,
    made: Sequence[Call],
    members: Mapping[str, Member],
    language: Language = "en",
) -> Figures:
    """Show each member's invitations and replies, in alphabetical order of its name."""
    named = {code: member.names[language] for code, member in members.items()}
    codes = named.keys() | {code for call in made for code in call.stands}
    one = "--member {row}"
    return Figures(
        "members",
        "Replies by member",
        _members(register),
        (
            "Code", "Member", "Region", "Invited", *_STANDS.values(), "Silent on",
            "Not reached on",
        ),
        tuple(
            _member_row(code, named.get(code, code), region_of(code, members), made)
            for code in sorted(codes, key=lambda code: (named.get(code, code), code))
        ),
        by_column={"Invited": _members(register, one), **_by_stand(register, one)},
        note=_WORDS.format(first="replied"),
    )  # fmt: skip


def region_of(code: str, members: Mapping[str, Member]) -> str:
    """Return the region of a member."""
    return members[code].region if code in members else GONE


def _member_row(code: str, name: str, region: str, made: Sequence[Call]) -> tuple[Cell, ...]:
    stands = {call.key: call.stands[code] for call in made if code in call.stands}

    def on(wanted: Heard) -> str:
        return ", ".join(key for key, stand in stands.items() if stand is wanted)

    return (
        code,
        name,
        region,
        len(stands),
        *_counts(stands.values()),
        on(Heard.SILENT),
        on(Heard.NOT_REACHED),
    )

"""What failed or may fail: sections of a digest. Pure."""

import shlex
import textwrap

from notifier.plan.actions import Warn
from notifier.reports.digest import Line, Section
from notifier.reports.digest_words import Clock, are, counted, letter_called, line, named, sentence
from notifier.reports.findings import Findings, Row

_LONGEST = 280  # characters of a warning
_LOST = {"refused": "refused", "returned": "came back"}
# where a warning has a better command than the one that shows them all
_MENDED_BY = {
    "files-rejected": "notifier check",
    "cluster-unknown": "notifier rules",
    "feed-unreachable": "notifier feed list",
}
_HINTS = {"cluster-unknown": "Enter it under first_cluster in rules.yaml."}


def doubts(found: Findings, clock: Clock) -> Section:
    """Return, by letter, the messages of which nobody knows whether they left."""
    lines = [
        line(
            f"doubt/{row['letter']}/{row['last']:%Y%m%dT%H%M%S}",
            f"{letter_called(row, found)}: {counted(row['n'], 'message')} since {clock.minute(row['since'])}.",
            f"notifier outbox list --state unsure --letter {row['letter']}",
        )
        for row in found.doubts
    ]
    total = sum(row["n"] for row in found.doubts)
    return Section(
        "doubts",
        "Messages in doubt",
        f"{counted(total, 'message')} {are(total)} in doubt",
        "notifier outbox list --state unsure",
        tuple(lines),
        "Nobody knows whether the relay took them; they are never sent again by themselves. On"
        ' evidence: `notifier outbox settle ID --sent --why "…"`, or `--resend`.',
    )


def lost(found: Findings, clock: Clock) -> Section:
    """Return, by letter, the messages that did not arrive, and digests that failed themselves."""
    lines = [_lost_line(row, found) for row in found.lost]
    lines += [_failed_line(row) for row in found.failed]
    total = sum(row["n"] for row in found.lost) + len(found.failed)
    return Section(
        "lost",
        f"Refused or returned since {clock.day(found.since)}",
        f"{counted(total, 'message')} {'was' if total == 1 else 'were'} refused or came back",
        "notifier outbox list --state refused",
        tuple(lines),
    )


def _failed_line(row: Row) -> Line:
    end = "nobody knows whether it arrived."
    if row["state"] == "refused":
        end = f"it was refused: {sentence(row['reply'] or 'no reason was given')}"
    key = f"digest/{row['day']}/{row['address']}"
    return line(key, f"The digest of {row['day']} to {row['address']}: {end}", "notifier settings")


def _lost_line(row: Row, found: Findings) -> Line:
    options = f"--letter {row['letter']}"
    command = f"notifier outbox list --state refused {options}"
    if row["how"] == "returned":
        command = (
            f"notifier report {row['year']} --list messages --end returned"
            f" --letter {shlex.quote(row['name'])}"
        )
    return line(
        f"lost/{row['how']}/{row['letter']}/{row['last']}",
        f"{letter_called(row, found)}: {counted(row['n'], 'message')} {_LOST[row['how']]}"
        f"{named(row['members'], found.members)}.",
        command,
    )


def unfinished(found: Findings) -> Section:
    """Return the issued letters of which not all is sent, and does not go by itself."""
    lines = [
        line(f"warning/{each.key}", _short(each.text), "notifier outbox check")
        for each in found.unfinished
    ]
    letters = len({each.subject for each in found.unfinished})
    return Section(
        "unfinished",
        "Issued letters that are not out yet",
        f"{counted(letters, 'issued letter')} {are(letters)} not out yet",
        "notifier outbox check",
        tuple(lines),
    )


def feeds(found: Findings, clock: Clock) -> Section:
    """Return the outside calendars that cannot be read, and why."""
    failing = [feed for feed in found.feeds if feed["failing_since"]]
    lines = [
        line(
            f"feed/{feed['name']}/{feed['failing_since']}",
            f"{feed['name']} cannot be read since {clock.minute(feed['failing_since'])}:"
            f" {sentence(feed['problem'] or 'no reason was given')}",
            f"notifier feed look {shlex.quote(feed['name'])}",
        )
        for feed in failing
    ]
    return Section(
        "feeds",
        "Calendars that cannot be read",
        f"{counted(len(lines), 'feed')} {'fails' if len(lines) == 1 else 'fail'}",
        "notifier feed list",
        tuple(lines),
    )


def warnings(found: Findings) -> Section:
    """Return what holds and no letter can mend."""
    lines = [_warning(each) for each in found.warnings]
    return Section(
        "warnings",
        "Warnings that hold",
        f"{counted(len(lines), 'warning')} {'holds' if len(lines) == 1 else 'hold'}",
        "notifier status",
        tuple(lines),
    )


def _warning(each: Warn) -> Line:
    command = _MENDED_BY.get(each.code, "notifier status")
    if each.code == "not-reached":
        command = f"notifier outbox list --member {shlex.quote(each.subject.rpartition('/')[2])}"
    hint = f" {_HINTS[each.code]}" if each.code in _HINTS else ""
    return line(f"warning/{each.key}", _short(each.text) + hint, command)


def _short(text: str) -> str:
    """Return the beginning of a text that names many; the command shows the whole."""
    return textwrap.shorten(text, _LONGEST, placeholder=" …")

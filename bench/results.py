"""What was measured as a page: medians, ratios, what was to be reached, settings and versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench import cold as promise
from bench.cold import Cold
from bench.letter import LARGE, SMALL
from bench.million import ROWS, Million
from bench.race import COURSES, Course, Measure, Results
from bench.senders import MAILMAN, NODEMAILER, NOTIFIER, POST_OFFICE, SOURCE, Sender

_RATIOS: Mapping[str, Mapping[tuple[int, bool], float]] = {  # by size, and whether the sink waits
    NODEMAILER: {(SMALL, False): 3, (LARGE, False): 7},
    POST_OFFICE: {(SMALL, False): 10, (LARGE, False): 25},
    MAILMAN: {(SMALL, False): 45, (LARGE, False): 45},
    SOURCE: {
        (SMALL, False): 0.18, (LARGE, False): 0.4, (SMALL, True): 0.9, (LARGE, True): 0.95,
    },
}  # fmt: skip
_COSTS = {SMALL: 250, LARGE: 450}  # microseconds of CPU a message
_MEGABYTES, _BYTES_A_ROW, _SECONDS, _MILLISECONDS = 250, 700, 60, 200
_HEAD = """# Figures of the bench

Written by `bench/run`; the next run overwrites it. Everybody sends over loopback to the same sink,
on the same disk, in the same rounds; medians are given. Absolute figures belong to the machine,
ratios hold better.
"""
_METHOD = """## What is measured

- **notifier** is the whole of it: rows released by the issue tick into a ledger on disk, then the
  post tick: claim, compose, send, settle, journal. Its time runs from opening the ledger to closing it.
- The others are timed from their first to their last message; what starts an interpreter counts for nobody.
  Queueing is not timed for anybody. smtp-source counts from start to end of its process.
- CPU is user and system time of the sender with its children; the sink is not in it.
- The **instant sink** answers at once and forgets (`bench/sink.py`, one process, epoll). It is used instead of
  `smtp-sink` because that one reads 4 kB at a time: at 300 kB it would be the brake for everybody.
- The **sink that takes 20 ms** answers the end of the data after 20 ms, whatever was sent behind it waits as
  well, and everything else is answered at once. Commands that come in one piece get their replies in one.
- Messages are 8 kB of personalised text and HTML, or 300 kB with a PDF and, for each person, a calendar object.
  Mailman's are personalised in To, envelope and footer, as it does; its text is one and the same.
- A run counts only if the sink took as many messages as the sender says it sent.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """All that one call of the bench measured; None where it was left out."""

    results: Results
    racing: Sequence[Sender]
    measure: Measure
    cold: Cold | None
    million: Million | None
    versions: Mapping[str, str]


def page(measured: Measured) -> str:
    """Return the page as Markdown."""
    courses = [c for c in COURSES if any(key[0] == c for key in measured.results)]
    repetitions = f"{measured.measure.repetitions} rounds, interleaved."
    parts = [
        _HEAD,
        _table("## Reached", ("figure", "to reach", "measured", ""), list(_reached(measured))),
        *([f"## The race\n\n{repetitions}\n"] if courses else []),
        *(_course(course, measured) for course in courses),
        *([_cold(measured.cold)] if measured.cold else []),
        *([_million(measured.million)] if measured.million else []),
        _METHOD,
        _table("## Settings", ("who", "how"), [(s.name, s.setting) for s in measured.racing]),
        _table("## Versions", ("what", "version"), list(measured.versions.items())),
    ]
    return "\n".join(parts)


def _course(course: Course, measured: Measured) -> str:
    ours = measured.results.get((course, NOTIFIER))
    rows = []
    for sender in measured.racing:
        runs = measured.results.get((course, sender.name))
        if runs is None:
            continue
        ratio = f"{ours.rate / runs.rate:.2f}" if ours else ""
        rows.append(
            (
                sender.name,
                f"{runs.count:,}",
                f"{runs.rate:,.0f}",
                f"{min(runs.rates):,.0f}-{max(runs.rates):,.0f}",
                f"{runs.cost:,.0f}",
                f"{runs.wire / 1000:.1f}",
                ratio,
            )
        )
    head = ("sender", "messages", "a second", "range", "CPU µs each", "kB each", "notifier ÷ it")
    return _table(f"### {course.title}", head, rows)


def _reached(measured: Measured) -> Iterator[tuple[str, ...]]:
    for course in COURSES:
        ours = measured.results.get((course, NOTIFIER))
        for rival, targets in _RATIOS.items():
            target = targets.get((course.size, bool(course.wait)))
            theirs = measured.results.get((course, rival))
            if ours and theirs and target:
                name = f"against {rival}, {course.title}"
                ratio = ours.rate / theirs.rate
                yield name, f"≥ {target:g} ×", f"{ratio:.2f} ×", _said(ratio >= target)
        if ours and not course.wait:
            cost, target = ours.cost, _COSTS[course.size]
            name = f"CPU a message, {course.title}"
            yield name, f"≤ {target} µs", f"{cost:.0f} µs", _said(cost <= target)
    if measured.cold:
        whole = measured.cold.whole
        within = _said(whole < promise.TARGET)
        yield "the cold promise", f"< {promise.TARGET:g} s", f"{whole:.1f} s", within
    if measured.million:
        yield from _reached_with_many(measured.million)


def _reached_with_many(million: Million) -> Iterator[tuple[str, ...]]:
    sizes, is_whole = f"{million.rows:,} rows", million.rows >= ROWS

    def said(*, is_reached: bool) -> str:
        return _said(is_reached) if is_whole else f"asked of {ROWS:,}"

    for name, figures in (("release", million.release), ("sending", million.sending)):
        peak, wait = figures["peak_mb"], figures["wait_worst_ms"]
        told = f"{peak:.0f} MB", said(is_reached=peak <= _MEGABYTES)
        yield f"memory of the {name}, {sizes}", f"≤ {_MEGABYTES} MB", *told
        told = f"{wait:,.0f} ms", said(is_reached=wait <= _MILLISECONDS)
        yield f"another tick waits during the {name}", f"≤ {_MILLISECONDS} ms", *told
    size, seconds = million.bytes_when_sent, million.release["seconds"]
    told = f"{size:.0f}", said(is_reached=size <= _BYTES_A_ROW)
    yield f"ledger bytes a message once sent, {sizes}", f"≤ {_BYTES_A_ROW}", *told
    told = f"{seconds:.1f} s", said(is_reached=seconds <= _SECONDS)
    yield f"time to issue, {sizes}", f"≤ {_SECONDS} s", *told


def _cold(cold: Cold) -> str:
    return (
        "## The cold promise\n\n"
        f"{promise.MEMBERS} members with {promise.PEOPLE_EACH} people each, six languages, a PDF of 500 kB,"
        f" {promise.CONNECTIONS} lines to a sink that takes {promise.WAIT:.0f} ms for each reply (what is pipelined"
        f" is answered together): {cold.messages} messages in **{cold.whole:.1f} s** from issue to the last 250."
        f" The PDF editions took {cold.set:.2f} s of it, the release {cold.released:.2f} s,"
        f" the sending {cold.sent:.2f} s.\n"
    )


def _million(million: Million) -> str:
    release, sending = million.release, million.sending
    rate = sending["sent"] / sending["seconds"]
    rows = [
        ("time", f"{release['seconds']:.1f} s", f"{sending['seconds']:.0f} s"),
        ("rows", f"{release['rows']:,}", f"{sending['sent']:,} sent, {rate:,.0f}/s"),
        ("peak memory", f"{release['peak_mb']:.0f} MB", f"{sending['peak_mb']:.0f} MB"),
        ("memory at the end", f"{release['end_mb']:.0f} MB", f"{sending['end_mb']:.0f} MB"),
        ("ledger, bytes a row", f"{release['bytes_a_row']:.0f}", f"{million.bytes_when_sent:.0f}, when all are sent"),
        *(
            (f"another tick waits, {name}", f"{release[key]:,.1f} ms", f"{sending[key]:,.1f} ms")
            for name, key in (
                ("median", "wait_ms"), ("99 of 100", "wait_p99_ms"), ("worst", "wait_worst_ms"),
            )
        ),
    ]  # fmt: skip
    told = f"Before the release the process held {release['people_mb']:.0f} MB: the focal points themselves.\n"
    return _table(f"## {million.rows:,} rows", ("", "release", "sending"), rows) + "\n" + told


def _said(is_reached: bool) -> str:
    return "reached" if is_reached else "**not reached**"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *rows]
    return f"{title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)

"""Structured logs: past-tense events with keys, JSON for a machine, lines for a terminal."""

import logging
import sys
from collections.abc import Mapping

import structlog

EVENTS: Mapping[str, str] = {
    "daemon.started": "the service runs",
    "daemon.stopped": "the service ended in order",
    "daemon.drain_timed_out": "it was told to stop and a message took longer than 20 s; see unsure messages",
    "tick.failed": "a bug in one tick, with its traceback; the other ticks and the next pass still run",
    "tick.refused": "a tick found something that a person must mend, with every problem",
    "ledger.barred": "nothing is sent from this ledger, and why: restored or copied, taken by another service, or the file outside cannot be written; told again every hour",
    "settings.unknown_variable": "an environment variable looks like a setting and is none",
    "settings.secret_exposed": "everybody on this machine can read or change the file of a secret",
    "sources.rejected": "plan, rules or members have mistakes; the last good ones stay in force",
    "plan.changed": "an activity or a consultation is not what it was, and how",
    "plan.held": "the plan looks like a slip; the last good one stays in force until a person accepts",
    "feed.read": "an outside calendar says something new",
    "feed.held": "an outside calendar says what looks like a slip; what it said before stays in force",
    "feed.unreachable": "an outside calendar cannot be read; what it said last stays in force",
    "hold.raised": "letters about a consultation wait for a person, and why; see `notifier plan held`",
    "clock.went_back": "the clock of this machine shows an hour that was before the last pass",
    "daemon.was_down": "the service was down for longer than the rules say: what is late is judged",
    "digest.settled": "the relay's answer to one daily digest",
    "letter.drafted": "a letter waits to be cleared, and why",
    "letter.returned": "the plan changed: the letter is a draft again",
    "letter.withdrawn": "the plan overtook a draft; nobody is written to",
    "letter.released": "every message of an issued letter stands in the outbox",
    "letter.not_as_signed": "the words kept of an issued letter are not those that were signed; nothing leaves",
    "letter.not_set": "an issued letter cannot be set in some language; it is held back",
    "letter.barred": "an issued letter is held back: no relay would take it now, and why of each",
    "letter.not_written": "a reminder or acknowledgement cannot be written; its template needs mending",
    "message.settled": "the relay's answer to one message",
    "message.poisoned": "one message cannot be composed; it waits an hour, the others go on",
    "message.unsure": "nobody knows whether the relay took this one; settle it by evidence",
    "message.proved": "evidence settled a message in doubt: the relay took it",
    "message.evidence_unreachable": "the journal mailbox, or the relay's log, cannot be read now; it is tried again",
    "outbox.checked": "once a day: how every message of the issued letters stands",
    "relay.checked": "whether the relay could be reached at start",
    "relay.unreachable": "the pass ended early; everything keeps its place in line",
    "mailbox.unreachable": "the mailbox cannot be read now; the next pass tries again",
    "mail.filed_before": "these very bytes were filed already",
    "mail.understood": "what a mail is, and whether it is held for a person",
    "document.drafted": "annual plan or summary report fell due and was written",
    "warning.raised": "something that no letter can mend; `notifier status` shows it while it holds",
}


# without the values of variables: passwords and addresses are among them
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def set_up_logs(*, json: bool, level: str = "INFO") -> None:
    """Send the logs of this process to standard error, one event a line, times in UTC."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _TRACEBACKS if json else structlog.dev.set_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )

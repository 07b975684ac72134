"""What speaks for a bounce that is no RFC 3464 report: who sent it, its subject, its words.

The more a name says, the less its words must say: a daemon writes nothing else, a postmaster
mostly, and what comes from anybody else must look like a report in several ways.
"""

import re
from dataclasses import dataclass

from notifier.answers.answer import Understood
from notifier.answers.failures.reasons import DEAD, FULL
from notifier.answers.failures.returned import returned_headers
from notifier.answers.failures.severity import has_reply
from notifier.answers.failures.titles import SUBJECT
from notifier.answers.failures.wording import DELAYED, DELAYED_SUBJECT, FAILED, OPENER
from notifier.answers.mime.charset import header_text
from notifier.answers.mime.entity import Part
from notifier.answers.programs.automatic import (
    is_away_subject,
    is_by_hand,
    is_list,
    is_null_path,
    is_reply_subject,
    says_automatic,
)

_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|microsoftexchange[0-9a-f]{20,}|non-?delivery|ndr|"
    r"mail[-_.]?(?:delivery|system|er|server|router)(?:[-_.]?(?:sub)?system)?|double-bounce|postoffice|complaints)\b"
    r"|mailer[-_ ]?daemon",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mailer-?\s?daemon|mail delivery|delivery (?:sub)?system|mail system(?! admin)|e-?mail delivery|"
    r"message delivery|mail transport|mail transfer",
    re.IGNORECASE,
)
_OFFICE_NAME = re.compile(
    r"mail (?:administrator|router|server|service|subsystem)|system ?administrator|internet mail|"
    r"microsoft outlook|microsoft exchange|postmaster|系统管理员|邮件系统|系統管理員|администратор|почтов|"
    r"メール配信|amavis|virus|interscan|scanmail|mailsweeper|mailmarshal|mailscanner|content[- ]?filter|spam firewall|groupshield|webshield|administrat(?:eur|or|ore) (?:système|del sistema|di sistema)|bounce",
    re.IGNORECASE,
)
_MAYBE_DAEMON = re.compile(
    r"^(?:postmaster|bounces?|system|administrator|admin|amavis|noreply|no-reply|do-?not-?reply|smtp|listserv|"
    r"mail|root|daemon|uucp|exim|postfix|qmail|majordomo|autoreply|exchange|notification|mailadmin|info|support|.{1,60}-(?:admin|owner|request|bounces?)$)\b",
    re.IGNORECASE,
)


_OFFICE = re.compile(r"post[-_.]?master|amavis|sysadmin", re.IGNORECASE)
_HEAD = 20_000


@dataclass(frozen=True, slots=True)
class Outside:
    """What the headers say: enough to leave most mail at once."""

    is_daemon: bool
    is_office: bool  # a name that reports are sent under, though people may use it, too
    is_null: bool
    is_suspect: bool
    has_subject: bool
    is_reply: bool
    is_labelled: bool  # says it is a report, though it is none of RFC 3464

    @property
    def is_by_server(self) -> bool:
        """Whether no person is likely to have sent it."""
        return self.is_daemon or self.is_office or self.is_null or self.is_labelled

    @property
    def is_plain(self) -> bool:
        """Whether nothing here speaks for a bounce."""
        return not (self.is_by_server or self.is_suspect or self.has_subject)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What the words say."""

    says_failed: bool
    opens: bool
    returns: bool
    attaches: bool  # returns it as a part, which nobody does by hand
    replies: bool  # quotes a refusal of a server

    @property
    def says(self) -> bool:
        return self.says_failed or self.opens


def outside(mail: Part, envelope: Understood) -> Outside:
    """Return what the headers of a mail say for its being a bounce."""
    local = envelope.sender.partition("@")[0]
    shown = re.sub(r"<[^>]*>", "", header_text(mail.get("from"))[:200]) or local
    subject = envelope.subject[:300]
    is_report = mail.media_type == "multipart/report"
    return Outside(
        is_daemon=bool(_DAEMON.search(local) or _DAEMON_NAME.search(shown)),
        is_office=bool(_OFFICE_NAME.search(shown) or _OFFICE.match(local)),
        is_null=is_null_path(mail),
        is_suspect=not envelope.sender or bool(_MAYBE_DAEMON.search(local)),
        has_subject=bool(SUBJECT.search(subject) or DELAYED_SUBJECT.search(subject[:40])),
        is_reply=is_reply_subject(subject),
        is_labelled=bool(mail.get("x-failed-recipients"))
        or (is_report and mail.parameter("report-type").lower() in {"delivery-status", ""}),
    )


def is_bounce(seen: Outside, mail: Part, envelope: Understood, human: str) -> bool:
    """Tell whether a mail is a bounce, from its headers and the reporter's own words."""
    if seen.is_labelled:
        return True
    opens = bool(OPENER.search(human[:600].lstrip()))
    if (seen.is_plain and not opens) or is_away_subject(envelope.subject):
        return False
    if not seen.is_by_server and (is_list(mail) or is_by_hand(mail)):
        return False  # people discuss bounces, and paste them
    said = _inside(mail, envelope, human, opens=opens)
    if seen.is_daemon:
        return said.says or seen.has_subject or (said.returns and not says_automatic(mail))
    return _is_enough(seen, said, is_automatic=says_automatic(mail))


def _inside(mail: Part, envelope: Understood, human: str, *, opens: bool) -> _Inside:
    head = human[:_HEAD]
    return _Inside(
        says_failed=any(found.search(head) for found in (FAILED, DELAYED, DEAD, FULL)),
        opens=opens,
        returns=bool(returned_headers(mail, envelope.text)),
        attaches=bool(returned_headers(mail)),
        replies=has_reply(head[:8000]),
    )


def _is_enough(seen: Outside, said: _Inside, *, is_automatic: bool) -> bool:
    """Tell whether a mail is a bounce that no daemon's name is on."""
    strong = sum((said.returns, seen.has_subject, said.opens, said.replies))
    if seen.is_reply:
        return (seen.is_suspect or seen.is_null) and said.opens and said.returns
    if seen.is_office and seen.is_null and seen.has_subject:
        return True
    if seen.is_office or seen.is_null:
        return said.says and strong > (0 if seen.has_subject or said.opens else 1)
    if seen.is_suspect:
        return said.says and strong > 1 and (said.attaches or said.opens or is_automatic)
    if seen.has_subject and said.says:
        return strong > 1 if is_automatic else strong > 2 and said.opens
    return said.opens and said.returns and (said.replies or is_automatic)

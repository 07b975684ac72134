"""Bounces that are no RFC 3464 report: qmail, Exim, Exchange prose, gateways, carriers."""

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from flufl.bounce import all_failures

from notifier.answers.answer import Category, Understood
from notifier.answers.automatic import is_away_subject, is_null_path, says_automatic
from notifier.answers.bodies import words
from notifier.answers.evidence import confirmed
from notifier.answers.mime import BROKEN, Part, addresses_in
from notifier.answers.report import with_returned
from notifier.answers.returned import human_part, returned_headers
from notifier.answers.severity import enhanced_status, is_hard
from notifier.invitations.token import tokens_in

# Its detectors log every crash with a traceback; they are met below and are no news.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

_SCANNED = 256 * 1024
_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|microsoftexchange[0-9a-f]{20,}|nondelivery|"
    r"mail[-_.]?(?:delivery|system|er)(?:[-_.]?subsystem|[-_.]?system)?|double-bounce)\b",
    re.IGNORECASE,
)
_MAYBE_DAEMON = re.compile(
    r"^(?:postmaster|bounces?|system|administrator|amavis|noreply|no-reply|smtp|listserv)\b|"
    r"mail delivery|system ?administrator|mail (?:delivery )?(?:sub)?system|delivery subsystem",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^\W*(?:undeliver|mail (?:delivery )?(?:fail|system error|could not be deliver|status)|"
    r"delivery (?:status notif|fail|notification|report|problem|error|has failed|delay)|failure "
    r"notice|returned (?:mail|message|to sender)|non[- ]?delivery|non[- ]?deliverable|message (?:"
    r"undeliver|delivery|not deliver|status)|warning: (?:message|could not send)|delayed mail|"
    r"(?:e-?mail|message|mail) (?:not delivered|delivery fail|returned|delayed|rejected)|ndn:|"
    r"rejected:|unzustellbar|nicht zustellbar|unable to deliver|non remis|non distribu|échec de|"
    r"notification d'état de (?:la )?remise|message non (?:remis|distribu)|no se puede entregar|"
    r"no entregado|notificación (?:de )?(?:estado|error)|correo (?:no|devuelto)|devuelto|"
    r"не ?удается доставить|недоставл|не доставлен|сообщение не доставлено|ошибка доставки|"
    r"возврат|退信|系统退信|无法(?:投递|送达|传递)|未(?:传递|送达|送信)|投递失败|邮件(?:退回|被退回|投递)|"
    r"配信(?:不能|不可|エラー|失敗)|配送(?:エラー|失敗)|送信(?:エラー|できま)|エラーメール|"
    r"لم يتم تسليم|تعذر (?:التسليم|تسليم)|إشعار (?:حالة|فشل)|não (?:entregue|é possível entregar)|"
    r"notificação de (?:estado|falha)|mancato recapito|impossibile recapitare|notifica dello stato|"
    r"onbestelbaar|niet bezorgd|niedostarcz|nie można dostarczyć|nie doręczono|iletilemedi|"
    r"teslim edilemedi|olevererbar|oleverans|kunne ikke leveres|ikke leveret|doručení se nezda|"
    r"kézbesíthetetlen|배달되지 않음|반송)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?:could|can|was|were|has|have)(?:n'?t|n’t| ?not) (?:yet )?(?:be(?:en)? )?(?:deliver|sent|relay|"
    r"reach)|did(?:n'?t| not) reach|undeliver|delivery (?:has |to .{0,120}? |of .{0,60}? )?(?:fail|"
    r"was aborted|attempt)|failed (?:to deliver|recipient|address|permanently)|unable to (?:deliver|"
    r"send)|wasn't able to deliver|non[- ]?delivery|return(?:ed|ing) (?:mail|to sender)|following "
    r"(?:e-?mail )?(?:address|recipient)|fatal errors|permanent (?:fatal )?error|has been (?:rejected|"
    r"returned|delayed)|was rejected|transcript of session|not been delivered|problem deliver|"
    r"automatically rejected|nicht (?:zugestellt|zustell|ausgeliefert)|n'a (?:pas )?(?:pu|été).{0,40}"
    r"(?:remis|distribu|livr|achemin)|n'ont pas|échec|no se (?:ha podido|pudo|puede|han podido)|"
    r"no (?:ha sido|fue|pudo ser) entreg|не (?:может|удалось|удаётся|удается|могло|было|доставлен)|"
    r"无法|未能|退回|失败|配信でき|送信でき|届け(?:でき|られ)|配送でき|لم يتم|تعذر|não (?:pôde|foi|pode)|"
    r"non (?:è stato|può essere|ha raggiunto|recapitat)|impossibile|niet (?:worden )?(?:afgeleverd|bezorgd)"
    r"|nie (?:mogła|można|został)|edilemedi|kunde inte|kunne ikke",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"warning message only|do not need to resend|not yet been delivered|still being retried|"
    r"will (?:continue to |keep |be )?(?:re)?tr(?:y|ied|ying)|delivery attempts will continue|"
    r"(?:has been|is|was) (?:delayed|deferred)|no action is required on your part|"
    r"wird weiter versucht|zustellung verzögert|(?:été|est) retardé|se ha retrasado|"
    r"задерж|продолж\w+ попытки|延迟|遅延|再送",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<![\w.+@%-])[\w.+%'=/-]{1,80}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for a bounce in one mail."""

    is_daemon: bool
    is_suspect: bool
    has_subject: bool
    says_failed: bool
    failed_header: bool


def read_bounce(mail: Part, envelope: Understood) -> Understood | None:
    """Return the bounce that a mail is, None when it is none."""
    text = words(mail)
    human = human_part(text)
    if not _is_bounce(_signs(mail, envelope, human), mail, envelope):
        return None
    delayed = _is_delayed(envelope.subject, human)
    understood = with_returned(envelope, mail, text)
    return replace(
        confirmed(understood, tokens_in(text[:_SCANNED])),
        category=Category.BOUNCE,
        recipients=_recipients(mail, envelope, text),
        delayed=delayed,
        hard=None if delayed else is_hard(enhanced_status(human), human),
        diagnostic=human.strip()[:2000],
        text=text,
    )


def _signs(mail: Part, envelope: Understood, human: str) -> _Signs:
    local = envelope.sender.partition("@")[0]
    name = mail.get("from")[:200]
    is_daemon = bool(_DAEMON.search(local) or re.search(r"mailer-daemon", name, re.IGNORECASE))
    return _Signs(
        is_daemon=is_daemon,
        is_suspect=is_daemon
        or is_null_path(mail)
        or bool(_MAYBE_DAEMON.search(local) or _MAYBE_DAEMON.search(name)),
        has_subject=bool(_SUBJECT.search(envelope.subject)),
        says_failed=bool(_FAILED.search(human[:20_000])),
        failed_header=bool(mail.get("x-failed-recipients")),
    )


def _is_bounce(signs: _Signs, mail: Part, envelope: Understood) -> bool:
    if signs.failed_header:
        return True
    if is_away_subject(envelope.subject):
        return False
    if signs.is_daemon:
        return signs.has_subject or signs.says_failed or not says_automatic(mail)
    if signs.is_suspect:
        return signs.says_failed and (signs.has_subject or bool(returned_headers(mail)))
    return signs.has_subject and signs.says_failed and says_automatic(mail)


def _is_delayed(subject: str, human: str) -> bool:
    if re.search(
        r"\b(?:delay|delayed|warning)\b|retard|verzöger|задерж|延迟|遅延", subject, re.IGNORECASE
    ):
        return True
    return bool(_DELAYED.search(human[:20_000])) and not re.search(
        r"permanent|giving up|gave up|given up|final", human[:20_000], re.IGNORECASE
    )


def _recipients(mail: Part, envelope: Understood, text: str) -> tuple[str, ...]:
    """Return who was not reached, from the surest source that names anybody."""
    ours = {envelope.sender, *addresses_in(*mail.all("to", "cc", "delivered-to"))}
    returned = returned_headers(mail, text)
    to = addresses_in(*(value for name, value in returned if name == "to"))
    for source in chain(_sources(mail, text, ours), [to]):
        if found := tuple(address for address in source if address not in ours):
            return tuple(a for a in found if a in to) or found
    return ()


def _sources(mail: Part, text: str, ours: set[str]) -> Iterator[tuple[str, ...]]:
    yield addresses_in(*mail.all("x-failed-recipients"))
    yield _flufl(mail, text)
    yield _named(human_part(text), ours)


def _named(human: str, ours: set[str]) -> tuple[str, ...]:
    found = dict.fromkeys(a.lower().strip("'") for a in _ADDRESS.findall(human[:20_000]))
    daemons = ("postmaster@", "mailer-daemon@", "abuse@", "support@", "helpdesk@")
    return tuple(a for a in found if a not in ours and not a.startswith(daemons))


def _flufl(mail: Part, text: str) -> tuple[str, ...]:
    """Return what flufl's detectors find; they crash on some mails, which then name nobody."""
    plain = f"From: {mail.get('from')}\nContent-Type: text/plain\n\n{text[:64_000]}"
    try:
        mail_like = email.message_from_bytes(plain.encode("utf-8", "replace"))
        temporary, permanent = all_failures(mail_like)
        found = [
            address.decode("ascii").strip("<>'\" ").lower() for address in temporary | permanent
        ]
    except BROKEN:
        return ()
    return tuple(sorted(address for address in found if _ADDRESS.fullmatch(address)))

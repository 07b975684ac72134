"""Where a bounce names who was not reached: the surest place that names anybody counts."""

import email
import logging
import re
from collections.abc import Iterator

from flufl.bounce import all_failures

from notifier.answers.failures.returned import Headers, human_part
from notifier.answers.mime.entity import BROKEN, Part, addresses_in

# Its detectors log every crash with a traceback; they are met below and are no news.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

_ADDR = r"[\w.+%'=/#&*!$?^{}~-]{1,120}@(?:[\w-]{1,63}\.){1,10}[A-Za-z0-9-]{2,24}"
_ADDRESS = re.compile(rf"(?<![\w.+@%-]){_ADDR}(?![\w@-])")
_WHOLE = re.compile(rf"{_ADDR}\Z")
# Fields of RFC 3464 that a gateway has made plain text.
_STATED = re.compile(
    rf"^[ \t>]*(final|original)-recipient\s*:\s*(?:[\w/-]+\s*;)?\s*<?({_ADDR})",
    re.IGNORECASE | re.MULTILINE,
)
# An address at the head of a line, bare or in brackets, and what servers let follow it.
_HEAD = re.compile(
    rf"^[ \t>*•·\-–|]*(?:\d{{1,3}}[.)] ?)?(?:[\"'“«‘]?[^<>@\n:]{{0,60}}[\"'”»’]? ?)?[<(\[\"'“«]{{1,2}}(?:mailto:|smtp:|rfc822;)?\s*({_ADDR})\s*[>)\]\"'”»]{{1,2}}"
    rf"[ \t]*(?:$|[:;,.(\-–—]|\.\.\.|\b(?:on|at|was|could|is|has|failed|unknown|user|host|in)\b|[^\x00-\x7f])"
    rf"|^[ \t>*•·\-–|]*(?:\d{{1,3}}[.)] ?)?(?:mailto:|smtp:)?({_ADDR})[ \t]*(?:$|[:;,(]|\.\.\.|\.?$|[ \t]+[-–—(<\[]|[ \t]+(?:on|at|was|could|is|has|failed|unknown|user|said)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_LABELS = (
    r"(?:failed |intended |original |invalid |bad |unknown |undeliverable |undelivered |smtp |e-?mail |the )?"
    r"(?:recipient|rcpt|address|addressee|mailbox|user|destination)s?(?: ?(?:e-?mail )?(?:address|name|mailbox))?(?:\(e?s\))?|rcpt to|error-for|to|failed|"
    r"destinataires?|destinatarios?|destinatari[oi]?|dirección|endereço|empfänger(?:adresse)?|adresse|an|получатель|адрес(?:ат)?|кому|"
    r"收件人(?:邮箱|地址|邮件地址)?|收件地址|收信人|宛先(?:アドレス)?|あて先|送信先|受取人|수신인|수신자|받는 ?사람|받는이|المستلم|إلى|alıcı|odbiorca|ontvanger|mottagare"
)
_LABELLED = re.compile(
    rf"^[ \t>*•\-|\[]*(?:{_LABELS})[ \t]*(?:[:：=]|\bis\b)[ \t]*[^\n@<]{{0,40}}?[<(\[\"']?(?:rfc822[;:]\s*|smtp:|mailto:)?({_ADDR})",
    re.IGNORECASE | re.MULTILINE,
)
# The address right beside the words of failure.
_BESIDE = re.compile(
    r"(?:deliver(?:ed|y|ing)?|sent|send|message|mail|reach(?:ed)?|addressed|recipient|address|user|account|mailbox|inbox)\b[^\n@]{0,40}?"
    rf"[<(\[\"'“]?(?:mailto:|smtp:)?({_ADDR})|({_ADDR})[>)\]\"'”]?[^\n@]{{0,40}}(?:could|was|is|has|does|not|fail|unknown|reject|full)",
    re.IGNORECASE,
)
_SENDERS = re.compile(
    rf"(?:mail from|from|sender|return-path|reply-to|postmaster|contact|support|help)\b[ \t]*(?:address)?[ \t]*[:=]?[ \t]*[^\n@]{{0,24}}?<?({_ADDR})",
    re.IGNORECASE,
)
_ALIASES = re.compile(
    rf"\(?(?:expanded|generated|forwarded|originally|reason: .{{0,40}} for|ultimately generated) (?:from|by|to):?\s*<?{_ADDR}>?\)?",
    re.IGNORECASE,
)
_IDS = re.compile(
    r"^.*\b(?:message-?id|mail-?id|in-reply-to|references)\b.*$", re.IGNORECASE | re.MULTILINE
)
_OFFICES = re.compile(
    r"^(?:postmaster|mailer-?daemon|abuse|support|help ?desk|hostmaster|mail-?daemon|no-?reply|noc|postmasters|webmaster|antispam|spam|unblock|delist)@",
    re.IGNORECASE,
)
_OURS = ("from", "reply-to", "sender", "return-path", "errors-to", "x-sender", "envelope-from")
_SCANNED = 20_000
_STATED_ONES = 3  # so many of the sources are fields, made for programs
_CERTAIN = 5  # and so many name failed addresses alone


def failed_addresses(mail: Part, sender: str, returned: Headers, text: str) -> tuple[str, ...]:
    """Return who was not reached, in lower case, each once; never the reporter, nor us.

    We are the one to whom the bounce came and who wrote the returned mail, unless nobody else
    is named: people do write to themselves.
    """
    to = _of(returned, "to") or _of(returned, "cc")
    known = {*to, *_of(returned, "cc", "x-original-to", "delivered-to")}
    ours = {sender, *addresses_in(*mail.all("to", "cc", "delivered-to")), *_of(returned, *_OURS)}
    named: dict[str, None] = {}
    for number, source in enumerate(_sources(mail, text)):
        found = dict.fromkeys(source)
        named |= found
        surely = number < _STATED_ONES
        others = tuple(
            a for a in found if a not in ours and (surely or a in known or not _OFFICES.match(a))
        )
        if others and number >= _CERTAIN:
            return tuple(a for a in others if a in known) or others
        if others:
            return others
    asked = tuple(a for a in to if a not in ours)
    if asked:
        return asked
    return tuple(a for a in named if a != sender and not _OFFICES.match(a))[:1]


def address_of(value: str) -> str:
    """Return the address in a field such as `rfc822; <a@b>`, lower case, "" when there is none."""
    value = value.partition(";")[2] or value
    found = re.search(r"[^\s<>;:,\"()\[\]]+@[^\s<>;,\"()]+", value.replace("mailto:", ""))
    return found[0].lower().strip(".'>]") if found else ""


def _of(headers: Headers, *names: str) -> tuple[str, ...]:
    return addresses_in(*(value for name, value in headers if name in names))


def _sources(mail: Part, text: str) -> Iterator[Iterator[str]]:
    """Yield the addresses of each place, the surest first."""
    human = _ALIASES.sub(" ", _IDS.sub(" ", human_part(text)[:_SCANNED]))
    yield iter(addresses_in(*mail.all("x-failed-recipients", "x-actual-recipient")))
    stated = [(kind.lower(), address) for kind, address in _STATED.findall(text[:64_000])]
    yield _lower(a for kind, a in stated if kind == "final")
    yield _lower(a for kind, a in stated if kind == "original")
    senders = {a.lower() for a in _SENDERS.findall(human)}
    yield (a for a in _lower(_first(m) for m in _HEAD.finditer(human)) if a not in senders)
    yield _lower(m[1] for m in _LABELLED.finditer(human))
    yield iter(_flufl(mail, text))
    yield (a for a in _lower(_first(m) for m in _BESIDE.finditer(human)) if a not in senders)
    yield (a for a in _lower(_ADDRESS.findall(human)) if a not in senders)
    yield _lower(_ADDRESS.findall(human))


def _first(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def _lower(addresses: Iterator[str] | list[str]) -> Iterator[str]:
    for address in addresses:
        yield address.lower().strip("'=./")


def _flufl(mail: Part, text: str) -> tuple[str, ...]:
    """Return what flufl's detectors find; they crash on some mails, which then name nobody."""
    plain = f"From: {mail.get('from')}\nSubject: {mail.get('subject')}\nContent-Type: text/plain\n\n{text[:_SCANNED]}"
    try:
        mail_like = email.message_from_bytes(plain.encode("utf-8", "replace"))
        temporary, permanent = all_failures(mail_like)
        found = [
            address.decode("ascii").strip("<>'\" ").lower() for address in temporary | permanent
        ]
    except BROKEN:
        return ()
    return tuple(sorted(address for address in found if _WHOLE.match(address)))

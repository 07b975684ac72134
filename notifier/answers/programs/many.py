"""What programs send to many, and calendar objects that ask: mail that answers nothing.

A list on which people talk is theirs: its mail is a person's.
"""

import re
from dataclasses import replace
from itertools import islice

from notifier.answers.answer import Category, Understood
from notifier.answers.calendar.itip import asking_method
from notifier.answers.mime.bodies import is_body
from notifier.answers.mime.entity import Part, leaves
from notifier.answers.programs.automatic import is_list, is_reply_subject, says_automatic

_SENDERS = (
    "x-campaign",
    "x-campaignid",
    "x-campaign-id",
    "x-mc-user",
    "x-mailchimp",
    "x-mailgun-sid",
    "x-sg-eid",
    "x-mandrill-user",
    "x-cmail-gateway",
    "x-cron-env",
    "x-job",
    "x-roving-id",
    "x-messagegears",
    "x-emarsys-environment",
    "x-hmxmroriginalrecipient",
    "x-jira-fingerprint",
    "x-jenkins-job",
)
_NOBODY = re.compile(
    r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|noresponder|no[-_.]?responder|ne[-_.]?pas[-_.]?repondre|nepasrepondre|keine?[-_.]?antwort|"
    r"no[-_.]?respond\w*|not[-_.]?reply|news[-_.]?letters?|mailings?|notifications?|alerts?|listserv|mailman|majordomo|cron|bounce[-_+=].*)"
    r"(?:[-_+.=].*)?@",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"unsub|opt-?\s?out|remove-?me|désabonner|désinscrire|desabonn|abmeld|darse de baja|cancelar (?:la )?suscripci|desinscri|descadastr|"
    r"cancelar inscri|annulla l'iscrizione|disiscri|afmeld|avregistrera|peru tilaus|wypisz|odhlásit|leiratkoz|dezabon|отписаться|відписатися|"
    r"退订|退訂|取消订阅|配信停止|수신거부|إلغاء الاشتراك|הסרה מרשימת",
    re.IGNORECASE,
)
_HOUSEKEEPING = re.compile(
    r"^\W*(?:\S+ (?:digest|post from \S+ requires approval)|(?:\S+ )?mail-?list (?:member)|.{0,60}digest, vol \d+|\d+ .{0,40}moderator request|"
    r"complaint about message from|abuse report|read:|not read:|gelesen:|ungelesen:|lu ?:|non lu ?:|leído:|lido:|letto:|прочитано:|已读:|已讀:|開封済み:|gelezen:|läst:|læst:|lest:)",
    re.IGNORECASE,
)


def read_programs(mail: Part, envelope: Understood) -> Understood | None:
    """Return a mail that a program sent to many or a calendar that asks; None for a person's."""
    method = asking_method(mail)
    if method:
        return replace(envelope, category=Category.OTHER, method=method)
    if not _is_programs(mail, envelope):
        return None
    return replace(envelope, category=Category.OTHER)


def _is_programs(mail: Part, envelope: Understood) -> bool:
    if _HOUSEKEEPING.search(envelope.subject[:200]):
        return True
    if mail.get("in-reply-to") or mail.get("references") or is_reply_subject(envelope.subject):
        return False
    if says_automatic(mail) or any(mail.get(name) for name in _SENDERS):
        return True
    if _NOBODY.match(envelope.sender):
        return True
    if is_list(mail):
        return False
    leaves_by = ("list-unsubscribe", "feedback-id", "x-csa-complaints")
    return any(mail.get(name) for name in leaves_by) or _offers_to_leave(mail)


def _offers_to_leave(mail: Part) -> bool:
    """Tell whether a page offers to send no more of its kind, as those to many must."""
    pages = (part for part in leaves(mail) if part.media_type == "text/html" and is_body(part))
    return any(_links_away(page.text()[:200_000]) for page in pages)


def _links_away(page: str) -> bool:
    """Tell whether a word of leaving stands within a link."""
    for word in islice(_LEAVE.finditer(page), 50):
        before = page[max(word.start() - 500, 0) : word.start()].lower()
        if before.rfind("<a ") > before.rfind("</a"):
            return True
    return False

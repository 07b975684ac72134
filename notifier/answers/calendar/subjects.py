"""Answers that only a subject tells: a gateway took the calendar off, the prefix stayed."""

import re
from collections.abc import Mapping

from notifier.answers.response import Said

_PREFIXES: Mapping[Said, str] = {
    Said.ACCEPTED: r"accepted|acceptée?|aceptad[oa]|aceito|aceite|zugesagt|angenommen|accettat[oa]|"
    r"принято|принят[аы]?|已接受|接受|承諾|تم القبول|قبول|مقبول|geaccepteerd|zaakceptowano|kabul edildi",
    Said.TENTATIVE: r"tentative(?:ly accepted)?|provisoire|tentativa|provisional|mit vorbehalt|"
    r"vorläufig|provvisori[oa]|под вопросом|предварительно|暂定|暫定|仮承諾|仮の予定|مبدئي|voorlopig",
    Said.DECLINED: r"declined|refusée?|décliné[e]?|rechazad[oa]|recusad[oa]|abgesagt|abgelehnt|"
    r"rifiutat[oa]|отклонено|отклонен[аы]?|已拒绝|已谢绝|拒绝|辞退|تم الرفض|مرفوض|رفض|geweigerd|odrzucono",
}
_COMPILED = {
    said: re.compile(rf"^\W*(?:{words})[\s\u00a0\u202f]*[:：]", re.IGNORECASE)
    for said, words in _PREFIXES.items()
}


def said_in_subject(subject: str) -> Said | None:
    """Return what a calendar program's subject prefix says, None when there is none."""
    return next((said for said, found in _COMPILED.items() if found.match(subject[:300])), None)

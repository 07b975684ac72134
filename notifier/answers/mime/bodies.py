"""The words of a mail: its text parts in reading order, HTML turned into text."""

import re

from notifier.answers.mime.entity import MAX_TEXT, Part
from notifier.answers.mime.hypertext import text_of_html

_ENRICHED = frozenset({"text/enriched", "text/richtext"})  # RFC 1896
_READABLE = frozenset({"text/plain", "text/html"}) | _ENRICHED
_PARAMETER = re.compile(r"<param>[^<]{0,2000}</param>", re.IGNORECASE)


def words(mail: Part) -> str:
    """Return the running text of a mail, of alternatives the plain one, returned mail left out."""
    texts = _texts(mail) or _named_text(mail)
    return "\n".join(texts)[:MAX_TEXT].strip("\n")


def is_body(part: Part) -> bool:
    """Tell whether a part is text to be read in the mail, not a file beside it."""
    if part.is_attachment:
        return False
    if part.media_type in _READABLE:
        return not part.filename or part.get("content-disposition").lower().startswith("inline")
    return part.media_type.startswith("multipart/")


def _texts(part: Part) -> list[str]:
    if not part.parts:
        return [text] if is_body(part) and (text := _text(part)).strip() else []
    children = [(child, _texts(child)) for child in part.parts]
    if part.media_type == "multipart/alternative":
        plain = [texts for child, texts in children if texts and _is_plain(child)]
        children_texts = plain[:1] or [texts for _, texts in children if texts][-1:]
        return [text for texts in children_texts for text in texts]
    return [text for _, texts in children for text in texts]


def _named_text(mail: Part) -> list[str]:
    """Return the text of a mail that is nothing else, though it be called a file."""
    return [_text(mail)] if mail.media_type in _READABLE and not mail.parts else []


def _is_plain(part: Part) -> bool:
    return part.media_type == "text/plain"


def _text(part: Part) -> str:
    if part.media_type == "text/html":
        return text_of_html(part.text())
    if part.media_type in _ENRICHED:
        return text_of_html(
            _PARAMETER.sub("", part.text()).replace("<<", "&lt;").replace("\n", "<br>")
        )
    return part.text()

"""The words of a mail: its text parts in reading order, HTML turned into text."""

from notifier.answers.hypertext import text_of_html
from notifier.answers.mime import MAX_TEXT, Part


def words(mail: Part) -> str:
    """Return the running text of a mail, of alternatives the plain one, returned mail left out."""
    return "\n".join(_texts(mail))[:MAX_TEXT].strip("\n")


def is_body(part: Part) -> bool:
    """Tell whether a part is text to be read in the mail, not a file beside it."""
    if part.is_attachment:
        return False
    if part.media_type in {"text/plain", "text/html"}:
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


def _is_plain(part: Part) -> bool:
    return part.media_type == "text/plain"


def _text(part: Part) -> str:
    return text_of_html(part.text()) if part.media_type == "text/html" else part.text()

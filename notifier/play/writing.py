"""A person's own words as a mail, with the original quoted below as the program does it."""

import textwrap
from collections.abc import Mapping
from email.message import EmailMessage
from html import escape

from babel.dates import format_datetime

from notifier.languages import LOCALE, Language, direction
from notifier.play.documents import Document, docx, pdf
from notifier.play.occasion import Occasion, add_header, as_bytes, encoded, new_message
from notifier.play.temper import Client

# What older installations still write in; used where the text allows it.
_LOCAL_CHARSET: Mapping[Language, str] = {
    "ar": "windows-1256",
    "zh": "gb18030",
    "en": "iso-8859-1",
    "fr": "iso-8859-1",
    "ru": "koi8-r",
    "es": "windows-1252",
}
_LATIN = frozenset({"en", "fr", "es"})
_GMAIL_QUOTE = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
_OUTLOOK_RULE = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"


def written(occasion: Occasion, words: str, document: Document | None = None) -> bytes:
    """Return the mail in which the person answers with `words`, and perhaps a document."""
    subject = occasion.delivered.subject
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    message = new_message(occasion, occasion.delivered.reply_to, subject)
    write = {
        Client.EXCHANGE: _outlook,
        Client.GOOGLE: _gmail,
        Client.APPLE: _apple_mail,
        Client.THUNDERBIRD: _thunderbird,
    }[occasion.client]
    write(message, occasion, words)
    if document:
        maintype, _, subtype = document.media_type.partition("/")
        message.add_attachment(
            document.content, maintype=maintype, subtype=subtype, filename=document.filename
        )
    return as_bytes(message, occasion)


def contribution(occasion: Occasion) -> Document:
    """Return the document that goes with a contribution: Word, or PDF in Latin scripts."""
    prose, point = occasion.prose, occasion.person.point
    paragraphs = (prose.contribution, occasion.person.country, *prose.points, point.name)
    name = f"{prose.contribution} {point.member}"
    if occasion.language in _LATIN and occasion.rng.random() < 0.4:
        return pdf(f"{name}.pdf", paragraphs)
    return docx(f"{name}.docx", paragraphs, occasion.language)


def _outlook(message: EmailMessage, occasion: Occasion, words: str) -> None:
    """Header block instead of a quote line; often HTML alone, sometimes in a local charset."""
    words = f"{words}\n\n{_signature(occasion)}"
    block = _header_block(occasion)
    head = "<br>".join(f"<b>{escape(label)}:</b> {escape(value)}" for label, value in block)
    html = (
        f'<html><head><meta name="Generator" content="Microsoft Word 15"></head>'
        f'<body lang="{occasion.phrases.tag}"{_dir(occasion)}><div class="WordSection1">'
        f'{_html(words, "MsoNormal")}<div><div style="{_OUTLOOK_RULE}">'
        f'<p class="MsoNormal">{head}</p></div></div>'
        f"{_html(occasion.delivered.text, 'MsoNormal')}</div></body></html>\n"
    )
    add_header(message, "Thread-Topic", encoded(occasion.delivered.subject))
    if occasion.rng.random() < 0.4:
        _set(message, html, _charset(occasion, html), "html")
        return
    lines = "\n".join(f"{label}: {value}" for label, value in block)
    plain = f"{words}\n\n{lines}\n\n{occasion.delivered.text}\n"
    _set(message, plain, _charset(occasion, plain), "plain")
    message.add_alternative(html, subtype="html", cte="quoted-printable")


def _gmail(message: EmailMessage, occasion: Occasion, words: str) -> None:
    """Text and HTML; a long quote line is wrapped, even inside the address."""
    line = _quote_line(occasion)
    text = f"{words}\n\n{_signature(occasion)}"
    folded = line.replace("<", "<\n", 1) if len(line) > 76 else line
    _set(message, f"{text}\n\n{folded}\n\n{_quoted(occasion)}\n", "utf-8", "plain")
    message.add_alternative(
        f'<div{_dir(occasion)}>{_html(text)}</div><br><div class="gmail_quote">'
        f'<div dir="ltr" class="gmail_attr">{escape(line)}<br></div>'
        f'<blockquote class="gmail_quote" style="{_GMAIL_QUOTE}">'
        f"{_html(occasion.delivered.text)}</blockquote></div>\n",
        subtype="html",
        cte="base64",
    )


def _apple_mail(message: EmailMessage, occasion: Occasion, words: str) -> None:
    """Text alone; from the telephone without a signature, the quote line quoted too."""
    if occasion.rng.random() < 0.5:
        add_header(message, "X-Mailer", "iPhone Mail (21F90)")
        quote = f"> {_quote_line(occasion)}\n> \n{_quoted(occasion)}"
        body = f"{words}\n\n{occasion.phrases.mobile}\n\n{quote}\n"
    else:
        add_header(message, "X-Mailer", "Apple Mail (2.3774.600.62)")
        quote = f"{_quote_line(occasion)}\n\n{_quoted(occasion)}"
        body = f"{words}\n\n{_signature(occasion)}\n\n{quote}\n"
    _set(message, body, "utf-8", "plain")


def _thunderbird(message: EmailMessage, occasion: Occasion, words: str) -> None:
    """Text alone, wrapped, with a true signature separator, above the quote or below it."""
    add_header(message, "User-Agent", "Mozilla Thunderbird")
    wrapped = "\n".join(
        textwrap.fill(line, 72, drop_whitespace=False) for line in words.split("\n")
    )
    quote = f"{_quote_line(occasion)}\n{_quoted(occasion)}"
    signature = f"-- \n{_office(occasion)}"
    if occasion.rng.random() < 0.5:
        body = f"{wrapped}\n\n{quote}\n\n{signature}\n"
    else:
        body = f"{wrapped}\n\n{signature}\n\n{quote}\n"
    _set(message, body, _charset(occasion, body), "plain")


def _set(message: EmailMessage, text: str, charset: str, subtype: str) -> None:
    cte = "base64" if charset == "gb18030" else "quoted-printable"
    message.set_content(text, charset=charset, subtype=subtype, cte=cte)


def _charset(occasion: Occasion, text: str) -> str:
    charset = _LOCAL_CHARSET[occasion.language]
    if occasion.rng.random() < 0.7:
        return "utf-8"
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset


def _quote_line(occasion: Occasion) -> str:
    delivered = occasion.delivered
    sent = occasion.local(delivered.sent_at)
    locale = LOCALE[occasion.language]
    twelve = occasion.client is Client.GOOGLE and occasion.language in {"en", "ar"}
    return occasion.phrases.quote[occasion.client].format(
        when=format_datetime(sent, occasion.phrases.date[occasion.client], locale=locale),
        time=format_datetime(sent, "h:mm a" if twelve else "HH:mm", locale=locale),
        name=delivered.sender_name,
        address=delivered.sender,
    )


def _header_block(occasion: Occasion) -> list[tuple[str, str]]:
    delivered = occasion.delivered
    sent = format_datetime(
        occasion.local(delivered.sent_at),
        occasion.phrases.date[Client.EXCHANGE],
        locale=LOCALE[occasion.language],
    )
    person = occasion.person.point
    values = (
        f"{delivered.sender_name} <{delivered.sender}>",
        sent,
        f"{person.name} <{person.address}>",
        delivered.subject,
    )
    return list(zip(occasion.phrases.sent, values, strict=True))


def _signature(occasion: Occasion) -> str:
    return f"{occasion.prose.closing}\n\n{_office(occasion)}"


def _office(occasion: Occasion) -> str:
    return f"{occasion.name}\n{occasion.person.country}".strip()


def _quoted(occasion: Occasion) -> str:
    return "\n".join(f"> {line}".rstrip() for line in occasion.delivered.text.split("\n"))


def _html(text: str, style: str = "") -> str:
    attribute = f' class="{style}"' if style else ""
    paragraphs = (escape(part).replace("\n", "<br>\n") for part in text.split("\n\n"))
    return "\n".join(f"<p{attribute}>{part}</p>" for part in paragraphs)


def _dir(occasion: Occasion) -> str:
    return ' dir="rtl"' if direction(occasion.language) == "rtl" else ""

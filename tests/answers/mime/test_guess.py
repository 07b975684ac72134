"""Text without a label is read in the charset whose letters make sense."""

import pytest

from notifier.answers.mime.charset import text_of
from notifier.answers.mime.entity import parse

TEXTS = [
    ("gb2312", "您好，您的邮件无法送达以下收件人，用户不存在。"),
    ("big5", "您好，您的郵件無法傳遞給以下收件人，請檢查地址。"),
    ("cp932", "メールを送信できませんでした。宛先をご確認ください。"),
    ("euc_jp", "メールを送信できませんでした。宛先をご確認ください。"),
    ("euc_kr", "메일이 전송되지 못했습니다. 존재하지 않는 사용자입니다."),
    ("cp1251", "Ваше сообщение не может быть доставлено получателю."),
    ("koi8-r", "Ваше сообщение не может быть доставлено получателю."),
    ("cp1252", "Votre message n'a pas pu être délivré à la boîte indiquée."),
    ("utf-8", "Сообщение не доставлено"),
]


@pytest.mark.parametrize(("charset", "text"), TEXTS)
def test_the_charset_is_guessed(charset: str, text: str) -> None:
    """Old servers name none."""
    assert text_of(text.encode(charset)) == text


def test_a_header_has_a_charset_of_its_own() -> None:
    """One line in KOI8-R does not spoil another in Windows-1252."""
    raw = (
        b"Subject: "
        + "Недоставленное сообщение".encode("koi8-r")
        + b"\nFrom: Andr\xe9 <a@b.example>"
    )
    mail = parse(raw + b"\n\nwords")

    assert mail.get("subject") == "Недоставленное сообщение"
    assert mail.get("from").startswith("André")


def test_a_page_names_its_own_charset() -> None:
    """Where the mail says nothing, the page is believed."""
    page = '<html><head><meta charset="windows-1251"></head><body>Да</body></html>'
    mail = parse(b"Content-Type: text/html\n\n" + page.encode("cp1251"))

    assert "Да" in mail.text()

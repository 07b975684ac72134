"""Of a person's mail the new words are kept, whatever program quoted the old ones."""

import pytest

from notifier.answers.person import REPLY_MARKER, reply_of

QUOTES = [
    "On Mon, 11 Jan 2027 at 09:00, Secretariat <r@sec.example> wrote:\n> Dear",
    "On 11 Jan 2027, at 09:00, Secretariat\n<r@sec.example> wrote:\n\nDear",
    "Le lun. 11 janv. 2027 à 09:00, Secretariat <r@sec.example> a écrit :\n> Cher",
    "Am Mo., 11. Jan. 2027 um 09:00 Uhr schrieb Secretariat <r@sec.example>:\n> Liebe",
    "Il giorno lun 11 gen 2027 alle ore 09:00 Secretariat <r@sec.example> ha scritto:\n> Caro",
    "Op ma 11 jan. 2027 om 09:00 schreef Secretariat <r@sec.example>:\n> Beste",
    "W dniu 11.01.2027 o 09:00, Secretariat pisze:\n> Szanowni",
    "Den mån 11 jan. 2027 kl 09:00 skrev Secretariat <r@sec.example>:\n> Hej",
    "11.01.2027 09:00, Secretariat пишет:\n> Уважаемый",
    "在 2027年1月11日，09:00，Secretariat <r@sec.example> 写道：\n> 尊敬的",
    "2027年1月11日(月) 9:00 Secretariat <r@sec.example>:\n> 拝啓",
    "-----Original Message-----\nFrom: Secretariat",
    "-------- Message d'origine --------\nDe : Secretariat",
    "------------------ 原始邮件 ------------------\n发件人: Secretariat",
    "---------- Пересылаемое сообщение ----------\nОт: Secretariat",
    "From: Secretariat\nSent: Monday\nTo: Franz\nSubject: Inputs",
    "*From:* Secretariat\n*Date:* Monday\n\nDear",
    "De: Secretariat\nEnviado el: lunes\nPara: Franz\nAsunto: Inputs",
    "Von: Secretariat\nGesendet: Montag\nAn: Franz\nBetreff: Inputs",
    "差出人: Secretariat\n送信日時: 2027年1月11日\n宛先: Franz\n件名: Inputs",
    "Kimden: Secretariat\nGönderildi: Pazartesi\nKime: Franz",
    "من: Secretariat\nإلى: Franz",
    f"{REPLY_MARKER}\nDear colleague",
    "> Dear colleague",
]
KEPT = [
    "On our side the minister wrote:",
    "From: our point of view this is good.\nIt helps.",
    "Dear all,\n\nfrom: 10 March on we can attend.",
    "We wrote: please wait.\n______________________________\nMinistry of Digital Affairs",
    "1) yes\n2) no",
]
SIGNATURES = [
    "-- \nFranz Meier\nMinistry",
    "Sent from my iPhone",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Отправлено с iPhone",
    "发自我的 iPhone",
    "أُرسلت من الـ iPhone",
    "Get Outlook for iOS",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_a_quote_is_cut(quote: str) -> None:
    """Each client and language quotes in its own way."""
    assert reply_of(f"We support the draft.\n\n{quote}\n") == "We support the draft."


@pytest.mark.parametrize("words", KEPT)
def test_words_that_look_like_a_quote_are_kept(words: str) -> None:
    """A lost sentence of a Member State is worse than a quote too many."""
    assert reply_of(words) == words


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_is_cut(signature: str) -> None:
    """The name is known from the address."""
    assert reply_of(f"We support the draft.\n\n{signature}\n") == "We support the draft."


def test_a_mail_of_quotes_only_says_nothing() -> None:
    """The attribution then holds it for a person."""
    assert reply_of("> Dear colleague\n> please answer\n") == ""

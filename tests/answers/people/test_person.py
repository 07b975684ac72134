"""Of a person's mail the new words are kept, whatever program quoted the old ones."""

import pytest

from notifier.answers.people.person import REPLY_MARKER, reply_of

TOKEN = "raedw6ioj7qhzsuq4wklq"
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
    "من: Secretariat\nتاريخ الإرسال: 11 يناير 2027\nإلى: Franz",
    "пн, 11 янв. 2027 г. в 09:00, Secretariat <r@sec.example>:\n\n> Уважаемый",
    "пн, 11 янв. 2027 г. в 09:00, General Secretariat <\nreply@sec.example>:\n\n> Уважаемый",
    f"пн, 11 янв. 2027 г. в 09:00, Secretariat <reply+{TOKEN}@sec.example>:",
    "11 янв. 2027 г., в 09:00, Secretariat\n<r@sec.example> написал(а):\n> Уважаемый",
    "في الاثنين، 11 يناير 2027 في 9:00 ص تمت كتابة ما يلي بواسطة Secretariat <r@sec.example>:\n> حضرة",
    "\u202bفي الاثنين، ١١ يناير ٢٠٢٧ في ٩:٠٠ ص تمت كتابة ما يلي بواسطة \u202aSecretariat\u202c\u200f <\u202ar@sec.example\u202c\u200f>:\u202c\n\u200f> حضرة",
    "في ٢٣ رجب ١٤٤٨ ٩:٠٠ ص، Secretariat <r@sec.example>:\n> حضرة",
    "Secretariat <\nr@sec.example> 于2027年1月11日周一 09:00写道：\n> 尊敬的",
    "11 січ. 2027 р. о 09:00 Secretariat <r@sec.example>:\n> Шановні",
    "2027-01-11 9:00 GMT+02:00 Secretariat <r@sec.example>:\n> Dear",
    "2027/1/11 Secretariat <r@sec.example>\n> 拝啓",
    f"11 янв. 2027 г., Secretariat <reply+{TOKEN}@sec.example>:\n\nУважаемый",
    f"Em seg. 11/01/27, <\nreply+{TOKEN}@sec.example>:\n\nPrezado",
    f"{REPLY_MARKER}\nDear colleague",
    "> Dear colleague",
]
KEPT = [
    "On 12 March 2026 the Minister wrote:\nWe shall attend.",
    "On 12 March 2026 at 10:00 the Minister wrote:\nWe shall attend.",
    "On 12 March 2026 at 10:00 Ms Keller <a.keller@foreign.example> asks:\nWho attends?",
    "12 марта 2026 г. министр написал:\nМы участвуем.",
    "Until 12 January 2026 at 13:00 please write to Ms Keller <a.keller@foreign.example>:\nshe knows.",
    "Write until 12 January 2026 at 13:00 to Ms Keller <a.keller@foreign.example>:",
    "Получено, с благодарностью. Наш делегат на 12.03.2026 <a.keller@foreign.example>:\nА. Келлер",
    "从2026年3月12日起，请写给 <a.keller@foreign.example>：\n我们支持。",
    "From: Geneva, 10 March\nTo: Paris, 12 March\nDelegates: 2",
    "We have two points, on 12 March 2026 at 10:00:\n1) yes\n2) no",
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


@pytest.mark.parametrize(
    "quote",
    [
        "пн, 11 янв. 2027 г. в 09:00, Secretariat <r@sec.example>:\n> Уважаемый",
        "11.01.2027 09:00, Secretariat пишет:\n> Уважаемый",
        "في الاثنين، 11 يناير 2027 في 9:00 ص كتب Secretariat <\nr@sec.example>:\n> حضرة",
        "Le lun. 11 janv. 2027 à 09:00, Secretariat\n<r@sec.example> a écrit :\n> Cher",
        "2027年1月11日(月) 9:00 Secretariat\n<r@sec.example>:\n> 拝啓",
    ],
)
def test_words_directly_above_a_quote_are_kept(quote: str) -> None:
    """Not every program leaves an empty line; what stands above is the person's."""
    words = "We support the draft of 2026\nand its annex"

    assert reply_of(f"{words}\n{quote}\n") == words


def test_words_between_quotes_are_kept() -> None:
    """Point by point, below a line that a person introduced a quote with."""
    text = (
        "On your note of 12 January 2026, Ms Keller <a.keller@foreign.example> and I:\n"
        "> One?\nYes.\n\n> Two?\nNo."
    )

    assert reply_of(text) == text.replace("> One?\n", "").replace("> Two?\n", "")


def test_a_mail_of_quotes_only_says_nothing() -> None:
    """The attribution then holds it for a person."""
    assert reply_of("> Dear colleague\n> please answer\n") == ""

"""Automatic replies, with headers and without, in the languages of the world; and people who only look like it."""

from notifier.answers.answer import Category
from tests.answers.cases.case import Case

CASES = (
    Case(
        "auto_address_changed",
        Category.AUTO,
        reply="I have changed my address; write to new@foreign.example. This is an automatic reply.",
    ),
    Case(
        "auto_challenge_response",
        Category.AUTO,
        reply="Your message is being held. Please confirm that you are a person: this is an automated message.",
    ),
    Case("auto_chinese_prefix", Category.AUTO, reply="我外出至2027年2月3日。"),
    Case("auto_chinese_qq_receipt", Category.AUTO, reply="您好，您的邮件已收到，我会尽快回复。"),
    Case("auto_dovecot_sieve_vacation", Category.AUTO, reply="I am away."),
    Case(
        "auto_exchange_ooo",
        Category.AUTO,
        reply="I am out of the office until 25 January 2027.\n\nFranz",
    ),
    Case("auto_french_absent_du_bureau", Category.AUTO, reply="Je suis en congés."),
    Case(
        "auto_generated_vacation_of_old_sendmail",
        Category.AUTO,
        reply="I will not be reading my mail for a while.",
    ),
    Case("auto_german_abwesend", Category.AUTO, reply="Ich bin im Urlaub."),
    Case("auto_gmail_vacation", Category.AUTO, reply="Thank you. I am out of the office."),
    Case("auto_groupwise_forward_is_a_person", Category.PERSON, reply="We support it."),
    Case("auto_groupwise_rule_reply", Category.AUTO, reply="I am out of the office."),
    Case(
        "auto_headerless_arabic_prefix", Category.AUTO, reply="أنا خارج المكتب حتى 20 يناير 2027."
    ),
    Case(
        "auto_headerless_german_prefix",
        Category.AUTO,
        reply="Ich bin bis zum 01.02.2027 nicht im Büro.",
    ),
    Case("auto_headerless_prefix_bg", Category.AUTO, reply="В отпуск съм до 25 януари 2027 г."),
    Case("auto_headerless_prefix_cs", Category.AUTO, reply="Jsem mimo kancelář do 25. ledna 2027."),
    Case(
        "auto_headerless_prefix_da",
        Category.AUTO,
        reply="Jeg holder ferie til den 25. januar 2027.",
    ),
    Case(
        "auto_headerless_prefix_el", Category.AUTO, reply="Απουσιάζω μέχρι τις 25 Ιανουαρίου 2027."
    ),
    Case(
        "auto_headerless_prefix_en",
        Category.AUTO,
        reply="I am out of the office until 25 January 2027.",
    ),
    Case(
        "auto_headerless_prefix_es",
        Category.AUTO,
        reply="Estoy fuera de la oficina hasta el 25 de enero de 2027.",
    ),
    Case(
        "auto_headerless_prefix_et", Category.AUTO, reply="Olen puhkusel kuni 25. jaanuarini 2027."
    ),
    Case("auto_headerless_prefix_fa", Category.AUTO, reply="من تا ۲۵ ژانویهٔ ۲۰۲۷ در مرخصی هستم."),
    Case("auto_headerless_prefix_fi", Category.AUTO, reply="Olen lomalla 25.1.2027 asti."),
    Case(
        "auto_headerless_prefix_fr",
        Category.AUTO,
        reply="Je suis absente du bureau jusqu'au 25 janvier 2027.",
    ),
    Case("auto_headerless_prefix_he", Category.AUTO, reply="אני בחופשה עד 25 בינואר 2027."),
    Case("auto_headerless_prefix_hi", Category.AUTO, reply="मैं 25 जनवरी 2027 तक कार्यालय से बाहर हूँ।"),
    Case(
        "auto_headerless_prefix_hr",
        Category.AUTO,
        reply="Na godišnjem sam odmoru do 25. siječnja 2027.",
    ),
    Case(
        "auto_headerless_prefix_hu", Category.AUTO, reply="Szabadságon vagyok 2027. január 25-ig."
    ),
    Case("auto_headerless_prefix_id", Category.AUTO, reply="Saya cuti sampai 25 Januari 2027."),
    Case("auto_headerless_prefix_it", Category.AUTO, reply="Sono assente fino al 25 gennaio 2027."),
    Case(
        "auto_headerless_prefix_ko", Category.AUTO, reply="저는 2027년 1월 25일까지 휴가 중입니다."
    ),
    Case("auto_headerless_prefix_lt", Category.AUTO, reply="Atostogauju iki 2027 m. sausio 25 d."),
    Case(
        "auto_headerless_prefix_lv",
        Category.AUTO,
        reply="Esmu atvaļinājumā līdz 2027. gada 25. janvārim.",
    ),
    Case("auto_headerless_prefix_nl", Category.AUTO, reply="Ik ben afwezig tot 25 januari 2027."),
    Case(
        "auto_headerless_prefix_no",
        Category.AUTO,
        reply="Jeg er ikke på kontoret før 25. januar 2027.",
    ),
    Case("auto_headerless_prefix_pl", Category.AUTO, reply="Jestem nieobecny do 25 stycznia 2027."),
    Case(
        "auto_headerless_prefix_pt", Category.AUTO, reply="Estou ausente até 25 de janeiro de 2027."
    ),
    Case(
        "auto_headerless_prefix_ro",
        Category.AUTO,
        reply="Sunt în concediu până la 25 ianuarie 2027.",
    ),
    Case(
        "auto_headerless_prefix_sk", Category.AUTO, reply="Som mimo kancelárie do 25. januára 2027."
    ),
    Case("auto_headerless_prefix_sl", Category.AUTO, reply="Do 25. januarja 2027 sem odsoten."),
    Case("auto_headerless_prefix_sr", Category.AUTO, reply="Одсутан сам до 25. јануара 2027."),
    Case(
        "auto_headerless_prefix_sv",
        Category.AUTO,
        reply="Jag är inte på kontoret till den 25 januari 2027.",
    ),
    Case(
        "auto_headerless_prefix_sw", Category.AUTO, reply="Niko likizo hadi tarehe 25 Januari 2027."
    ),
    Case("auto_headerless_prefix_th", Category.AUTO, reply="ดิฉันลาพักร้อนถึงวันที่ 25 มกราคม 2027"),
    Case(
        "auto_headerless_prefix_tr", Category.AUTO, reply="25 Ocak 2027 tarihine kadar izindeyim."
    ),
    Case("auto_headerless_prefix_uk", Category.AUTO, reply="Я у відпустці до 25 січня 2027 року."),
    Case(
        "auto_headerless_prefix_vi",
        Category.AUTO,
        reply="Tôi nghỉ phép đến ngày 25 tháng 1 năm 2027.",
    ),
    Case("auto_html_only_absence", Category.AUTO, reply="Ich bin bis 25.01.2027 nicht im Büro."),
    Case("auto_japanese_absence_notice", Category.AUTO, reply="1月25日まで不在にしております。"),
    Case(
        "auto_japanese_acknowledgement_bulk",
        Category.AUTO,
        reply="このメールは自動返信です。お問い合わせを受け付けました。",
    ),
    Case(
        "auto_left_the_ministry",
        Category.AUTO,
        reply="I have left the ministry; this address is no longer valid. Write to a.keller@foreign.example.",
    ),
    Case(
        "auto_noreply_acknowledgement",
        Category.AUTO,
        reply="This is an automated acknowledgement. Your message has been received and given number 12345.",
    ),
    Case(
        "auto_notes_german_ist_ausser_haus",
        Category.AUTO,
        reply="Ich werde ab 11.01.2027 nicht im Büro sein. Ich kehre zurück am 25.01.2027.",
    ),
    Case(
        "auto_notes_hierarchical_name",
        Category.AUTO,
        reply="I will be out of the office starting  01/11/2027 and will not return until 01/25/2027.",
    ),
    Case(
        "auto_notes_is_out_of_the_office",
        Category.AUTO,
        reply="I will be out of the office starting 11/01/2027 and will return on 25/01/2027.",
    ),
    Case("auto_only_in_reply_header_exchange", Category.AUTO, reply="I will be back on Monday."),
    Case("auto_otrs_receipt", Category.AUTO, reply="Vielen Dank. Ihre Anfrage ist eingegangen."),
    Case("auto_person_forwards_an_absence", Category.PERSON, reply="See below, who answers then?"),
    Case(
        "auto_person_in_a_tracker",
        Category.PERSON,
        reply="We looked into it and support the draft.",
    ),
    Case(
        "auto_person_replies_to_an_auto_reply",
        Category.PERSON,
        reply="Thank you, I shall write to Ms Keller then.",
    ),
    Case(
        "auto_person_tells_colleagues_of_leave",
        Category.PERSON,
        reply="I am out of the office on Friday; call Ann.",
    ),
    Case(
        "auto_precedence_auto_reply",
        Category.AUTO,
        reply="We have received your mail. Ticket 4711.",
    ),
    Case(
        "auto_replied_with_a_quote",
        Category.AUTO,
        reply="Hello,\n\nI'm currently out of the office with limited access to email.",
    ),
    Case(
        "auto_reply_in_brackets_at_the_end",
        Category.AUTO,
        reply="I have no access to my mail until Monday.",
    ),
    Case(
        "auto_response_with_space",
        Category.AUTO,
        reply="Thank you for your e-mail. I am on parental leave until 1 June 2027 and will not read it.",
    ),
    Case(
        "auto_rt_autoreply",
        Category.AUTO,
        reply="This message has been automatically generated in response to the creation of a request.",
    ),
    Case(
        "auto_russian_receipt_auto_submitted",
        Category.AUTO,
        reply="Ваше обращение зарегистрировано под номером 4711.",
    ),
    Case("auto_spanish_greeting", Category.AUTO, reply="Buenos días: me encuentro de vacaciones."),
    Case(
        "auto_ticket_receipt_no_header",
        Category.AUTO,
        reply="This is an automated response. We have received your message and will answer within two days.",
    ),
    Case(
        "auto_vacation_null_path", Category.AUTO, reply="Je suis absente jusqu'au 3 février 2027."
    ),
    Case(
        "auto_vacation_program_bulk_and_re",
        Category.AUTO,
        reply="I will not be reading my mail for a while. I am on vacation until 25 January.",
    ),
    Case("auto_yahoo_x_autoreply_no_is_a_person", Category.PERSON, reply="We support the draft."),
)

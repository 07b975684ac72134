"""What each mail in tests/mail says: the table of the reading."""

from dataclasses import dataclass

from notifier.answers.answer import Category

UID = "raedw6ioj7qhzsuq4wklq@secretariat.example"
MEIER = "f.meier@foreign.example"


@dataclass(frozen=True, slots=True)
class Case:
    """What is expected of one file; what is left out is empty."""

    file: str
    category: Category
    hard: bool | None = None
    delayed: bool = False
    recipients: tuple[str, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()  # uid, attendee, partstat
    reply: str = ""


CASES = (
    Case("arf_complaint", Category.OTHER),
    Case("auto_chinese_prefix", Category.AUTO, reply="我外出至2027年2月3日。"),
    Case(
        "auto_exchange_ooo",
        Category.AUTO,
        reply="I am out of the office until 25 January 2027.\n\nFranz",
    ),
    Case(
        "auto_headerless_arabic_prefix", Category.AUTO, reply="أنا خارج المكتب حتى 20 يناير 2027."
    ),
    Case(
        "auto_headerless_german_prefix",
        Category.AUTO,
        reply="Ich bin bis zum 01.02.2027 nicht im Büro.",
    ),
    Case(
        "auto_left_the_ministry",
        Category.AUTO,
        reply="I have left the ministry; this address is no longer valid. Write to a.keller@foreign.example.",
    ),
    Case(
        "auto_notes_is_out_of_the_office",
        Category.AUTO,
        reply="I will be out of the office starting 11/01/2027 and will return on 25/01/2027.",
    ),
    Case(
        "auto_precedence_auto_reply",
        Category.AUTO,
        reply="We have received your mail. Ticket 4711.",
    ),
    Case(
        "auto_vacation_null_path", Category.AUTO, reply="Je suis absente jusqu'au 3 février 2027."
    ),
    Case("bounce_empty_from", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("bounce_exchange_2003_prose", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("bounce_exim_warning_delayed", Category.BOUNCE, delayed=True, recipients=(MEIER,)),
    Case("bounce_exim_x_failed_recipients", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("bounce_french_no_report", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("bounce_html_only_mailbox_full", Category.BOUNCE, hard=False, recipients=(MEIER,)),
    Case("bounce_japanese_carrier", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("bounce_qmail", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("counter_google_method_says_reply", Category.ANSWER, answers=((UID, MEIER, "TENTATIVE"),)),
    Case("dsn_delayed_still_trying", Category.BOUNCE, delayed=True, recipients=(MEIER,)),
    Case("dsn_delivered_is_no_bounce", Category.OTHER),
    Case("dsn_domain_gone_5_4_4", Category.BOUNCE, hard=True, recipients=("f.meier@gone.example",)),
    Case("dsn_exchange_ndr_not_found", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case(
        "dsn_exchange_online_access_denied_5_4_1", Category.BOUNCE, hard=True, recipients=(MEIER,)
    ),
    Case("dsn_expired_4_4_7", Category.BOUNCE, hard=False, recipients=(MEIER,)),
    Case("dsn_mailbox_full_flagged_5", Category.BOUNCE, hard=False, recipients=(MEIER,)),
    Case("dsn_original_recipient_and_envid", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("dsn_policy_5_7_1_is_ours", Category.BOUNCE, hard=False, recipients=(MEIER,)),
    Case(
        "dsn_postfix_user_unknown_returns_invitation",
        Category.BOUNCE,
        hard=True,
        recipients=(MEIER,),
    ),
    Case("dsn_relayed_is_no_bounce", Category.OTHER),
    Case(
        "dsn_two_groups_without_blank_line",
        Category.BOUNCE,
        hard=True,
        recipients=("a@foreign.example",),
    ),
    Case("dsn_vague_status_words_decide", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case("dsn_wrapped_by_disclaimer", Category.BOUNCE, hard=True, recipients=(MEIER,)),
    Case(
        "forwarded_reply_inside_rfc822",
        Category.PERSON,
        reply="Please see what my colleague wrote.",
    ),
    Case("invitation_from_a_person", Category.PERSON, reply="Shall we meet?"),
    Case("mdn_read_receipt", Category.OTHER),
    Case("mdn_sieve_reject_is_a_bounce", Category.BOUNCE, hard=False, recipients=(MEIER,)),
    Case(
        "person_answers_below_the_quote",
        Category.PERSON,
        reply="Yes, with one change.\n\nTwo delegates.",
    ),
    Case("person_arabic_attribution", Category.PERSON, reply="نؤيد المشروع."),
    Case("person_arabic_gmail_marks_of_direction", Category.PERSON, reply="نؤيد المشروع."),
    Case("person_arabic_header_block", Category.PERSON, reply="نؤيد المشروع."),
    Case("person_below_our_marker", Category.PERSON, reply="Supported."),
    Case("person_broken_charset_and_header", Category.PERSON, reply="Café oui"),
    Case("person_chinese_foxmail", Category.PERSON, reply="我们支持该草案。"),
    Case("person_chinese_gmail", Category.PERSON, reply="我们支持该草案。"),
    Case(
        "person_contribution_pdf_rfc2231_name",
        Category.PERSON,
        reply="Please find our contribution attached.",
    ),
    Case(
        "person_forwards_an_ndr",
        Category.PERSON,
        reply="Our mail server sends this since Monday, can you help?\n\nFranz",
    ),
    Case("person_german_original_message", Category.PERSON, reply="Wir stimmen zu."),
    Case(
        "person_gmail_english_wrapped_attribution",
        Category.PERSON,
        reply="We support the draft.\n\nFranz",
    ),
    Case("person_html_only_gmail_quote", Category.PERSON, reply="We support it.\nFranz"),
    Case("person_html_only_outlook", Category.PERSON, reply="We support the draft & its annex."),
    Case("person_japanese_attribution", Category.PERSON, reply="草案を支持します。"),
    Case("person_no_headers_at_all", Category.PERSON, reply="We support the draft."),
    Case("person_outlook_french_header_block", Category.PERSON, reply="Nous appuyons le projet."),
    Case("person_phone_signature", Category.PERSON, reply="Supported."),
    Case("person_portuguese_attribution", Category.PERSON, reply="Apoiamos o projeto."),
    Case(
        "person_quotes_the_minister",
        Category.PERSON,
        reply="On 12 January 2027 at 10:00 the Minister <minister@foreign.example> asks:\n"
        "who pays for the travel?\n\n"
        "On 11 January 2027 at 09:00 the Council wrote:\nWe support the draft.",
    ),
    Case("person_russian_attribution", Category.PERSON, reply="Мы поддерживаем проект."),
    Case("person_russian_header_block", Category.PERSON, reply="Мы поддерживаем проект."),
    Case("person_russian_unquoted_letter_below", Category.PERSON, reply="Мы поддерживаем проект."),
    Case(
        "person_russian_words_touch_the_quote_line",
        Category.PERSON,
        reply="Мы поддерживаем проект 2026 года",
    ),
    Case("person_spanish_attribution", Category.PERSON, reply="Apoyamos el proyecto."),
    Case("person_subject_only_accepted", Category.PERSON),
    Case(
        "person_travels_from_to",
        Category.PERSON,
        reply="From: Geneva, 10 March 2027\nTo: New York, 12 March 2027\nDelegates: 2",
    ),
    Case("person_turkish_attribution", Category.PERSON, reply="Taslağı destekliyoruz."),
    Case(
        "person_writes_out_of_office",
        Category.PERSON,
        reply="I am out of office next week. Ms Keller will answer.",
    ),
    Case("refresh_asks_again", Category.ANSWER, answers=((UID, MEIER, "NEEDS-ACTION"),)),
    Case("reply_apple_upper_case_mailto", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_ascii_label_other_bytes", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_bare_cr_and_truncated", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_bom_and_latin1_label", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_delegated_two_attendees", Category.ANSWER, answers=((UID, MEIER, "DELEGATED"),)),
    Case(
        "reply_exchange_no_organizer",
        Category.ANSWER,
        answers=((UID, MEIER, "DECLINED"),),
        reply="The minister is travelling that week. Grüße",
    ),
    Case(
        "reply_exchange_note_in_text_only",
        Category.ANSWER,
        answers=((UID, MEIER, "TENTATIVE"),),
        reply="We still wait for our capital.",
    ),
    Case("reply_extra_attendees_and_alarm", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_folded_in_the_address", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_google_twice_auto_generated",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
        reply='f.meier@foreign.example has accepted this invitation with this note:\n"Two delegates, one online"',
    ),
    Case("reply_no_sequence_no_dtstamp", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_octet_stream_ics", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_party_crasher",
        Category.ANSWER,
        answers=((UID, "zoe@elsewhere.example", "ACCEPTED"),),
    ),
    Case("reply_sent_by_secretary", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_thunderbird_no_method_parameter",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
    ),
    Case("reply_tnef_message_class_only", Category.ANSWER, answers=(("", MEIER, "ACCEPTED"),)),
    Case(
        "reply_two_calendars_in_one_part",
        Category.ANSWER,
        answers=(
            (UID, MEIER, "ACCEPTED"),
            ("other@secretariat.example", MEIER, "DECLINED"),
        ),
    ),
    Case(
        "reply_two_events_two_instances",
        Category.ANSWER,
        answers=(
            (UID, MEIER, "ACCEPTED"),
            (UID, MEIER, "DECLINED"),
        ),
    ),
    Case("reply_unknown_partstat", Category.ANSWER, answers=((UID, MEIER, "NEEDS-ACTION"),)),
    Case("reply_utf16_calendar", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
)

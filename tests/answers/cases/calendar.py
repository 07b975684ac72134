"""Calendar answers as real clients send them, and calendars that are no answer."""

from notifier.answers.answer import Category
from tests.answers.cases.case import MEIER, UID, Case

CASES = (
    Case("counter_google_method_says_reply", Category.ANSWER, answers=((UID, MEIER, "TENTATIVE"),)),
    Case("counter_outlook_proposes", Category.ANSWER, answers=((UID, MEIER, "TENTATIVE"),)),
    Case("decline_counter_is_no_answer", Category.OTHER),
    Case(
        "forwarded_reply_inside_rfc822",
        Category.PERSON,
        reply="Please see what my colleague wrote.",
    ),
    Case("invitation_from_a_person", Category.OTHER),
    Case("refresh_asks_again", Category.ANSWER, answers=((UID, MEIER, "NEEDS-ACTION"),)),
    Case(
        "reply_alternative_html_and_calendar",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
        reply="Franz Meier has accepted this invitation.",
    ),
    Case(
        "reply_and_the_invitation_beside_it", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)
    ),
    Case("reply_apple_server_principal", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_apple_upper_case_mailto", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_ascii_label_other_bytes", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_attendee_twice_the_same", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_bare_cr_and_truncated", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_base64_without_saying_so", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_bom_and_latin1_label", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_boundary_is_wrong", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),), reply="Yes"
    ),
    Case("reply_calendar_is_the_whole_mail", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_delegate_accepts_for_both",
        Category.ANSWER,
        answers=((UID, "a.keller@foreign.example", "ACCEPTED"), (UID, MEIER, "DELEGATED")),
    ),
    Case("reply_delegated_two_attendees", Category.ANSWER, answers=((UID, MEIER, "DELEGATED"),)),
    Case(
        "reply_description_with_raw_line_ends", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)
    ),
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
    Case("reply_fold_lost_its_blank", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_folded_in_the_address", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_from_a_null_path", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_google_twice_auto_generated",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
        reply='f.meier@foreign.example has accepted this invitation with this note:\n"Two delegates, one online"',
    ),
    Case(
        "reply_inside_a_bounce_is_a_bounce",
        Category.BOUNCE,
        hard=True,
        recipients=("a.keller@foreign.example",),
    ),
    Case(
        "reply_invalid_nomail_takes_the_sender",
        Category.ANSWER,
        answers=((UID, MEIER, "TENTATIVE"),),
    ),
    Case("reply_line_ends_doubled", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_lists_everybody_the_sender_counts",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
    ),
    Case("reply_method_in_lower_case", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_mime_type_in_upper_case", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_named_ics_as_plain_text",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
        reply="Accepted.",
    ),
    Case("reply_no_sequence_no_dtstamp", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_octet_stream_ics", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_on_behalf_resent", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_organizer_answers_himself",
        Category.ANSWER,
        answers=((UID, "reply+raedw6ioj7qhzsuq4wklq@secretariat.example", "ACCEPTED"),),
    ),
    Case(
        "reply_partstat_in_quotes_and_lower_case",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
    ),
    Case(
        "reply_party_crasher",
        Category.ANSWER,
        answers=((UID, "zoe@elsewhere.example", "ACCEPTED"),),
    ),
    Case(
        "reply_pasted_calendar_is_a_persons_text",
        Category.PERSON,
        reply="Dear colleague, our server sends the following to you and I cannot see what is wrong with it. Could you please have a look at the lines below and tell us what you think, since we have been at it for two weeks:\n\nBEGIN:VCALENDAR\nPRODID:-//Client//EN\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:raedw6ioj7qhzsuq4wklq@secretariat.example\nDTSTAMP:20270112T091500Z\nSEQUENCE:0\nORGANIZER;CN=Secretariat:mailto:reply+raedw6ioj7qhzsuq4wklq@secretariat.example\nATTENDEE;CN=Franz Meier;PARTSTAT=ACCEPTED:mailto:f.meier@foreign.example\nDTSTART:20270310T120000Z\nEND:VEVENT\nEND:VCALENDAR",
    ),
    Case("reply_quoted_printable_umlauts", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_recurrence_id_is_a_date", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_recurrence_id_with_zone", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_sent_by_secretary", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_thunderbird_no_method_parameter",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
    ),
    Case(
        "reply_tnef_foreign_uid", Category.ANSWER, answers=((UID, MEIER, "DECLINED"),), reply="No."
    ),
    Case("reply_tnef_message_class_only", Category.ANSWER, answers=(("", MEIER, "ACCEPTED"),)),
    Case(
        "reply_tnef_object_id",
        Category.ANSWER,
        answers=(
            (
                "040000008200E00074C5B7101A82E00800000000111111111111111100000000000000001000000022222222222222222222222222222222",
                MEIER,
                "DECLINED",
            ),
        ),
    ),
    Case("reply_todo_completed", Category.ANSWER, answers=((UID, MEIER, "COMPLETED"),)),
    Case(
        "reply_two_calendars_in_one_part",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"), ("other@secretariat.example", MEIER, "DECLINED")),
    ),
    Case(
        "reply_two_events_two_instances",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"), (UID, MEIER, "DECLINED")),
    ),
    Case("reply_unknown_partstat", Category.ANSWER, answers=((UID, MEIER, "NEEDS-ACTION"),)),
    Case("reply_unquoted_colon_in_the_name", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_unquoted_comma_in_the_name", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_urn_uuid_attendee", Category.ANSWER, answers=((UID, MEIER, "DECLINED"),)),
    Case("reply_utf16_calendar", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_utf8_bom_in_base64", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("reply_vcalendar_1_status", Category.ANSWER, answers=((UID, MEIER, "DECLINED"),)),
    Case("reply_with_a_long_description", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case(
        "reply_within_signed_mail",
        Category.ANSWER,
        answers=((UID, MEIER, "ACCEPTED"),),
        reply="Yes.",
    ),
    Case("reply_without_any_method", Category.ANSWER, answers=((UID, MEIER, "ACCEPTED"),)),
    Case("request_in_tnef", Category.OTHER),
    Case("request_without_any_method_is_no_answer", Category.PERSON),
)

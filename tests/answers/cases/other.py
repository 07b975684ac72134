"""Mail that needs nobody: success, receipts, complaints, programs that tell many."""

from notifier.answers.answer import Category
from tests.answers.cases.case import MEIER, Case

CASES = (
    Case("arf_complaint", Category.OTHER),
    Case("mdn_read_receipt", Category.OTHER),
    Case("mdn_sieve_reject_is_a_bounce", Category.BOUNCE, hard=False, recipients=(MEIER,)),
    Case("other_calendar_cancel", Category.OTHER),
    Case("other_dsn_success_postfix", Category.OTHER),
    Case("other_jira_of_a_program", Category.OTHER),
    Case("other_mdn_not_read_deleted", Category.OTHER),
    Case("other_monitoring_auto_generated", Category.OTHER),
    Case("other_newsletter_list_unsubscribe", Category.OTHER),
    Case("other_noreply_notification", Category.OTHER),
    Case("other_page_with_a_way_out", Category.OTHER),
    Case("other_success_in_prose", Category.OTHER),
)

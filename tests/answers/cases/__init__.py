"""What each mail in tests/mail says: the table of the reading."""

from tests.answers.cases import (
    automatic,
    bounces_a_to_k,
    bounces_l_to_z,
    calendar,
    languages_a_to_h,
    languages_i_to_z,
    other,
    people,
    reports,
)
from tests.answers.cases.case import MEIER, UID, Case

__all__ = ["CASES", "MEIER", "UID", "Case"]

CASES = (
    *automatic.CASES,
    *bounces_a_to_k.CASES,
    *bounces_l_to_z.CASES,
    *calendar.CASES,
    *languages_a_to_h.CASES,
    *languages_i_to_z.CASES,
    *other.CASES,
    *people.CASES,
    *reports.CASES,
)

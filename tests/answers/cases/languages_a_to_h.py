"""Replies of people in many languages, Arabic to Hungarian, as common programs quote."""

from notifier.answers.answer import Category
from tests.answers.cases.case import Case

CASES = (
    Case("person_ar_divider_and_phone", Category.PERSON, reply="نؤيد المشروع."),
    Case("person_ar_gmail_line_and_marks", Category.PERSON, reply="نؤيد المشروع."),
    Case("person_ar_gmail_unmarked", Category.PERSON, reply="نؤيد المشروع."),
    Case("person_ar_inline", Category.PERSON, reply="نؤيد المشروع.\n\nنؤيد المشروع."),
    Case("person_ar_outlook_fields", Category.PERSON, reply="نؤيد المشروع."),
    Case("person_cs_divider_and_phone", Category.PERSON, reply="Podporujeme návrh."),
    Case("person_cs_gmail_line_and_marks", Category.PERSON, reply="Podporujeme návrh."),
    Case("person_cs_gmail_unmarked", Category.PERSON, reply="Podporujeme návrh."),
    Case("person_cs_inline", Category.PERSON, reply="Podporujeme návrh.\n\nPodporujeme návrh."),
    Case("person_cs_outlook_fields", Category.PERSON, reply="Podporujeme návrh."),
    Case("person_de_divider_and_phone", Category.PERSON, reply="Wir unterstützen den Entwurf."),
    Case("person_de_gmail_line_and_marks", Category.PERSON, reply="Wir unterstützen den Entwurf."),
    Case("person_de_gmail_unmarked", Category.PERSON, reply="Wir unterstützen den Entwurf."),
    Case(
        "person_de_inline",
        Category.PERSON,
        reply="Wir unterstützen den Entwurf.\n\nWir unterstützen den Entwurf.",
    ),
    Case("person_de_outlook_fields", Category.PERSON, reply="Wir unterstützen den Entwurf."),
    Case(
        "person_do_not_reply_line",
        Category.PERSON,
        reply="We support it. Please do not reply to this address, write to my office.",
    ),
    Case("person_el_divider_and_phone", Category.PERSON, reply="Υποστηρίζουμε το σχέδιο."),
    Case("person_el_gmail_line_and_marks", Category.PERSON, reply="Υποστηρίζουμε το σχέδιο."),
    Case("person_el_gmail_unmarked", Category.PERSON, reply="Υποστηρίζουμε το σχέδιο."),
    Case(
        "person_el_inline",
        Category.PERSON,
        reply="Υποστηρίζουμε το σχέδιο.\n\nΥποστηρίζουμε το σχέδιο.",
    ),
    Case("person_el_outlook_fields", Category.PERSON, reply="Υποστηρίζουμε το σχέδιο."),
    Case("person_en_divider_and_phone", Category.PERSON, reply="We support the draft."),
    Case("person_en_gmail_line_and_marks", Category.PERSON, reply="We support the draft."),
    Case("person_en_gmail_unmarked", Category.PERSON, reply="We support the draft."),
    Case(
        "person_en_inline", Category.PERSON, reply="We support the draft.\n\nWe support the draft."
    ),
    Case("person_en_outlook_fields", Category.PERSON, reply="We support the draft."),
    Case("person_es_divider_and_phone", Category.PERSON, reply="Apoyamos el proyecto."),
    Case("person_es_gmail_line_and_marks", Category.PERSON, reply="Apoyamos el proyecto."),
    Case("person_es_gmail_unmarked", Category.PERSON, reply="Apoyamos el proyecto."),
    Case(
        "person_es_inline", Category.PERSON, reply="Apoyamos el proyecto.\n\nApoyamos el proyecto."
    ),
    Case("person_es_outlook_fields", Category.PERSON, reply="Apoyamos el proyecto."),
    Case(
        "person_fa_divider_and_phone",
        Category.PERSON,
        reply="ما از پیش\u200cنویس حمایت می\u200cکنیم.",
    ),
    Case(
        "person_fa_gmail_line_and_marks",
        Category.PERSON,
        reply="ما از پیش\u200cنویس حمایت می\u200cکنیم.",
    ),
    Case(
        "person_fa_gmail_unmarked", Category.PERSON, reply="ما از پیش\u200cنویس حمایت می\u200cکنیم."
    ),
    Case(
        "person_fa_inline",
        Category.PERSON,
        reply="ما از پیش\u200cنویس حمایت می\u200cکنیم.\n\nما از پیش\u200cنویس حمایت می\u200cکنیم.",
    ),
    Case(
        "person_fa_outlook_fields", Category.PERSON, reply="ما از پیش\u200cنویس حمایت می\u200cکنیم."
    ),
    Case("person_fi_divider_and_phone", Category.PERSON, reply="Kannatamme luonnosta."),
    Case("person_fi_gmail_line_and_marks", Category.PERSON, reply="Kannatamme luonnosta."),
    Case("person_fi_gmail_unmarked", Category.PERSON, reply="Kannatamme luonnosta."),
    Case(
        "person_fi_inline", Category.PERSON, reply="Kannatamme luonnosta.\n\nKannatamme luonnosta."
    ),
    Case("person_fi_outlook_fields", Category.PERSON, reply="Kannatamme luonnosta."),
    Case("person_fr_divider_and_phone", Category.PERSON, reply="Nous appuyons le projet."),
    Case("person_fr_gmail_line_and_marks", Category.PERSON, reply="Nous appuyons le projet."),
    Case("person_fr_gmail_unmarked", Category.PERSON, reply="Nous appuyons le projet."),
    Case(
        "person_fr_inline",
        Category.PERSON,
        reply="Nous appuyons le projet.\n\nNous appuyons le projet.",
    ),
    Case("person_fr_outlook_fields", Category.PERSON, reply="Nous appuyons le projet."),
    Case("person_he_divider_and_phone", Category.PERSON, reply="אנו תומכים בטיוטה."),
    Case("person_he_gmail_line_and_marks", Category.PERSON, reply="אנו תומכים בטיוטה."),
    Case("person_he_gmail_unmarked", Category.PERSON, reply="אנו תומכים בטיוטה."),
    Case("person_he_inline", Category.PERSON, reply="אנו תומכים בטיוטה.\n\nאנו תומכים בטיוטה."),
    Case("person_he_outlook_fields", Category.PERSON, reply="אנו תומכים בטיוטה."),
    Case("person_hi_divider_and_phone", Category.PERSON, reply="हम मसौदे का समर्थन करते हैं।"),
    Case("person_hi_gmail_line_and_marks", Category.PERSON, reply="हम मसौदे का समर्थन करते हैं।"),
    Case("person_hi_gmail_unmarked", Category.PERSON, reply="हम मसौदे का समर्थन करते हैं।"),
    Case(
        "person_hi_inline",
        Category.PERSON,
        reply="हम मसौदे का समर्थन करते हैं।\n\nहम मसौदे का समर्थन करते हैं।",
    ),
    Case("person_hi_outlook_fields", Category.PERSON, reply="हम मसौदे का समर्थन करते हैं।"),
    Case("person_hu_divider_and_phone", Category.PERSON, reply="Támogatjuk a tervezetet."),
    Case("person_hu_gmail_line_and_marks", Category.PERSON, reply="Támogatjuk a tervezetet."),
    Case("person_hu_gmail_unmarked", Category.PERSON, reply="Támogatjuk a tervezetet."),
    Case(
        "person_hu_inline",
        Category.PERSON,
        reply="Támogatjuk a tervezetet.\n\nTámogatjuk a tervezetet.",
    ),
    Case("person_hu_outlook_fields", Category.PERSON, reply="Támogatjuk a tervezetet."),
)

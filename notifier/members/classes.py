"""How many members of each recipient class there are, in words: States are not added to others."""

from collections import Counter
from collections.abc import Iterable, Mapping

from babel import Locale
from babel.lists import format_list

from notifier.languages import LANGUAGES, LOCALE, Language
from notifier.members.member import Member, RecipientClass

# By plural category of the CLDR, of which every language has `other`.
_WORDS: Mapping[RecipientClass, Mapping[Language, Mapping[str, str]]] = {
    "member-state": {
        "ar": {
            "zero": "لا دولة عضواً",
            "one": "دولة عضو واحدة",
            "two": "دولتان عضوان",
            "few": "{n} دول أعضاء",
            "many": "{n} دولة عضواً",
            "other": "{n} دولة عضو",
        },
        "zh": {"other": "{n}个成员国"},
        "en": {"one": "{n} Member State", "other": "{n} Member States"},
        "fr": {"one": "{n} État Membre", "other": "{n} États Membres"},
        "ru": {
            "one": "{n} Государство-Член",
            "few": "{n} Государства-Члена",
            "other": "{n} Государств-Членов",
        },
        "es": {"one": "{n} Estado Miembro", "other": "{n} Estados Miembros"},
    },
    "resolution-99": {
        "ar": {"other": "دولة فلسطين (القرار 99)"},
        "zh": {"other": "巴勒斯坦国（第99号决议）"},
        "en": {"other": "the State of Palestine (Resolution 99)"},
        "fr": {"other": "l’État de Palestine (Résolution 99)"},
        "ru": {"other": "Государство Палестина (Резолюция 99)"},
        "es": {"other": "el Estado de Palestina (Resolución 99)"},
    },
    "sector-member": {
        "ar": {"other": "أعضاء القطاعات (العدد: {n})"},
        "zh": {"other": "{n}个部门成员"},
        "en": {"one": "{n} Sector Member", "other": "{n} Sector Members"},
        "fr": {"one": "{n} Membre de Secteur", "other": "{n} Membres de Secteur"},
        "ru": {
            "one": "{n} Член Сектора",
            "few": "{n} Члена Секторов",
            "other": "{n} Членов Секторов",
        },
        "es": {"one": "{n} Miembro de Sector", "other": "{n} Miembros de Sector"},
    },
    "observer": {
        "ar": {"other": "مراقبون (العدد: {n})"},
        "zh": {"other": "{n}个观察员"},
        "en": {"one": "{n} observer", "other": "{n} observers"},
        "fr": {"one": "{n} observateur", "other": "{n} observateurs"},
        "ru": {"one": "{n} наблюдатель", "few": "{n} наблюдателя", "other": "{n} наблюдателей"},
        "es": {"one": "{n} observador", "other": "{n} observadores"},
    },
}


def class_of(code: str, members: Mapping[str, Member]) -> RecipientClass:
    """Return the recipient class of a member; one that left the register was a Member State."""
    return members[code].recipient_class if code in members else "member-state"


def by_class(codes: Iterable[str], members: Mapping[str, Member]) -> Mapping[RecipientClass, int]:
    """Count members by their recipient class, each once, the Member States first."""
    counts = Counter(class_of(code, members) for code in set(codes))
    return {each: counts[each] for each in _WORDS if counts[each]}


def in_words(counts: Mapping[RecipientClass, int], language: Language) -> str:
    """Return the counts as a letter says them: "194 Member States and the State of Palestine ..."."""
    locale = Locale.parse(LOCALE[language])
    parts = []
    for each, count in counts.items():
        forms = _WORDS[each][language]
        form = forms.get(locale.plural_form(count), forms["other"])
        parts.append(form.format(n=count))
    return format_list(parts, locale=locale)


def in_all_languages(counts: Mapping[RecipientClass, int]) -> dict[Language, str]:
    """Return the counts in words, in each of the six languages."""
    return {language: in_words(counts, language) for language in LANGUAGES}

"""From a letter's record to its editions: what it says when cleared, what it looks like when issued."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notifier.errors import Problem, UserError
from notifier.languages import Language
from notifier.letters.context import context
from notifier.letters.dates import place_and_date
from notifier.letters.gaps import gaps
from notifier.letters.letter import Edition, Letter, Letterhead, Wording
from notifier.letters.outputs.html import edition_html
from notifier.letters.outputs.layout import Layout
from notifier.letters.outputs.pdf import edition_pdf
from notifier.letters.outputs.text import edition_text
from notifier.letters.templates.template import Template, fill
from notifier.members.member import RecipientClass
from notifier.plan.kind import Kind

Templates = Mapping[tuple[str, Language], Template]
_NO_NAME = re.compile(r"[\s()（）]*|\s*[(（].*[)）]\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who writes and who signs, as configured, in the six languages."""

    organization: Mapping[Language, str]
    organ: Mapping[Language, str]
    address_lines: Mapping[Language, tuple[str, ...]]
    contact: Mapping[str, Any]  # name in the six languages; phone and mail
    signatory_name: Mapping[Language, str]
    signatory_title: Mapping[Language, str]
    addressees: Mapping[RecipientClass, Mapping[Language, str]]


def wordings(
    letter: Letter,
    templates: Templates,
    masthead: Masthead,
    languages: Iterable[Language],
    *,
    with_gaps: bool = False,
) -> dict[Language, Wording]:
    """Return what `letter` says in each language, and in that language alone.

    Raises UserError with everything that stands in the way, a missing template included. Only
    `with_gaps` does another language stand in for a text of the plan that is not written yet.
    """
    filled: dict[Language, Wording] = {}
    chosen, problems = _chosen(letter, templates, languages)
    if not with_gaps:
        problems.extend(gaps(letter.facts, chosen))
    for template in chosen:
        values = context(letter.facts, template.language, contact=masthead.contact)
        try:
            filled[template.language] = fill(template, values)
        except UserError as error:
            problems.extend(error.problems)
    if problems:
        raise UserError(problems)
    return filled


def unwritten(
    letter: Letter, templates: Templates, languages: Iterable[Language]
) -> tuple[Problem, ...]:
    """Return the texts for which another language would stand in, each by its place in the plan."""
    return gaps(letter.facts, _chosen(letter, templates, languages)[0])


def _chosen(
    letter: Letter, templates: Templates, languages: Iterable[Language]
) -> tuple[list[Template], list[Problem]]:
    """Return the templates of a letter, and which of them are not there."""
    found = {language: templates.get((letter.kind.value, language)) for language in languages}
    missing = [
        Problem(f"{letter.kind.value}/{language}.md", "there is no such template")
        for language, template in found.items()
        if template is None
    ]
    return [template for template in found.values() if template is not None], missing


def no_signatory(masthead: Masthead) -> tuple[Problem, ...]:
    """Return what keeps letters from bearing a name: none is set, or only a word in parentheses."""
    nameless = [
        language for language, name in masthead.signatory_name.items() if _NO_NAME.fullmatch(name)
    ]
    if not nameless:
        return ()
    what = f"this is no name in {', '.join(nameless)}; enter who signs, or letters bear none"
    return (Problem("signatory.name", what),)


def edition(
    wording: Wording, letter: Letter, masthead: Masthead, layout: Layout, *, day: date
) -> Edition:
    """Return one edition with its outputs, dated `day`. Standing letters have no paper.

    The same arguments give the same bytes. Raises UserError when a language cannot be set.
    """
    head = letterhead(letter, masthead, wording.language, day)
    return Edition(
        language=wording.language,
        subject=wording.subject,
        text=edition_text(wording, head, layout),
        html=edition_html(wording, head, layout),
        pdf=None
        if letter.is_standing
        else edition_pdf(wording, head, layout, made_at=letter.created_at),
        pdf_name=_pdf_name(letter, wording.language),
    )


def letterhead(letter: Letter, masthead: Masthead, language: Language, day: date) -> Letterhead:
    """Return what stands around the wording of `letter` in one language.

    A standing letter goes to one person each, and nobody signs it: it names no addressees, and
    the organ stands where the signatory would. An acknowledgement has no date of its own: one
    edition serves all replies to come, and says of each when it was received.
    """
    signatory, title = masthead.signatory_name[language], masthead.signatory_title[language]
    has_date = letter.kind is not Kind.ACKNOWLEDGEMENT
    if letter.is_standing:
        signatory, title = "", masthead.organ[language]
    return Letterhead(
        organization=masthead.organization[language],
        organ=masthead.organ[language],
        address_lines=masthead.address_lines[language],
        place_and_date=place_and_date(day, language) if has_date else "",
        reference=letter.reference or _parent_reference(letter.facts),
        contact_name=masthead.contact["name"][language],
        contact_phone=masthead.contact["phone"],
        contact_mail=masthead.contact["mail"],
        addressees=tuple(
            masthead.addressees[each][language]
            for each in _classes(letter)
            if each in masthead.addressees
        ),
        signatory_name=signatory,
        signatory_title=title,
    )


def _parent_reference(facts: Mapping[str, Any]) -> str:
    return (facts.get("parent") or {}).get("reference") or ""


def _classes(letter: Letter) -> list[RecipientClass]:
    """Return the recipient classes that a letter is addressed to, in the order of the plan."""
    if letter.is_standing:
        return []
    if letter.kind in (Kind.ADVANCE_NOTICE, Kind.CORRIGENDUM):
        audiences = [letter.facts["activity"].get("announce") or {}]
    else:
        audiences = [call["audience"] for call in letter.facts["consultations"].values()]
    return list(dict.fromkeys(each for a in audiences for each in a.get("classes", ())))


def _pdf_name(letter: Letter, language: Language) -> str:
    """Return a file name that every system takes: `CL-26-5-fr.pdf`."""
    stem = letter.reference or f"draft-{letter.id}"
    return f"{stem.replace('/', '-')}-{language}.pdf"

"""A template as its readers would get it: filled for the next matching activity and one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.cli import house
from notifier.errors import Problem, UserError
from notifier.languages import Language
from notifier.letters.context import context
from notifier.letters.dates import GENEVA
from notifier.letters.gaps import gaps
from notifier.letters.letter import Letter, Letterhead, Wording
from notifier.letters.outputs.html import edition_html
from notifier.letters.outputs.layout import Layout
from notifier.letters.outputs.pdf import edition_pdf
from notifier.letters.outputs.text import edition_text
from notifier.letters.personal import edition_for, personal_values
from notifier.letters.press import letterhead
from notifier.letters.sample import sample_values
from notifier.letters.slots import splice
from notifier.letters.templates.near import did_you_mean
from notifier.letters.templates.occasion import Occasion, next_occasion
from notifier.letters.templates.template import Template, fill
from notifier.members.member import Directory, FocalPoint, Member
from notifier.plan.activity import Plan, text_in
from notifier.plan.kind import STANDING, Kind
from notifier.settings import Settings
from notifier.sources.templates import LAYOUT, read_template


class Form(StrEnum):
    """What a letter can be looked at as."""

    MAIL = "mail"
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"


SUFFIX = {Form.MAIL: "html", Form.TEXT: "txt", Form.PDF: "pdf", Form.DOCX: "docx"}
PAPER = frozenset({Form.PDF, Form.DOCX})
USUAL = (Form.MAIL, Form.TEXT, Form.PDF)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: a template in some languages and forms, as somebody reads it."""

    config: Path
    kind: Kind
    now: datetime
    languages: tuple[Language, ...] = ()  # none: the one of the reader, or all that letters need
    forms: tuple[Form, ...] = USUAL
    reader: str | None = None  # a member's code, or the id of a focal point; None: a sample


@dataclass(frozen=True, slots=True)
class Shown:
    """One language of a template: its files, or what is wrong with it."""

    language: Language
    subject: str = ""
    files: Mapping[Form, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What there is to see of a template, with a sentence on what it is filled with."""

    about: str
    shown: tuple[Shown, ...]
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a template is filled with, whatever it says: a letter, and somebody who reads it."""

    about: str
    letter: Letter
    point: FocalPoint | None  # None: a sample
    members: Mapping[str, Member]  # that of the reader
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that one language after the other is made with."""

    of: Settings
    wanted: Wanted
    scene: Scene
    layout: Layout


def set_scene(wanted: Wanted) -> Scene:
    """Return what a preview is filled with: the plan's next letter of this kind, else a sample.

    Raises UserError where there is no such reader, and where members or focal points do not read.
    """
    of = house.settings(wanted.config)
    directory = house.directory(of)
    point = _reader(wanted.reader, directory, wanted.now) if wanted.reader else None
    plan, notes = _plan(of)
    occasion = next_occasion(wanted.kind, plan, directory.members, wanted.now)
    members = {point.member: directory.members[point.member]} if point else {}
    return Scene(_about(occasion, point), occasion.letter, point, members, notes)


def make_preview(wanted: Wanted, scene: Scene) -> Preview:
    """Return the template as it would be read today; a language that cannot be filled says why."""
    of = house.settings(wanted.config)
    desk = _Desk(of, wanted, scene, house.layout(of))
    shown: list[Shown] = []
    templates: list[Template] = []
    for language in wanted.languages or _languages(of, scene.point):
        try:
            templates.append(read_template(of.files.templates, wanted.kind, language))
            shown.append(_shown(desk, templates[-1]))
        except UserError as error:
            shown.append(Shown(language, problems=error.problems))
    notes = [*scene.notes, *gaps(scene.letter.facts, templates)]
    if wanted.kind in STANDING and PAPER & set(wanted.forms):
        what = "this letter goes out by mail alone, so there is no paper of it to show"
        notes.append(Problem(wanted.kind.value, what))
    return Preview(scene.about, tuple(shown), tuple(notes))


def _languages(of: Settings, point: FocalPoint | None) -> tuple[Language, ...]:
    needed = tuple(of.required_languages)
    return needed if point is None else (edition_for(point, needed),)


def _plan(of: Settings) -> tuple[Plan, tuple[Problem, ...]]:
    """Return the plan, or an empty one with a note where it does not read."""
    try:
        return house.SourcesReader(of)().plan, ()
    except UserError as error:
        what = f"the plan does not read, so a sample is shown ({error.problems[0]})"
        return Plan(year=2000, activities=()), (Problem(str(of.files.plan), what),)


def _reader(who: str, directory: Directory, now: datetime) -> FocalPoint:
    """Return the focal point of this id, or the first of the member of this code."""
    if who in directory.focal_points:
        return directory.focal_points[who]
    code = who.upper()
    if code not in directory.members:
        known = [*directory.members, *directory.focal_points]
        near = did_you_mean(code, directory.members) if len(who) <= 3 else did_you_mean(who, known)
        raise UserError.of("--for", f"{who!r} is neither a member nor a focal point{near}")
    serving = [point for point in directory.of(code) if point.is_valid(now.date())]
    if not serving:
        raise UserError.of("--for", f"{code} has no focal point that serves today")
    return serving[0]


def _about(occasion: Occasion, point: FocalPoint | None) -> str:
    title = text_in(occasion.letter.facts["activity"]["title"], "en")
    about = ", ".join(occasion.letter.consultations) or occasion.letter.activity
    first = f"The plan’s next letter of this kind: {title} ({about})."
    if not occasion.is_planned:
        first = "The plan has nothing for this letter; it is filled with a sample."
    reader = f"{point.id}, {point.name} ({point.member}, {point.zone})" if point else "a sample"
    return f"{first} The reader is {reader}."


def _shown(desk: _Desk, template: Template) -> Shown:
    masthead, letter, language = house.masthead(desk.of), desk.scene.letter, template.language
    wording = fill(template, context(letter.facts, language, contact=masthead.contact))
    day = desk.wanted.now.astimezone(ZoneInfo(GENEVA)).date()
    head = letterhead(letter, masthead, language, day)
    return Shown(language, wording.subject, _files(desk, wording, head))


def _files(desk: _Desk, wording: Wording, head: Letterhead) -> dict[Form, bytes]:
    values = _values(desk, wording.language)
    files: dict[Form, bytes] = {}
    for form in desk.wanted.forms:
        if form is Form.MAIL:
            page = splice(edition_html(wording, head, desk.layout), values, escape)
            files[form] = page.encode()
        elif form is Form.TEXT:
            files[form] = splice(edition_text(wording, head, desk.layout), values).encode()
        elif not desk.scene.letter.is_standing:
            files[form] = _paper(desk, wording, head, form)
    return files


def _paper(desk: _Desk, wording: Wording, head: Letterhead, form: Form) -> bytes:
    made_at = desk.scene.letter.created_at
    if form is Form.PDF:
        return edition_pdf(wording, head, desk.layout, made_at=made_at)
    styles = desk.of.files.templates / LAYOUT / "reference.docx"
    try:
        from notifier.letters.outputs.docx import edition_docx  # noqa: PLC0415 - slow to load, seldom asked for
    except ModuleNotFoundError as error:
        raise UserError.of("--as docx", "Word files are not there yet; ask for pdf") from error
    reference = styles.read_bytes()
    return edition_docx(wording, head, desk.layout, reference=reference, made_at=made_at)


def _values(desk: _Desk, language: Language) -> dict[str, str]:
    """Return the personal values of the reader; what only a reply brings stays a sample."""
    scene = desk.scene
    values = sample_values(scene.letter, language, desk.of.sender.reply)
    if scene.point is None:
        return values
    return values | personal_values(scene.letter, scene.point, language, scene.members)

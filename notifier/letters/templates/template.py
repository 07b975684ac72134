"""The files that staff edit: front matter and Markdown with placeholders, read, checked, filled."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from jinja2.exceptions import TemplateError

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.context import known_names
from notifier.letters.letter import Wording
from notifier.letters.templates import sandbox
from notifier.letters.templates.fragments import Fragment, Fragments, Includer
from notifier.letters.templates.front_matter import ROW, FrontMatter, Row, missing_front, sections
from notifier.letters.templates.mistakes import filling_problem, name_problems, syntax_problems
from notifier.letters.templates.places import Passage
from notifier.letters.templates.sandbox import MARKDOWN, PLAIN, Sandbox

_REQUIRED = ("subject", "salutation", "closing")
_NO_FRAGMENTS: Fragments = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Template:
    """What a kind of letter says in one language, its fragments in place, placeholders still open."""

    kind: str
    language: Language
    subject: str
    salutation: str
    deadlines: tuple[tuple[str, str], ...]
    closing: str
    body: str
    where: str  # the file, for sentences about it
    sha256: str  # of the whole source, and of each fragment that it includes
    fragments: tuple[str, ...] = ()
    passages: Mapping[str, Passage] = field(default_factory=dict, compare=False)

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield name and source of each part that is filled, in the order of the file."""
        yield from (("subject", self.subject), ("salutation", self.salutation))
        for number, row in enumerate(self.deadlines):
            yield from ((f"deadlines.{number}.{key}", row[i]) for i, key in enumerate(ROW))
        yield from (("closing", self.closing), ("body", self.body))


def parse_template(
    source: str,
    *,
    kind: str,
    language: Language,
    where: str,
    fragments: Fragments = _NO_FRAGMENTS,
) -> Template:
    """Read one template; whatever is wrong in it is told at once, as UserError with places."""
    divided = sections(source, where)
    if divided.front is None:
        raise missing_front(where)
    front = FrontMatter(where, divided.front, required=_REQUIRED)
    includer = Includer(fragments, language)
    nothing = Passage.of("", where)
    passages = {key: includer.body(front.texts.get(key, nothing)) for key in _REQUIRED}
    rows = tuple(_rows(front, includer))
    for number, row in enumerate(rows):
        passages |= {f"deadlines.{number}.{key}": row[i] for i, key in enumerate(ROW)}
    passages["body"] = includer.body(divided.body)
    problems = [*front.problems, *includer.problems, *_unreadable(passages.values())]
    if problems:
        raise UserError(dict.fromkeys([*problems, *_unknown_in_readable(passages.values())]))
    return Template(
        kind=kind,
        language=language,
        **{key: passages[key].text for key in _REQUIRED},
        deadlines=tuple((when.text, what.text) for when, what in rows),
        body=passages["body"].text,
        where=where,
        sha256=_digest(source, includer.used),
        fragments=tuple(includer.used),
        passages=passages,
    )


def _unreadable(passages: Iterable[Passage]) -> Iterator[Problem]:
    for passage in passages:
        yield from syntax_problems(passage)


def _unknown_in_readable(passages: Iterable[Passage]) -> Iterator[Problem]:
    """Yield unknown names too where a file is refused, so that it is mended in one go."""
    for passage in passages:
        if not any(syntax_problems(passage)):
            yield from name_problems(passage, known_names())


def _rows(front: FrontMatter, includer: Includer) -> Iterator[Row]:
    for row in front.rows:
        if isinstance(row, Passage):
            yield from includer.rows(row)
        else:
            yield includer.body(row[0]), includer.body(row[1])


def _digest(source: str, used: Mapping[str, Fragment]) -> str:
    """Return the SHA-256 of a source with all that it includes: any change of them gives another."""
    whole = hashlib.sha256(source.encode())
    for name in sorted(used):
        whole.update(f"\n{name} {used[name].sha256}".encode())
    return whole.hexdigest()


def _environment(part: str) -> Sandbox:
    return MARKDOWN if part == "body" or part.startswith("deadlines") else PLAIN


def fill(template: Template, context: Mapping[str, Any]) -> Wording:
    """Return the wording for `context`; every value arrives as plain words on one line.

    A row of deadlines whose `when` comes out empty is left out. Whatever cannot be filled is
    told at once, as UserError with file, line and column.
    """
    problems = list(_unknown(template, context))
    filled: dict[str, str] = {}
    for part, source in template.parts() if not problems else ():
        try:
            filled[part] = sandbox.render(source, context, _environment(part))
        except (TemplateError, TypeError, ValueError) as error:
            problems.append(filling_problem(template.passages[part], error))
    if problems:
        raise UserError(problems)
    rows = [
        (_one_line(filled[f"deadlines.{n}.when"]), _one_line(filled[f"deadlines.{n}.what"]))
        for n in range(len(template.deadlines))
    ]
    return Wording(
        language=template.language,
        **{key: _one_line(filled[key]) for key in _REQUIRED},
        deadlines=tuple(row for row in rows if row[0]),
        body=filled["body"].strip("\n") + "\n",
    )


def _one_line(filled: str) -> str:
    return " ".join(filled.split("\n")).strip()


def _unknown(template: Template, known: Mapping[str, Any]) -> Iterator[Problem]:
    for part, _ in template.parts():
        yield from name_problems(template.passages[part], known)


def check_templates(
    templates: Iterable[Template],
    contexts: Callable[[Template], Iterable[Mapping[str, Any]]],
) -> tuple[Problem, ...]:
    """Return all that is wrong in templates: unknown names, letters not to be filled, languages.

    `contexts` gives the values on which a template is tried; each problem is told once.
    """
    chosen = list(templates)
    problems = dict.fromkeys(try_templates(chosen, contexts))
    languages: dict[str, list[Template]] = {}
    for template in chosen:
        languages.setdefault(template.kind, []).append(template)
    for kind, editions in languages.items():
        problems.update(dict.fromkeys(_missing_languages(kind, editions)))
    return tuple(problems)


def try_templates(
    templates: Iterable[Template],
    contexts: Callable[[Template], Iterable[Mapping[str, Any]]],
) -> tuple[Problem, ...]:
    """Return what is wrong in each template by itself: unknown names, and letters not to be filled."""
    problems: dict[Problem, None] = {}
    for template in templates:
        unknown = list(_unknown(template, known_names()))
        problems.update(dict.fromkeys(unknown))
        for context in contexts(template) if not unknown else ():
            try:
                fill(template, context)
            except UserError as error:
                problems.update(dict.fromkeys(error.problems))
    return tuple(problems)


def _missing_languages(kind: str, editions: list[Template]) -> Iterator[Problem]:
    missing = [code for code in LANGUAGES if code not in {t.language for t in editions}]
    if missing:
        folder = PurePath(editions[0].where).parent
        yield Problem(str(folder), f"`{kind}` has no template in {', '.join(missing)}")

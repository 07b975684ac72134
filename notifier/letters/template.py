"""The files that staff edit: front matter and Markdown with placeholders, read, checked, filled."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import yaml
from jinja2.exceptions import TemplateError, TemplateSyntaxError

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters import sandbox, slots
from notifier.letters.context import known_names
from notifier.letters.letter import Wording
from notifier.letters.near import did_you_mean
from notifier.letters.sandbox import MARKDOWN, PLAIN, Sandbox
from notifier.letters.vocabulary import unknown_names

_REQUIRED = ("subject", "salutation", "closing")
_KNOWN = (*_REQUIRED, "deadlines")
_ROW = ("when", "what")
_QUOTE = 'a text with `{{ }}` or `: ` in it stands in "quotes"'
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """What a kind of letter says in one language, with placeholders still open."""

    kind: str
    language: Language
    subject: str
    salutation: str
    deadlines: tuple[tuple[str, str], ...]
    closing: str
    body: str
    where: str  # the file, for sentences about it
    sha256: str  # of the whole source
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)  # where each part begins

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield name and source of each part that is filled, in the order of the file."""
        yield from (("subject", self.subject), ("salutation", self.salutation))
        for number, row in enumerate(self.deadlines):
            yield from ((f"deadlines.{number}.{key}", row[i]) for i, key in enumerate(_ROW))
        yield from (("closing", self.closing), ("body", self.body))

    def at(self, part: str, line: int) -> str:
        """Return file and line of the `line`-th line of a part."""
        return f"{self.where}:{self.lines.get(part, 1) + line - 1}"


def parse_template(source: str, *, kind: str, language: Language, where: str) -> Template:
    """Read one template; whatever is wrong in it is told at once, as UserError with lines."""
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(text)
    if front is None:
        raise UserError.of(f"{where}:1", "the file must begin with front matter between two `---`")
    reader = _FrontMatter(where)
    reader.read(front[1] or "")
    template = Template(
        kind=kind,
        language=language,
        **{key: reader.texts.get(key, "") for key in _REQUIRED},
        deadlines=tuple(reader.rows),
        body=text[front.end() :],
        where=where,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        lines={**reader.lines, "body": text.count("\n", 0, front.end()) + 1},
    )
    problems = [*reader.problems, *_syntax_problems(template)]
    if problems:
        raise UserError(problems)
    return template


class _FrontMatter:
    """Reads the front matter node by node, so that every problem has its line."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.texts: dict[str, str] = {}
        self.rows: list[tuple[str, str]] = []
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def read(self, source: str) -> None:
        try:
            node = yaml.compose(source, Loader=yaml.SafeLoader)
        except RecursionError:
            return self._tell(1, "the front matter is nested too deeply")
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 2 if error.problem_mark else 1
            return self._tell(line, f"the front matter does not read: {error.problem}; {_QUOTE}")
        except yaml.YAMLError as error:
            return self._tell(1, f"the front matter does not read: {error}")
        entries = self._entries(node, _KNOWN, "front matter")
        for key in _REQUIRED:
            self._text(entries, key, key, 1)
            if key in self.texts and not self.texts[key].strip():
                self._tell(self.lines[key], f"`{key}` is empty")
        if "deadlines" in entries:
            self._deadlines(entries["deadlines"])
        return None

    def _deadlines(self, node: yaml.Node) -> None:
        if not isinstance(node, yaml.SequenceNode):
            return self._tell(_line(node), "`deadlines` is a list of rows with `when` and `what`")
        for number, row in enumerate(node.value):
            entries = self._entries(row, _ROW, "row of deadlines")
            for key in _ROW:
                self._text(entries, key, f"deadlines.{number}.{key}", _line(row))
            texts = [self.texts.pop(f"deadlines.{number}.{key}", "") for key in _ROW]
            self.rows.append((texts[0], texts[1]))
        return None

    def _entries(self, node: yaml.Node | None, known: Iterable[str], what: str) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self._tell(_line(node), f"the {what} is not a list of `key: text` lines")
            return {}
        entries: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                self._tell(_line(key), f"`{name}` is not known{did_you_mean(name, known)}")
            elif name in entries:
                self._tell(_line(key), f"`{name}` is there twice")
            entries[name] = value
        return entries

    def _text(self, entries: Mapping[str, Any], key: str, part: str, line: int) -> None:
        node = entries.get(key)
        if node is None:
            self._tell(line, f"`{key}` is missing")
        elif not isinstance(node, yaml.ScalarNode):
            self._tell(_line(node), f"`{key}` is not a text; {_QUOTE}")
        else:
            self.texts[part] = node.value
            self.lines[part] = _line(node) + (1 if node.style in {"|", ">"} else 0)

    def _tell(self, line: int, what: str) -> None:
        self.problems.append(Problem(f"{self._where}:{line}", what))


def _line(node: yaml.Node | None) -> int:
    return 1 if node is None else node.start_mark.line + 2


def _environment(part: str) -> Sandbox:
    return MARKDOWN if part == "body" or part.startswith("deadlines") else PLAIN


def _syntax_problems(template: Template) -> Iterator[Problem]:
    for part, source in template.parts():
        if slots.OPEN in source or slots.CLOSE in source:
            yield Problem(template.at(part, 1), "an unprintable private character stands here")
        try:
            sandbox.syntax(source)
        except TemplateSyntaxError as error:
            yield Problem(template.at(part, error.lineno), _sentence(error))


def fill(template: Template, context: Mapping[str, Any]) -> Wording:
    """Return the wording for `context`; every value arrives as plain words on one line.

    A row of deadlines whose `when` comes out empty is left out. Whatever cannot be filled is
    told at once, as UserError with file and line.
    """
    problems = list(_name_problems(template, context))
    filled: dict[str, str] = {}
    for part, source in template.parts() if not problems else ():
        try:
            filled[part] = sandbox.render(source, context, _environment(part))
        except (TemplateError, TypeError, ValueError) as error:
            line = _line_of(error)
            problems.append(Problem(template.at(part, line), _sentence(error)))
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


def _name_problems(template: Template, known: Mapping[str, Any]) -> Iterator[Problem]:
    for part, source in template.parts():
        for line, sentence in unknown_names(sandbox.syntax(source), known):
            yield Problem(template.at(part, line), sentence)


def _line_of(error: BaseException) -> int:
    """Return the line of the template that raised: Jinja writes it into the traceback."""
    line, trace = getattr(error, "lineno", None) or 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _sentence(error: BaseException) -> str:
    said = error.message if isinstance(error, TemplateError) else str(error)
    if isinstance(error, TemplateSyntaxError) and "not allowed" not in str(said):
        return f"the template does not read: {said}"
    return str(said)


def check_templates(
    templates: Iterable[Template],
    contexts: Callable[[Template], Iterable[Mapping[str, Any]]],
) -> tuple[Problem, ...]:
    """Return all that is wrong in templates: unknown names, letters not to be filled, languages.

    `contexts` gives the values on which a template is tried; each problem is told once.
    """
    problems: dict[Problem, None] = {}
    languages: dict[str, list[Template]] = {}
    for template in templates:
        languages.setdefault(template.kind, []).append(template)
        unknown = list(_name_problems(template, known_names()))
        problems.update(dict.fromkeys(unknown))
        for context in contexts(template) if not unknown else ():
            try:
                fill(template, context)
            except UserError as error:
                problems.update(dict.fromkeys(error.problems))
    for kind, editions in languages.items():
        problems.update(dict.fromkeys(_missing_languages(kind, editions)))
    return tuple(problems)


def _missing_languages(kind: str, editions: list[Template]) -> Iterator[Problem]:
    missing = [code for code in LANGUAGES if code not in {t.language for t in editions}]
    if missing:
        folder = PurePath(editions[0].where).parent
        yield Problem(str(folder), f"`{kind}` has no template in {', '.join(missing)}")

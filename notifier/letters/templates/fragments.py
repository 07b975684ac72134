"""Blocks that several letters share: `{% include "reply-routes" %}` puts one into a template.

A fragment is set in as text, before anything is filled: so what holds for a template holds for
it too, and a mistake in it is told in its own file. It cannot include another one.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from notifier.errors import Problem, UserError
from notifier.languages import Language
from notifier.letters.templates.front_matter import FrontMatter, Row, sections
from notifier.letters.templates.mistakes import syntax_problems
from notifier.letters.templates.near import did_you_mean
from notifier.letters.templates.places import Passage
from notifier.letters.templates.sandbox import LIMIT

_TAG = re.compile(
    r"(?P<comment>\{#)|\{%[-+]?\s*(?:(?P<raw>raw)\b"
    r"|include\s+(?P<quote>[\"'])(?P<name>[^\"'\n]*)(?P=quote)\s*[-+]?%\})"
)
_END_OF_RAW = re.compile(r"\{%[-+]?\s*endraw\b")
# What stands before a block inside a numbered paragraph or a list: the block goes beneath it.
_LEAD = re.compile(r"[ \t]*(?:(?:\d{1,9}[.)]|[-*+])[ \t]+)*")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One block in one language: words for the body of letters, or rows of key deadlines."""

    name: str
    language: Language
    text: Passage
    rows: tuple[Row, ...]
    where: str
    sha256: str  # of the whole source

    def passages(self) -> Iterator[Passage]:
        """Yield all that is filled in it."""
        yield self.text
        for row in self.rows:
            yield from row


Fragments = Mapping[tuple[str, Language], Fragment]


def parse_fragment(source: str, *, name: str, language: Language, where: str) -> Fragment:
    """Read one fragment; whatever is wrong in it is told at once, as UserError with places."""
    divided = sections(source, where)
    front = FrontMatter(where, divided.front, required=()) if divided.front is not None else None
    problems = list(front.problems) if front else []
    rows = front.rows if front else []
    fragment = Fragment(
        name=name,
        language=language,
        text=_without_blank_ends(divided.body),
        rows=tuple(row for row in rows if isinstance(row, tuple)),
        where=where,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
    )
    texts = [row for row in rows if isinstance(row, Passage)]
    for passage in (*texts, *fragment.passages()):
        problems.extend(_refused(passage))
    if not problems:
        problems.extend(Problem(text.at(0), "this is no row of deadlines") for text in texts)
        problems.extend(p for each in fragment.passages() for p in syntax_problems(each))
    if not problems and not fragment.text.text.strip() and not fragment.rows:
        problems.append(Problem(f"{where}:1:1", f"the fragment `{name}` is empty"))
    if problems:
        raise UserError(problems)
    return fragment


def empty_fragment(name: str, language: Language) -> Fragment:
    """Return what stands for a fragment that does not read, so that letters are not told of it too."""
    nothing = Passage.of("", name)
    return Fragment(name, language, nothing, ((nothing, nothing),), "", "")


def _without_blank_ends(passage: Passage) -> Passage:
    text = passage.text
    start = len(text) - len(text.lstrip("\n"))
    return passage.cut(start, max(start, len(text.rstrip())))


def _refused(passage: Passage) -> Iterator[Problem]:
    for tag in _includes(passage.text):
        yield Problem(passage.at(tag.start()), "a fragment cannot include another one")


def _includes(text: str) -> Iterator[re.Match[str]]:
    """Yield the tags that include, but for those in comments and raw text."""
    at = 0
    while tag := _TAG.search(text, at):
        at = tag.end()
        if tag["comment"]:
            at = text.find("#}", at)
        elif tag["raw"]:
            end = _END_OF_RAW.search(text, at)
            at = end.end() if end else -1
        else:
            yield tag
        if at < 0:
            return  # never closed, which the syntax tells


class Includer:
    """Puts the fragments of one language in their places; gathers which, and what is wrong."""

    def __init__(self, fragments: Fragments, language: Language) -> None:
        self._fragments, self._language = fragments, language
        self.used: dict[str, Fragment] = {}
        self.problems: list[Problem] = []

    def body(self, passage: Passage) -> Passage:
        """Return a text with each fragment where it is included, beneath what stands before it."""
        pieces: list[Passage] = []
        done = length = 0
        for tag in _includes(passage.text):
            pieces.append(passage.cut(done, tag.start()))
            done = tag.end()
            fragment = self._found(passage, tag)
            if fragment is None or not self._has(fragment.text.text, passage, tag):
                continue
            pieces.append(fragment.text.indented(_lead(tag)))
            length += len(pieces[-1].text)
            if length > LIMIT:
                what = "the template is too long for a letter with its fragments"
                self.problems.append(Problem(passage.at(tag.start()), what))
                break
        return Passage.joined([*pieces, passage.cut(done, len(passage.text))])

    def rows(self, passage: Passage) -> tuple[Row, ...]:
        """Return the rows of deadlines that a text includes, which must be an include alone."""
        tags = list(_includes(passage.text.strip()))
        if len(tags) != 1 or tags[0][0] != passage.text.strip():
            what = (
                "a row has `when` and `what`, or is a fragment: '{% include \"key-deadlines\" %}'"
            )
            self.problems.append(Problem(passage.at(0), what))
            return ()
        [tag] = _includes(passage.text)
        fragment = self._found(passage, tag)
        if fragment is None or not self._has(fragment.rows, passage, tag, "no rows of deadlines"):
            return ()
        return fragment.rows

    def _found(self, passage: Passage, tag: re.Match[str]) -> Fragment | None:
        name = tag["name"]
        fragment = self._fragments.get((name, self._language))
        if fragment is None:
            known = {each for each, _ in self._fragments}
            what = f"there is no fragment `{name}`{did_you_mean(name, known)}"
            if name in known:
                what = f"the fragment `{name}` is missing in {self._language}"
            self.problems.append(Problem(passage.at(tag.start("name")), what))
            return None
        self.used[name] = fragment
        return fragment

    def _has(
        self, part: object, passage: Passage, tag: re.Match[str], lacking: str = "no text"
    ) -> bool:
        is_readable = bool(self.used[tag["name"]].where)  # else it is told by itself
        if not part and is_readable:
            what = f"the fragment `{tag['name']}` has {lacking} to put here"
            self.problems.append(Problem(passage.at(tag.start("name")), what))
        return bool(part)


def _lead(tag: re.Match[str]) -> str:
    """Return the blanks that put the lines of a fragment beneath the paragraph or item it begins."""
    line = tag.string[tag.string.rfind("\n", 0, tag.start()) + 1 : tag.start()]
    lead = _LEAD.match(line)
    return " " * len(lead[0]) if lead else ""

"""What stands between the two `---` of a file that staff edit, read so that every mistake has its place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from notifier.errors import Problem, UserError
from notifier.letters.templates.near import did_you_mean
from notifier.letters.templates.places import Origin, Passage

ROW = ("when", "what")
_QUOTE = 'a text with `{{ }}` or `: ` in it stands in "quotes"'
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_WORD = re.compile(r"\S+")

Row = tuple[Passage, Passage]


@dataclass(frozen=True, slots=True)
class Sections:
    """A file in two: its front matter without the dashes, None where it has none, and its body."""

    front: str | None
    body: Passage


def sections(source: str, where: str) -> Sections:
    """Divide a file, whatever the editor wrote as line ends and at its beginning."""
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(text)
    if front is None:
        return Sections(None, Passage.of(text, where))
    line = text.count("\n", 0, front.end()) + 1
    return Sections(front[1] or "", Passage.of(text[front.end() :], where, line))


class FrontMatter:
    """Reads a front matter node by node; what is wrong in it gathers in `problems`.

    A row of `rows` is its two cells, or one passage where a text stands in place of a row: an
    include, which only the reader of the whole template can follow.
    """

    def __init__(self, where: str, source: str, *, required: Sequence[str]) -> None:
        self._where, self._source, self._required = where, source, required
        self.texts: dict[str, Passage] = {}
        self.rows: list[Row | Passage] = []
        self.problems: list[Problem] = []
        self._read()

    def _read(self) -> None:
        try:
            node = yaml.compose(self._source, Loader=yaml.SafeLoader)
        except RecursionError:
            return self._tell(None, "the front matter is nested too deeply")
        except yaml.MarkedYAMLError as error:
            what = f"the front matter does not read: {error.problem}; {_QUOTE}"
            return self._tell(error.problem_mark, what)
        except yaml.YAMLError as error:
            return self._tell(None, f"the front matter does not read: {error}")
        entries = self._entries(node, (*self._required, "deadlines"), "front matter")
        for key in self._required:
            text = self._text(entries, key, None)
            if text is not None:
                self.texts[key] = text
                self._refuse_empty(key, entries[key])
        if "deadlines" in entries:
            self._deadlines(entries["deadlines"])
        return None

    def _refuse_empty(self, key: str, node: yaml.Node) -> None:
        if not self.texts[key].text.strip():
            self._tell(node.start_mark, f"`{key}` is empty")

    def _deadlines(self, node: yaml.Node) -> None:
        if isinstance(node, yaml.ScalarNode) and node.value:
            self.rows.append(self._passage(node))
            return
        if not isinstance(node, yaml.SequenceNode):
            what = "`deadlines` is a list of rows with `when` and `what`"
            self._tell(node.start_mark, what)
            return
        for row in node.value:
            if isinstance(row, yaml.ScalarNode):
                self.rows.append(self._passage(row))
            else:
                self._row(row)

    def _row(self, node: yaml.Node) -> None:
        entries = self._entries(node, ROW, "row of deadlines")
        when, what = (self._text(entries, key, node.start_mark) for key in ROW)
        nothing = Passage.of("", self._where)
        self.rows.append((when or nothing, what or nothing))

    def _entries(self, node: yaml.Node | None, known: Iterable[str], what: str) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            mark = node.start_mark if node else None
            self._tell(mark, f"the {what} is not a list of `key: text` lines")
            return {}
        entries: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                self._tell(key.start_mark, f"`{name}` is not known{did_you_mean(name, known)}")
            elif name in entries:
                self._tell(key.start_mark, f"`{name}` is there twice")
            entries[name] = value
        return entries

    def _text(
        self, entries: Mapping[str, yaml.Node], key: str, mark: yaml.Mark | None
    ) -> Passage | None:
        node = entries.get(key)
        if node is None:
            self._tell(mark, f"`{key}` is missing")
        elif not isinstance(node, yaml.ScalarNode):
            self._tell(node.start_mark, f"`{key}` is not a text; {_QUOTE}")
        else:
            return self._passage(node)
        return None

    def _passage(self, node: yaml.ScalarNode) -> Passage:
        """Return a text with the place of each word of it, however YAML folds and quotes it."""
        at, end = node.start_mark.index, node.end_mark.index
        if node.style in {"|", ">"}:
            at = self._source.index("\n", at) + 1
        elif node.style:
            at += 1
        origins = [self._origin(0, at)]
        for word in _WORD.finditer(node.value):
            found = self._source.find(word[0], at, end)
            if found >= 0:  # else it is escaped, and stands somewhere behind the word before
                origins.append(self._origin(word.start(), found))
                at = found + len(word[0])
        if len(origins) > 1 and origins[1].start == 0:
            del origins[0]
        return Passage(node.value, tuple(origins))

    def _origin(self, start: int, at: int) -> Origin:
        line = self._source.count("\n", 0, at) + 2  # below the dashes
        return Origin(start, self._where, line, at - self._source.rfind("\n", 0, at))

    def _tell(self, mark: yaml.Mark | None, what: str) -> None:
        line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
        self.problems.append(Problem(f"{self._where}:{line}:{column}", what))


def missing_front(where: str) -> UserError:
    """Return the error of a template without a front matter."""
    return UserError.of(f"{where}:1:1", "the file must begin with front matter between two `---`")

"""One YAML file as plain values, with the line of every one of them.

Stricter than YAML 1.1: only `true` and `false` are truth values, only plain decimals are
numbers, so `NO` is Norway, `on` a word and `10:30` a clock time. Dates stay text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import yaml
from yaml.error import Mark, MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from notifier.errors import Problem, UserError
from notifier.sources.encoding import read_text

Path = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"
_PLAIN = {
    "bool": re.compile(r"(?:true|false)\Z"),
    "null": re.compile(r"(?:null|~|)\Z"),
    "int": re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})\Z"),
    "float": re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})\.[0-9]{1,16}\Z"),
}
# What the parser says, and what the person at the keyboard has most likely done.
_SLIPS = {
    "mapping values are not allowed": "A colon followed by a space stands inside a text, or the line "
    "above is not finished; put the text in quotes.",
    "'\\t' that cannot start": "Lines are indented with spaces, never with tabs.",
    "that cannot start any token": "A text may not begin with this character; put the text in quotes.",
    "unknown escape character": "A backslash has a meaning of its own in double quotes; use single ones.",
    "while scanning a quoted scalar": "A quotation mark is opened and never closed.",
    "expected <block end>": "The indentation does not fit the lines above.",
    "could not find expected ':'": "A colon is missing after the name of a field.",
    "but found another document": "A line of three hyphens starts a second document; one file holds one.",
    "expected ',' or": "A comma or a closing bracket is missing.",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says (`data`) and where it says it (`lines`, counted from 1)."""

    name: str
    data: Any
    lines: Mapping[Path, int]

    def where(self, path: Path) -> str:
        """Return the place of `path` as people read it: file, line, and ids instead of positions."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return f"{self.name}:{self.lines.get(known, 1)} {self._readable(path)}".rstrip()

    def trodden(self, path: Path) -> Path:
        """Return the steps of `path` that exist in the data, leaving out all others."""
        value: Any = self.data
        steps: list[str | int] = []
        for step in path:
            is_here = (isinstance(step, int) and isinstance(value, list) and step < len(value)) or (
                isinstance(value, dict) and step in value
            )
            if is_here:
                steps.append(step)
                value = value[step]
        return tuple(steps)

    def _readable(self, path: Path) -> str:
        value, words = self.data, []
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
            words.append(_name(value, step + 1) if isinstance(step, int) else step)
        return ".".join(words)


def load(path: File) -> Document:
    """Read one YAML file; a file that is none raises UserError with every reason found."""
    text = read_text(path)
    try:
        root = yaml.compose(text, Loader=_Strict)
    except RecursionError:
        raise UserError.of(str(path), "The file is nested too deeply to be read.") from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"The file holds a character that cannot be read (U+{error.character:04X})."
        raise UserError.of(f"{path}:{line}", what) from error
    except YAMLError as error:
        raise UserError([_slip(path, error)]) from error
    if root is None:
        return Document(str(path), None, {(): 1})
    builder = _Builder(str(path))
    data = builder.value(root, ())
    if builder.problems:
        raise UserError(builder.problems)
    return Document(str(path), data, builder.lines)


class _Strict(yaml.SafeLoader):
    """A loader that composes nodes, resolves few plain scalars and follows no alias."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        # An alias can make a small file grow without bound, and a plan needs none.
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            what = f"`*{event.anchor}` repeats another place; write the text out instead"
            raise MarkedYAMLError(None, None, what, event.start_mark)
        return super().compose_node(parent, index)


for _kind, _pattern in _PLAIN.items():
    _Strict.add_implicit_resolver(_TAG + _kind, _pattern, None)


class _Builder:
    """Turns nodes into values and notes lines and problems on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: Node, path: Path) -> Any:
        """Return the value of `node`; what is wrong in it goes to `problems`."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, path)
        if isinstance(node, SequenceNode) and node.tag == _TAG + "seq":
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(key, "The name of a field must be one word, not a list or a group.")
            elif key.value in fields:
                first = self.lines[*path, key.value]
                self._problem(
                    key, f"`{key.value}` is there twice; it first stands in line {first}."
                )
            else:
                self.lines[*path, key.value] = key.start_mark.line + 1
                fields[key.value] = None
                fields[key.value] = self.value(item, (*path, key.value))
        return fields

    def _scalar(self, node: Node) -> str | int | float | bool | None:
        text: str = node.value
        match node.tag.removeprefix(_TAG):
            case "str":
                return text
            case "null":
                return None
            case "bool" if _PLAIN["bool"].match(text):
                return text == "true"
            case "int" if _PLAIN["int"].match(text):
                return int(text)
            case "float" if _PLAIN["float"].match(text):
                return float(text)
        self._problem(node, "Tags (words that begin with `!`) are not used here; take it out.")
        return None

    def _problem(self, node: Node, what: str) -> None:
        self.problems.append(Problem(f"{self.name}:{node.start_mark.line + 1}", what))


def _slip(path: File, error: YAMLError) -> Problem:
    mark: Mark | None = getattr(error, "problem_mark", None)
    said = " ".join(filter(None, (getattr(error, "context", ""), getattr(error, "problem", ""))))
    what = next((words for sign, words in _SLIPS.items() if sign in said), None)
    if what is None:
        what = f"{said[:1].upper()}{said[1:]}." if said else "The file is not YAML."
    return Problem(f"{path}:{mark.line + 1}" if mark else str(path), what)


def _name(value: object, position: int) -> str:
    own = value.get("id") if isinstance(value, dict) else None
    return own if isinstance(own, str) and own else f"entry {position}"

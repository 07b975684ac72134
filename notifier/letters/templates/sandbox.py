"""The sandbox in which a letter is filled: what a template may do, and how values are made harmless.

Templates are edited by staff and values come from calendars, so neither is trusted: a template
may print, choose and repeat, and nothing else; a value is always plain words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifier.letters import slots
from notifier.letters.templates.near import did_you_mean
from notifier.letters.templates.places import PlacingLexer, placing_lexer

LIMIT = 200_000  # characters that one filled text may have
_DEEPEST = 60
_DEEPEST_LOOP = 2
_LARGEST_NUMBER = 1_000_000
_HARMLESS_FILTERS = (
    *("capitalize", "lower", "title", "trim", "upper", "d", "default", "count", "length"),
    *("first", "last", "list", "map", "reverse", "sort", "unique"),
    *("reject", "rejectattr", "select", "selectattr"),
)
_ALLOWED: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Const, nodes.List, nodes.Tuple),
    *(nodes.Filter, nodes.Test, nodes.Keyword, nodes.Compare, nodes.Operand, nodes.CondExpr),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.BinExpr, nodes.Concat),
)
# A name set to a longer text each time would double without end, so `set` only renames.
_ALLOWED_IN_SET = (
    *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Test),
)

_BREAKS = re.compile("[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff{slots.OPEN}{slots.CLOSE}]")
_SLOT = re.compile("(" + "|".join(map(slots.slot, slots.PERSONAL)) + ")")
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>|#~!&]")
_LEADING = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")
_URL_BREAKS = re.compile(r"[\s<>\\|\x00-\x20\x7f]")
# A line of tags alone, which leaves no line behind.
LONE_TAGS = re.compile(
    r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*|\{#(?:(?!#\}).)*#\}[ \t]*)+)\n", re.MULTILINE
)


class Trusted(str):
    """Markdown made by the sandbox itself, which is not escaped again."""

    __slots__ = ()


class Absent:
    """What a letter may have and this one has not: false, empty, and an error when printed."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("_"):
            raise AttributeError(name)
        return Absent(f"{self._path}.{name}")

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __str__(self) -> str:
        return self._path


def one_line(value: str) -> str:
    """Return `value` as one line without slots, control characters and overrides of direction."""
    return _clean(value).strip()


def escape_markdown(value: str) -> str:
    """Return Markdown that shows `value` literally, as one line; personal slots stay slots."""
    escaped = _around_slots(value, lambda words: _ACTIVE.sub(r"\\\g<0>", _clean(words)))
    return _LEADING.sub(_behind_backslash, escaped)


def _around_slots(value: str, change: Callable[[str], str]) -> str:
    pieces = _SLOT.split(value)  # every second piece is a slot
    return "".join(p if i % 2 else change(p) for i, p in enumerate(pieces)).strip()


def _clean(value: str) -> str:
    return _UNSEEN.sub("", _BREAKS.sub(" ", value))


def _behind_backslash(lead: re.Match[str]) -> str:
    return f"{lead[0]}\\" if lead[0].isdecimal() else f"\\{lead[0]}"


def is_safe_url(url: str) -> bool:
    """Tell whether `url` is an http, https or mailto address with nothing hidden in it."""
    if _URL_BREAKS.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path or slots.OPEN in parts.path
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _target(value: object) -> str:
    """Return what a value links to: itself, or mailto for a bare mail address."""
    url = str(value).strip()
    is_address = re.fullmatch(r"[^@:/\s]+@[^@:/\s]+", url) or _SLOT.fullmatch(url)
    url = f"mailto:{url}" if is_address else url
    if not is_safe_url(url):
        raise TemplateRuntimeError(f"`{url}` is no http, https or mailto address to link to")
    return url


def _markdown_link(value: object, label: str = "") -> Trusted:
    url = _target(value)
    return Trusted(f"[{escape_markdown(label or url.removeprefix('mailto:'))}](<{url}>)")


def _plain_link(value: object, label: str = "") -> str:
    url = _target(value).removeprefix("mailto:")
    return f"{label} {url}".strip()


def _join(values: Iterable[object], separator: str = "") -> str:
    words = [_printable(v) for v in values]
    if sum(map(len, words)) + len(separator) * len(words) > LIMIT:
        raise TemplateRuntimeError("what is joined here is too long for a letter")
    return separator.join(words)


def _printable(value: object) -> str:
    if isinstance(value, Undefined | str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Absent):
        owner = str(value).partition(".")[0]
        raise TemplateRuntimeError(
            f"`{value}` is not there in this letter; put {{% if {owner} %}} around it"
        )
    raise TemplateRuntimeError("only texts and numbers can be printed; name a part of this value")


def _final_markdown(value: object) -> str:
    return value if isinstance(value, Trusted) else escape_markdown(_printable(value))


def _final_plain(value: object) -> str:
    return _around_slots(_printable(value), _clean)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja without calls, globals and large numbers; what finalize returns is what is printed."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    @property
    def lexer(self) -> PlacingLexer:
        """The lexer, which knows the offset of each token and not its line alone."""
        return placing_lexer(self)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Reckon with small whole numbers only: `'x' * 10**9` would fill the memory."""
        small = all(isinstance(n, int) and abs(n) <= _LARGEST_NUMBER for n in (left, right))
        if operator == "**" or not small or (operator in {"/", "//", "%"} and not right):
            raise TemplateRuntimeError(f"`{operator}` is only for small whole numbers in a letter")
        return super().call_binop(context, operator, left, right)


def _environment(finalize: Callable[[object], str], link: Callable[..., str]) -> Sandbox:
    environment = Sandbox(undefined=StrictUndefined, finalize=finalize, autoescape=False)
    environment.globals.clear()
    environment.filters = {name: FILTERS[name] for name in _HARMLESS_FILTERS}
    environment.filters |= {"join": _join, "link": link}
    return environment


MARKDOWN = _environment(_final_markdown, _markdown_link)
PLAIN = _environment(_final_plain, _plain_link)


@lru_cache(maxsize=512)
def syntax(source: str, environment: Sandbox = MARKDOWN) -> nodes.Template:
    """Return the syntax tree of a template; what a letter may not do raises TemplateSyntaxError.

    A line that holds tags only leaves no line behind, so `{% for %}` may stand in a table. Each
    `lineno` of the tree and of what is raised knows its offset in `source` (see `places`).
    """
    if len(source) > LIMIT:
        raise TemplateSyntaxError("the template is too long for a letter", 1)
    try:
        tree = environment.parse(LONE_TAGS.sub(_swallow_newline, source))
        _refuse(tree)
    except RecursionError:
        raise TemplateSyntaxError("the template is nested too deeply", 1) from None
    return tree


def _swallow_newline(line: re.Match[str]) -> str:
    """Move blanks and newline into the tags, where they print nothing: nothing else moves."""
    tags = line[1].rstrip()
    begin = 3 if tags[2] in "-+" else 2
    end = 3 if tags[-3] in "-+" else 2
    before, behind = " " * (line.start(1) - line.start()), " " * (len(line[1]) - len(tags))
    return f"{tags[:begin]}{before}{tags[begin:-end]}{behind}\n{tags[-end:]}"


def _refuse(node: nodes.Node, depth: int = 0, loops: int = 0) -> None:
    if depth > _DEEPEST:  # Jinja compiles by recursion
        raise TemplateSyntaxError("the template is nested too deeply", node.lineno)
    if not isinstance(node, _ALLOWED):
        raise TemplateSyntaxError(f"{_called(node)} is not allowed in a letter", _begin(node))
    if isinstance(node, nodes.For):
        loops += 1
        if loops > _DEEPEST_LOOP or node.recursive:
            raise TemplateSyntaxError("a loop stands too deep in other loops", node.lineno)
    if isinstance(node, nodes.Assign):
        _refuse_growth(node)
    if isinstance(node, nodes.Filter) and node.name not in MARKDOWN.filters:
        hint = did_you_mean(node.name, MARKDOWN.filters)
        raise TemplateSyntaxError(f"the filter `{node.name}` is not known{hint}", node.lineno)
    for child in node.iter_child_nodes():
        _refuse(child, depth + 1, loops)


def _refuse_growth(node: nodes.Assign) -> None:
    for part in (node.node, *node.node.find_all(nodes.Expr)):
        if not isinstance(part, _ALLOWED_IN_SET):
            raise TemplateSyntaxError("`set` may only give a value another name", node.lineno)


def _called(node: nodes.Node) -> str:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        return f"calling `{node.node.name}(...)`"
    words = {"Call": "calling something", "Dict": "a dictionary", "AssignBlock": "a `set` block"}
    words["Include"] = "an `include` that does not name its fragment in quotes"
    kind = type(node).__name__
    return words.get(kind, f"`{kind.lower()}`")


def _begin(node: nodes.Node) -> int:
    """Return the line where an expression begins: that of a call or a filter is behind its name."""
    inner = getattr(node, "node", None)
    is_behind = isinstance(node, nodes.Call | nodes.Getattr | nodes.Getitem)
    return _begin(inner) if is_behind and isinstance(inner, nodes.Node) else node.lineno


@lru_cache(maxsize=512)
def _compiled(source: str, environment: Sandbox) -> Template:
    # a tree of its own: compiling may change it, and the kept one is for reading
    return environment.from_string(syntax.__wrapped__(source, environment))


def render(source: str, values: Mapping[str, Any], environment: Sandbox = MARKDOWN) -> str:
    """Return `source` filled with `values`; a text beyond LIMIT raises TemplateRuntimeError."""
    template = _compiled(source, environment)
    pieces: list[str] = []
    length = 0
    for piece in template.generate(values):
        length += len(piece)
        if length > LIMIT:
            raise TemplateRuntimeError("the filled text is too long for a letter")
        pieces.append(piece)
    return "".join(pieces)

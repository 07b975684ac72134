"""Which names a template uses, and which of them nobody can fill."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

from notifier.letters.templates.near import did_you_mean
from notifier.letters.templates.places import offset_of
from notifier.letters.templates.sandbox import Absent

Path = tuple[str, ...]
EACH = "[]"  # an element of a list, in a Path
_SAME_VALUES = frozenset(
    {"list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique"}
)


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a template uses a name, as a path from the top: `activity`, `title`."""

    path: Path
    offset: int  # where it begins in the source


def used_names(tree: nodes.Template) -> tuple[Use, ...]:
    """Return every name that `tree` takes from outside, in every branch, with its place."""
    return tuple(_uses(tree, {}))


def unknown_names(tree: nodes.Template, known: Mapping[str, Any]) -> tuple[tuple[int, str], ...]:
    """Return offset and sentence for each name of `tree` that is not in `known`.

    `known` may be the values of a letter or the tree of `context.known_names`.
    """
    return tuple(
        (use.offset, sentence)
        for use in used_names(tree)
        if (sentence := _unknown(use.path, known))
    )


def dotted(path: Path) -> str:
    """Return a path as it is written in a template: `consultation.title`."""
    return ".".join(part for part in path if part != EACH)


def all_names(known: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the path of every name in `known`, branches before what they hold."""
    for name, value in known.items():
        yield (name,)
        inner = value[0] if _is_list(value) and value else value
        if isinstance(inner, Mapping):
            between = (EACH,) if _is_list(value) else ()
            yield from ((name, *between, *path) for path in all_names(inner))


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _unknown(path: Path, known: Mapping[str, Any]) -> str | None:
    here: Any = known
    for depth, part in enumerate(path):
        if isinstance(here, Absent) or (_is_list(here) and not here):
            return None
        if _is_list(here) and part == EACH:
            here = here[0]
            continue
        if _is_list(here):
            return f"`{dotted(path[:depth])}` is a list; go through it with {{% for %}}"
        if not isinstance(here, Mapping):
            return f"`{dotted(path[:depth])}` is a single value and has no `{part}`"
        if part not in here:
            return f"`{dotted(path[: depth + 1])}` is not known{_hint(path[: depth + 1], known)}"
        here = here[part]
    return None


def _hint(path: Path, known: Mapping[str, Any]) -> str:
    """Propose a whole name that is close, else one whose last word is close."""
    names = [p for p in all_names(known) if p[-1] != EACH]
    by_last = {p[-1]: dotted(p) for p in reversed(names)}
    near_last = did_you_mean(path[-1], by_last)
    return did_you_mean(dotted(path), map(dotted, names)) or (
        f"; did you mean `{by_last[near_last.split('`')[1]]}`?" if near_last else ""
    )


def _uses(node: nodes.Node, scope: dict[str, Path | None]) -> Iterator[Use]:
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        path = _path(node, scope)
        if path:
            yield Use(path, _offset(node))
        if path is None:
            yield from _uses_of_children(node, scope)
        elif isinstance(node, nodes.Getitem):
            yield from _uses(node.arg, scope)
    elif isinstance(node, nodes.For):
        yield from _uses_of_loop(node, scope)
    elif isinstance(node, nodes.Assign):
        yield from _uses(node.node, scope)
        if isinstance(node.target, nodes.Name):
            scope[node.target.name] = _path(node.node, scope)
    else:
        yield from _uses_of_children(node, scope)


def _offset(node: nodes.Node) -> int:
    """Return where the name begins of which `node` is a part."""
    inner = getattr(node, "node", None)
    return _offset(inner) if isinstance(inner, nodes.Node) else offset_of(node.lineno) or 0


def _uses_of_children(node: nodes.Node, scope: dict[str, Path | None]) -> Iterator[Use]:
    for child in node.iter_child_nodes():
        if not isinstance(child, nodes.Name) or child.ctx == "load":
            yield from _uses(child, scope)


def _uses_of_loop(node: nodes.For, scope: dict[str, Path | None]) -> Iterator[Use]:
    yield from _uses(node.iter, scope)
    whole = _path(node.iter, scope)
    inner: dict[str, Path | None] = {**scope, "loop": ()}
    for target in node.target.find_all(nodes.Name):
        inner[target.name] = None
    if isinstance(node.target, nodes.Name):
        inner[node.target.name] = None if whole is None else (*whole, EACH)
    if node.test is not None:
        yield from _uses(node.test, inner)
    for child in (*node.body, *node.else_):
        yield from _uses(child, inner)


def _path(node: nodes.Node, scope: Mapping[str, Path | None]) -> Path | None:
    """Return the path that an expression names; `()` is known and of no interest, None unknown."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, (node.name,))
    if isinstance(node, nodes.Getattr):
        return _step(_path(node.node, scope), node.attr)
    if isinstance(node, nodes.Getitem):
        return _path_of_item(node, _path(node.node, scope))
    if isinstance(node, nodes.Filter) and node.node is not None:
        inner = _path(node.node, scope)
        if node.name in _SAME_VALUES:
            return inner
        return _step(inner, EACH) if node.name in {"first", "last"} else None
    return None


def _path_of_item(node: nodes.Getitem, owner: Path | None) -> Path | None:
    if isinstance(node.arg, nodes.Slice):
        return owner
    if not isinstance(node.arg, nodes.Const):
        return None
    return _step(owner, node.arg.value if isinstance(node.arg.value, str) else EACH)


def _step(path: Path | None, part: str) -> Path | None:
    return (*path, part) if path else path

"""Imports point one way: a stranger can trust where things are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "notifier"
# each room may import those before it; shell rooms never one another
PURE = ("languages", "errors", "members", "plan", "invitations", "letters", "answers", "reports")
SHELL = ("ledger", "sources", "relay", "mailbox")
ABOVE = ("preflight", "ticks", "simulation", "play", "web", "daemon", "settings", "logs", "cli")
IO_MODULES = frozenset(
    [
        "aiosmtplib",
        "asyncio",
        "http",
        "imap_tools",
        "os",
        "shutil",
        "smtplib",
        "socket",
        "sqlite3",
        "sqlite_utils",
        "subprocess",
    ]
)
CLOCKED = ("daemon.py", "web", "cli")


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _allowed(room: str) -> set[str]:
    if room in PURE:
        return set(PURE[: PURE.index(room) + 1])
    if room in SHELL:
        return {*PURE, room}
    below = ABOVE[: ABOVE.index(room) + 1] if room in ABOVE else ABOVE
    return {*PURE, *SHELL, *below}


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    """cli → daemon, web → ticks → shell → pure, and no shell room knows another."""
    room = _room(path)
    if room == "__init__":
        return

    rooms = {n.split(".")[1] for n in _imports(path) if n.startswith("notifier.")}

    assert rooms <= _allowed(room), f"{room} must not import {sorted(rooms - _allowed(room))}"


@pytest.mark.parametrize("path", [p for p in _modules() if _room(p) in PURE], ids=str)
def test_pure_rooms_do_no_io(path: Path) -> None:
    """What must happen is computed, so that a year can be simulated by the same code."""
    assert {n.split(".")[0] for n in _imports(path)}.isdisjoint(IO_MODULES)


@pytest.mark.parametrize("path", _modules(), ids=str)
def test_the_clock_is_an_argument(path: Path) -> None:
    """`datetime.now` stands in daemon, web and cli alone."""
    if _room(path) + ".py" in CLOCKED or _room(path) in CLOCKED:
        return
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) in ("datetime", "date", "datetime.datetime", "time")
    }

    assert calls.isdisjoint({"now", "today", "utcnow", "time"})


def test_no_module_imports_itself_in_a_circle() -> None:
    """A circle means that two rooms are one."""
    graph = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): {
            name for name in _imports(path) if name.startswith("notifier")
        }
        for path in _modules()
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"circle: {' -> '.join((*trail, module))}"
        if module in done or module not in graph:
            return
        for target in graph[module] - {module}:
            if not module.startswith(target + "."):
                visit(target, (*trail, module))
        done.add(module)

    for module in graph:
        visit(module, ())

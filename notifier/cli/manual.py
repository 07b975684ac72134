"""What README says of commands, settings, placeholders and log events, taken from the code itself."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from typer.main import get_command

from notifier.cli import app
from notifier.cli.commands import settings_of
from notifier.letters.context import known_names
from notifier.letters.templates.vocabulary import EACH, all_names, dotted
from notifier.logs import EVENTS
from notifier.plan.rules.meanings import rule_meanings
from notifier.settings import Settings


def commands() -> str:
    """Return every command with its arguments, its help and its options."""
    rows = _commands(get_command(app), "notifier")
    return _table(("command", "what it does", "options"), rows)


def settings() -> str:
    """Return every setting with default and meaning."""
    rows = ((f"`{key}`", default, meaning) for key, default, meaning in settings_of(Settings))
    return _table(("setting", "default", "meaning"), rows)


def rules() -> str:
    """Return every rule with default and meaning; a section has a row of its own."""
    rows = (
        (f"`{section}.{field}`" if field else f"**{section}**", default, meaning)
        for section, field, default, meaning in rule_meanings()
    )
    return _table(("rule", "default", "meaning"), rows)


def placeholders() -> str:
    """Return every name that a template may use."""
    names = known_names()
    rows = (
        (f"`{dotted(path)}`", _meaning(names, path))
        for path in all_names(names)
        if EACH not in path
    )
    return _table(("placeholder", "meaning"), rows)


def log_events() -> str:
    """Return every log event with its meaning."""
    return _table(("event", "meaning"), ((f"`{name}`", said) for name, said in EVENTS.items()))


def _commands(command: object, name: str) -> Iterator[tuple[str, str, str]]:
    for short, inner in getattr(command, "commands", {}).items():
        if getattr(inner, "commands", None):
            yield from _commands(inner, f"{name} {short}")
        else:
            arguments = [p.name.upper() for p in inner.params if p.param_type_name == "argument"]
            said = " ".join(inner.help.split("\n\n")[0].split())
            yield f"`{' '.join([name, short, *arguments])}`", said, _options(inner.params)


def _options(params: Iterable[Any]) -> str:
    told = []
    for param in params:
        spelt = [name for name in (*param.opts, *param.secondary_opts) if name.startswith("--")]
        if spelt and not {"--config", "--help"} & set(spelt):
            told.append(f"`{'/'.join(spelt)}` {_phrase(param.help)}")
    return " · ".join(told)


def _phrase(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].removesuffix(".")


def _meaning(names: object, path: Sequence[str]) -> str:
    for part in path:
        names = names[part]  # type: ignore[index]
    if isinstance(names, str):
        return names
    if isinstance(names, list):
        return names[0] if isinstance(names[0], str) else "a list, for {% for %}"
    return "false in {% if %} where the letter has none"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [
        " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows
    ]
    return "\n".join(f"| {line} |" for line in lines)

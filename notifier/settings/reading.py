"""Read the settings from all their sources, and tell everything that is wrong with them at once."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import (
    EnvSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from notifier.errors import Problem, UserError
from notifier.settings.agreement import disagreements
from notifier.settings.secret import Place, belongs, misplaced
from notifier.settings.sections import Section
from notifier.settings.whole import Settings

_S = TypeVar("_S", bound=Section)


def read_settings(path: Path) -> Settings:
    """Read the settings of `path`; relative paths in it count from its parent's parent.

    `config/notifier.toml` therefore speaks of `config/plan` and `templates/letters` as they
    stand beside each other. Raises UserError with every problem, each with its key, or with the
    variable that it came from; a value never stands in it, for it may be a password.
    """
    if not path.is_file():
        raise UserError.of(str(path), "there is no such settings file; name one with --config")

    class _FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        given = TomlConfigSettingsSource(_FromFile)()
        problems = _misplaced(path, given, EnvSettingsSource(_FromFile)())
        settings = _validated(path, _FromFile, problems)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError.of(str(path), f"this is not TOML: {error}") from error
    except SettingsError as error:
        raise UserError.of(
            "environment or credentials",
            f"{error}; give one setting at a time, such as NOTIFIER_RELAYS__MAIN__PORT",
        ) from error
    found = [*problems.values(), *_in_conflict(path, settings, given)]
    if found:
        raise UserError(found)
    return _at(path.resolve().parent.parent, settings)


def unknown_variables(environ: dict[str, str]) -> list[str]:
    """Return variables that look like settings and are none: a typing error goes unseen else."""
    known = {f"NOTIFIER_{name.upper()}" for name in Settings.model_fields} | {"NOTIFIER_CONFIG"}
    return sorted(
        name
        for name in environ
        if name.startswith("NOTIFIER_") and name.split("__")[0] not in known
    )


def _misplaced(
    path: Path, file: Mapping[str, object], environment: Mapping[str, object]
) -> dict[Place, Problem]:
    in_file = {
        place: Problem(f"{path} {'.'.join(place)}", belongs(place)) for place in misplaced(file)
    }
    return in_file | {
        place: Problem(_variable(place), belongs(place)) for place in misplaced(environment)
    }


def _variable(place: Place) -> str:
    """Return the variable that set a key: its own, or one that gave its whole section as JSON."""
    names = [f"NOTIFIER_{'__'.join(place[:end])}".upper() for end in range(len(place), 0, -1)]
    return next((name for name in names if name in os.environ), names[0])


def _validated(path: Path, source: type[Settings], problems: Mapping[Place, Problem]) -> Settings:
    try:
        return source()  # type: ignore[call-arg]  # the file fills it
    except ValidationError as error:
        refused = [
            Problem(_where(path, e["loc"]), _sentence(e["type"], e["msg"]))
            for e in error.errors()
            if e["loc"] not in problems
        ]
        raise UserError([*problems.values(), *refused]) from error


def _in_conflict(path: Path, settings: Settings, given: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what does not go together, and relays that only a stray credential or variable names."""
    stray = settings.relays.keys() - (given.get("relays") or {"main"})
    for name in sorted(stray):
        what = "a variable or a credential names it, and it is not in the file"
        yield Problem(f"{path} relays.{name}", what)
    named = {name: relay for name, relay in settings.relays.items() if name not in stray}
    for key, what in disagreements(settings.model_copy(update={"relays": named})):
        yield Problem(f"{path} {key}", what)


def _at(root: Path, settings: Settings) -> Settings:
    try:
        return settings.model_copy(
            update={
                "relays": {n: _anchored(relay, root) for n, relay in settings.relays.items()},
                "mailbox": _anchored(settings.mailbox, root),
                "journal": _anchored(settings.journal, root),
                "feeds": {name: _anchored(feed, root) for name, feed in settings.feeds.items()},
                "files": _anchored(settings.files, root),
            }
        )
    except RuntimeError as error:  # `~` of an account that has no home
        raise UserError.of("files", f"{error}; give paths without ~") from error


def _anchored(section: _S, root: Path) -> _S:
    changes: dict[str, object] = {}
    for name, value in section:
        if isinstance(value, Path):
            changes[name] = root / value.expanduser()
        elif isinstance(value, Section):
            changes[name] = _anchored(value, root)
    return section.model_copy(update=changes)


def _where(path: Path, place: tuple[int | str, ...]) -> str:
    keys = [str(key) for key in place if key != "[key]"]
    variable = f"NOTIFIER_{'__'.join(keys)}".upper()
    return variable if variable in os.environ else f"{path} {'.'.join(keys)}"


def _sentence(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "is not a setting; see `notifier settings` for all of them"
    if kind == "missing":
        return "must be given"
    message = message.removeprefix("Value error, ")
    return message[0].lower() + message[1:]

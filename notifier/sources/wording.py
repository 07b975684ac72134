"""What pydantic found, in the words of the officer who keeps the file. Knows no file itself."""

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from notifier.sources.document import Path

_DAY = "write the day as year-month-day, such as 2027-07-05"
_CLOCK = "write the day and the clock time, such as 2027-03-24T23:59"
_IS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_HAS_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}")
_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def sentence(error: ErrorDetails, fields: Collection[str]) -> str:
    """Return what is wrong as a whole sentence; `fields` are the names known at that place."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return near_miss(str(error["loc"][-1]), fields)
    if kind == "missing":
        return f"`{error['loc'][-1]}` is missing."
    if kind in {"value_error", "assertion_error"}:
        return _capital(str(error.get("ctx", {}).get("error", error["msg"])))
    if error["input"] is None:
        return "Nothing stands here; give a value or take the line out."
    return _of_value(error)


def _of_value(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if "too_short" in kind or "too_long" in kind:
        return _size(kind, context)
    for prefix, words in _WORDS.items():
        if kind.startswith(prefix):
            return words(error["input"], context)
    return _capital(re.sub(r"^Input\b", "The value", error["msg"]))


def near_miss(word: str, known: Collection[str]) -> str:
    """Return the sentence that `word` is not known, with the nearest known word or else the choice."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"`{word}` is not known; did you mean `{close[0]}`?"
    if not known:
        return f"`{word}` is not known here."
    return f"`{word}` is not known; possible are {', '.join(known)}."


def fields_at(model: Any, path: Path) -> tuple[str, ...]:
    """Return the field names that `model` knows at `path`."""
    models = tuple(_models(model))
    for step in path:
        inner = [m.model_fields[step].annotation for m in models if step in m.model_fields]
        if inner:
            models = tuple(found for annotation in inner for found in _models(annotation))
    return tuple(name for found in models for name in found.model_fields)


def loose_times(model: Any, value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Find days and times that pydantic would accept and nobody can have meant.

    A day where a clock time is needed would become midnight, a number the seconds since 1970.
    """
    if value is None:
        return
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from loose_times(model, item, (*path, position))
    elif isinstance(value, Mapping):
        fields = {n: f.annotation for m in _models(model) for n, f in m.model_fields.items()}
        for name, item in value.items():
            yield from loose_times(fields.get(name) if fields else model, item, (*path, name))
    else:
        yield from ((path, what) for what in _loose(tuple(_leaves(model)), value))


def _loose(kinds: Collection[Any], value: Any) -> Iterator[str]:
    if str in kinds:
        return
    if datetime in kinds and not _HAS_CLOCK.match(str(value)):
        yield f"{_shown(value)} has no clock time; {_CLOCK}."
    elif date in kinds and datetime not in kinds and not _IS_DAY.match(str(value)):
        yield f"{_shown(value)} is not a day; {_DAY}."


def _leaves(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from _leaves(argument)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    return (x for x in _leaves(annotation) if isinstance(x, type) and issubclass(x, BaseModel))


def _shown(value: object) -> str:
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"The number {value}"
        case str():
            return (
                f"`{value if len(value) <= 40 else value[:39] + '…'}`" if value else "An empty text"
            )
        case list() | tuple():
            return "A list"
    return "A group of fields"


def _capital(text: str) -> str:
    first = text.split(" ", 1)[0]
    is_name = "_" in first or first.endswith(":")
    text = text if is_name else text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _text(value: object, _: Mapping[str, Any]) -> str:
    hint = "; put it in quotes if it is meant as a text" if isinstance(value, int | float) else ""
    return f"{_shown(value)} stands where a text is expected{hint}."


def _choice(value: object, context: Mapping[str, Any]) -> str:
    possible = re.findall(r"'([^']*)'", context["expected"])
    if isinstance(value, str):
        return near_miss(value, possible)
    return f"{_shown(value)} is not possible here; possible are {', '.join(possible)}."


def _pattern(value: object, context: Mapping[str, Any]) -> str:
    if context.get("pattern") == _SLUG:
        return f"{_shown(value)} may hold only small letters a-z, digits and single hyphens."
    return f"{_shown(value)} does not have the form {context.get('pattern')}."


def _day(value: object, _: Mapping[str, Any]) -> str:
    if isinstance(value, str) and _IS_DAY.match(value):
        return f"{_shown(value)} is no day of the calendar; {_DAY}."
    return f"{_shown(value)} is not a day; {_DAY}."


def _size(kind: str, context: Mapping[str, Any]) -> str:
    noun = "characters" if kind.startswith("string") else "entries"
    if "min_length" in context:
        return f"There are too few {noun}; at least {context['min_length']} needed."
    return f"There are too many {noun}; at most {context['max_length']} possible."


def _expected(what: str) -> Callable[[object, Mapping[str, Any]], str]:
    return lambda value, _: f"{_shown(value)} stands where {what} expected."


def _bound(words: str, key: str) -> Callable[[object, Mapping[str, Any]], str]:
    return lambda value, context: (
        f"{_shown(value)} is not possible; it must be {words} {context[key]}."
    )


_WORDS: Mapping[str, Callable[[object, Mapping[str, Any]], str]] = {
    "string_type": _text,
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "enum": _choice,
    "datetime_": lambda value, _: f"{_shown(value)} is not a day with a clock time; {_CLOCK}.",
    "date_": _day,
    "time_": lambda value, _: f"{_shown(value)} is not a clock time; write it as 17:30.",
    "int_": lambda value, _: f"{_shown(value)} is not a whole number.",
    "float_": lambda value, _: f"{_shown(value)} is not a number.",
    "bool_": lambda value, _: f"{_shown(value)} is neither true nor false.",
    "greater_than_equal": _bound("at least", "ge"),
    "less_than_equal": _bound("at most", "le"),
    "greater_than": _bound("more than", "gt"),
    "less_than": _bound("less than", "lt"),
    "dict_type": _expected("fields (`name: value`) are"),
    "mapping_type": _expected("fields (`name: value`) are"),
    "model_": _expected("fields (`name: value`) are"),
    "tuple_type": _expected("a list, such as [a, b], is"),
    "list_type": _expected("a list, such as [a, b], is"),
    "set_type": _expected("a list, such as [a, b], is"),
    "frozen_set_type": _expected("a list, such as [a, b], is"),
}

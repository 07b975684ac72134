"""What each rule means: taken from the model that reads the file, so that it cannot be wrong."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from notifier.plan.rules import Anchor, Offset, Rules

Row = tuple[str, str, str, str]  # section, field, default, meaning

# what stands for the key of a section that is there several times
_EACH = {"first_cluster": "<year>", "timings": "<kind>", "observances": "<day>"}


def rule_meanings() -> tuple[Row, ...]:
    """Return section, field, default and meaning of every rule, in the order of the file.

    A section has a row of its own first, with an empty field.
    """
    return tuple(_of_model(Rules, ""))


def shown(value: object) -> str:
    """Return the value of a rule as the officer writes it, and a stage in words."""
    match value:
        case bool():
            text = str(value).lower()
        case time():
            text = f"{value:%H:%M}"
        case Offset():
            text = value.in_words
        case None | BaseModel() | Mapping():
            text = ""
        case list() | tuple():
            text = ", ".join(filter(None, map(shown, value)))
        case _:
            text = str(value)
    return text


def meaning_of(field: FieldInfo) -> str:
    """Return what a field means, and the words that may stand in it where there are few."""
    said = field.description or ""
    choices = tuple(str(choice) for choice in _choices(field.annotation))
    is_anchor = choices == get_args(Anchor)  # of all there are, each section names its own
    if is_anchor or all(choice in said for choice in choices):
        return said
    return f"{said} Possible: {', '.join(choices)}."


def _of_model(model: type[BaseModel], section: str) -> Iterator[Row]:
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is None and section:
            yield section, name, _default(field), meaning_of(field)
            continue
        path = f"{section}.{name}" if section else name
        yield path, _EACH.get(name, ""), _default(field), meaning_of(field)
        if inner is not None:
            each = f".{_EACH[name]}" if name in _EACH else ""
            yield from _of_model(inner, path + each)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return shown(field.get_default(call_default_factory=True, validated_data={}))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, by itself, in a list, or under keys."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _choices(annotation: Any) -> Iterator[object]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    for part in get_args(annotation):
        yield from _choices(part)

"""Writes a plan as YAML for people: fields in the order of the model, nothing that says nothing.

What is read back is the equal plan; texts that YAML 1.1 would misread are in quotes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from notifier.languages import LANGUAGES
from notifier.plan.activity import Plan

_HEAD = """\
# Plan of participation for {year}. After a change, `notifier check` says what is wrong, with line
# and field; until it is mended, the last good plan stays in force. Indent with spaces.
"""
_BREAKS = set("\x85\u2028\u2029")


def yaml_plan(plan: Plan) -> str:
    """Return a plan as the text of its file, an empty line between activities."""
    if not plan.activities:
        return f"{_HEAD.format(year=plan.year)}\n[]\n"
    entries = [_dumped([_plain(activity)]) for activity in plan.activities]
    return "\n".join([_HEAD.format(year=plan.year), *entries])


def _dumped(data: object) -> str:
    return yaml.dump(
        data,
        Dumper=_Readable,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=10_000,  # a folded sentence is hard to edit, and to compare
    )


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return {
                name: "all" if name == "regions" and field is None else _plain(field)
                for name, info in type(value).model_fields.items()
                if not _is_silent(name, field := getattr(value, name), info)
            }
        case Mapping():
            return {code: value[code] for code in LANGUAGES if code in value}
        case tuple():
            return [_plain(item) for item in value]
        case datetime():
            is_whole = not (value.second or value.microsecond)
            return value.isoformat("T", "minutes" if is_whole else "auto")
    return value


def _is_silent(name: str, value: Any, info: FieldInfo) -> bool:
    """Tell whether a field says nothing that its absence would not say."""
    if info.is_required() or name == "regions":
        return False
    is_empty = value is None or value is False or value in ((), {})
    if isinstance(value, BaseModel):
        is_empty = not _plain(value)
    return is_empty and bool(value == info.get_default(call_default_factory=True))


class _Readable(yaml.SafeDumper):
    """Dumps lists indented, several lines as a block, and nothing by reference."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Write a value out wherever it stands."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent the entries of a list too."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text.strip("\n") else None
    if _BREAKS & set(text):
        style = '"'  # written as escapes: bare, they would come back as other breaks
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Readable.add_representer(str, _text)

"""What is wrong in a passage of a template, in sentences and with file, line and column."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2.exceptions import TemplateError, TemplateSyntaxError

from notifier.errors import Problem
from notifier.letters import slots
from notifier.letters.templates import sandbox
from notifier.letters.templates.near import did_you_mean
from notifier.letters.templates.places import Passage, line_start, offset_of
from notifier.letters.templates.vocabulary import dotted, unknown_names, used_names

_TAG = re.compile(r"\{[{%]")
_UNKNOWN_TAG = re.compile(r"unknown tag '([^']*)'")
_UNCLOSED = re.compile(r"innermost block that needs to be closed is '([^']*)'")
_BLOCK = re.compile(r"\{%[-+]?\s*(end)?(if|for)\b")
_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "include", "raw", "endraw")


def syntax_problems(passage: Passage) -> Iterator[Problem]:
    """Yield what keeps a passage from being read: one problem, since Jinja stops at the first."""
    for mark in (slots.OPEN, slots.CLOSE):
        if mark in passage.text:
            where = passage.at(passage.text.index(mark))
            yield Problem(where, "an unprintable private character stands here")
    try:
        sandbox.syntax(passage.text)
    except TemplateSyntaxError as error:
        yield Problem(passage.at(_offset(passage, error)), sentence(error))


def name_problems(passage: Passage, known: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield each name that is not in `known`, with the one that was probably meant."""
    for offset, said in unknown_names(sandbox.syntax(passage.text), known):
        yield Problem(passage.at(offset), said)


def filling_problem(passage: Passage, error: Exception) -> Problem:
    """Return what stopped the filling of a passage, where it stands."""
    return Problem(passage.at(_offset(passage, error)), sentence(error))


def sentence(error: BaseException) -> str:
    """Return what Jinja or the sandbox says, in words for the people who write templates."""
    said = str(error.message if isinstance(error, TemplateError) else error)
    if not isinstance(error, TemplateSyntaxError) or "not allowed" in said:
        return said
    tag, block = _UNKNOWN_TAG.search(said), _UNCLOSED.search(said)
    if tag and tag[1] not in _TAGS:
        said = f"`{tag[1]}` is no tag{did_you_mean(tag[1], _TAGS)}"
    elif tag and block:
        said = f"{{% {tag[1]} %}} stands where {{% end{block[1]} %}} should be"
    elif tag:
        said = f"{{% {tag[1]} %}} closes nothing"
    elif block:
        said = f"{{% {block[1]} %}} is not closed; put {{% end{block[1]} %}} where it ends"
    return f"the template does not read: {said}"


def _offset(passage: Passage, error: BaseException) -> int:
    """Return where a mistake stands: as exactly as Jinja knows it, or its sentence tells."""
    if isinstance(error, TemplateSyntaxError) and sentence(error).endswith("where it ends"):
        return _innermost_open(passage.text)
    line = getattr(error, "lineno", None)
    offset = offset_of(line)
    if offset is not None:
        return offset
    start = line_start(passage.text, line or _line_of(error))
    end = passage.text.find("\n", start)
    end = len(passage.text) if end < 0 else end
    if isinstance(error, TemplateSyntaxError):
        return start  # there is no tree to look into
    said = sentence(error)
    for use in used_names(sandbox.syntax(passage.text)):
        if start <= use.offset < end and f"`{dotted(use.path)}`" in said:
            return use.offset
    tag = _TAG.search(passage.text, start, end)
    return tag.start() if tag else start


def _innermost_open(source: str) -> int:
    """Return where the last block begins that is not closed."""
    begun: list[int] = []
    for block in _BLOCK.finditer(source):
        if not block[1]:
            begun.append(block.start())
        elif begun:
            begun.pop()
    return begun[-1] if begun else 0


def _line_of(error: BaseException) -> int:
    """Return the line of the template that raised: Jinja writes it into the traceback."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

"""One way to make a page: strict, and every value escaped."""

import jinja2

_ENVIRONMENT = jinja2.Environment(
    autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def render(template: str, **values: object) -> str:
    """Return the page of a template; a name that is missing raises jinja2.UndefinedError."""
    return _ENVIRONMENT.from_string(template).render(values)

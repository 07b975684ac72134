"""The columns of a table: every field of the model has one, and says what it means."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, Field

from notifier.languages import LANGUAGES
from notifier.plan.activity import Activity, Consultation, Deadline
from notifier.sources.plan_columns import (
    ACTIVITIES,
    CONSULTATIONS,
    Column,
    Kind,
    choices,
    implied,
    meaning,
)

TABLES = ((Activity, ACTIVITIES), (Consultation, CONSULTATIONS))


def leaves(annotation: Any) -> Iterator[Any]:
    """Every type within an annotation that has no arguments."""
    arguments = get_args(annotation)
    yield from (leaf for a in arguments for leaf in leaves(a)) if arguments else (annotation,)


def fields(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a model that holds no other, and each language of a text."""
    for name, info in model.model_fields.items():
        at = (*path, name)
        found = list(leaves(info.annotation))
        inner = [x for x in found if isinstance(x, type) and issubclass(x, BaseModel)]
        if inner:
            yield from (each for part in inner for each in fields(part, at))
        elif set(LANGUAGES) <= {x for x in found if isinstance(x, str)}:
            yield from ((*at, code) for code in LANGUAGES)
        else:
            yield at


@pytest.mark.parametrize(("model", "columns"), TABLES, ids=["activities", "consultations"])
def test_every_field_of_the_model_has_a_column(
    model: type[BaseModel], columns: tuple[Column, ...]
) -> None:
    """A field without one would be lost when a plan is kept as a table."""
    carried = {column.path for column in columns}
    carried |= {beside[0] for column in columns if (beside := implied(column.path))}
    wanted = {path for path in fields(model) if path[0] != "consultations"}

    assert wanted - carried == set()
    assert carried - wanted == ({()} if model is Consultation else set())


def test_a_deadline_has_the_one_anchor_that_days_imply() -> None:
    """Another one would need a column of its own."""
    anchors = [x for x in leaves(Deadline.model_fields["anchor"].annotation) if isinstance(x, str)]

    assert implied(("deadline", "days")) == (("deadline", "anchor"), *anchors)


@pytest.mark.parametrize(("model", "columns"), TABLES, ids=["activities", "consultations"])
def test_every_column_has_a_name_of_its_own(
    model: type[BaseModel], columns: tuple[Column, ...]
) -> None:
    """The first row is what tells them apart."""
    names = [column.name for column in columns]

    assert len(set(names)) == len(names)


def test_the_words_to_choose_from_are_those_of_the_model() -> None:
    """A list beside the model would lag behind it."""
    found = {c.name: choices(c, model) for model, columns in TABLES for c in columns}

    assert found["process"] == ("wsis", "sdg", "digital-governance")
    assert found["status"] == ("confirmed", "tentative", "cancelled")
    assert found["classes"] == found["announce_classes"] != ()
    assert found["forms"] == ("host", "attend", "written-contribution", "sign-outcome")
    assert found["id"] == found["zone"] == found["title_en"] == found["activity"] == ()


def test_a_column_means_what_the_model_says_or_else_what_it_says_itself() -> None:
    """One description is enough, and the model's own comes first."""

    class Told(BaseModel):
        start: int = Field(description="When it begins")
        end: int

    start = Column("start", ("start",), Kind.NUMBER, "Something else")
    end = Column("end", ("end",), Kind.NUMBER, "When it ends")

    assert (meaning(start, Told), meaning(end, Told)) == ("When it begins", "When it ends")

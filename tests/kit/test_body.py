"""A request's values are of the JSON type that the document states."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import AwareDatetime, Field, ValidationError

from tandem.kit.http import Body


class Cake(Body):
    slices: Annotated[int, Field(ge=0)] = 1
    price: float | None = None
    vegan: bool = False
    baked_at: datetime | None = None
    sold_at: AwareDatetime | None = None
    id: UUID | None = None
    name: str = ""
    extra: int | bool | str | None = None
    anything: Any = None
    parts: list[int] = Field(default_factory=list)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("slices", True, "int_type"),
        ("slices", "5", "int_type"),
        ("price", False, "float_type"),
        ("price", "1.5", "float_type"),
        ("vegan", 0, "bool_type"),
        ("vegan", 1.0, "bool_type"),
        ("vegan", "yes", "bool_type"),
        ("baked_at", 0, "datetime_type"),
        ("baked_at", True, "datetime_type"),
        ("sold_at", 0, "datetime_type"),
        ("id", 5, "uuid_type"),
        ("name", 5, "string_type"),
        ("unknown", 1, "extra_forbidden"),
    ],
)
def test_what_pydantic_would_bend_is_refused(field: str, value: object, error: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Cake.model_validate({field: value})
    assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [((field,), error)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slices", 5),
        ("slices", 5.0),
        ("price", 2),
        ("price", None),
        ("vegan", True),
        ("baked_at", "2026-11-22T02:00:00Z"),
        ("id", "01a200fc-4395-7772-8660-246d6d99d78e"),
        ("extra", True),
        ("extra", 5),
        ("extra", "five"),
        ("anything", True),
        ("anything", 5),
        ("parts", [1, 2]),
    ],
)
def test_what_fits_is_taken(field: str, value: object) -> None:
    Cake.model_validate({field: value})

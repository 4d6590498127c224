"""What a request's body is made of: nothing unknown, and every value of the JSON type that the document states."""

from datetime import date, datetime, time
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

_PLAIN = {bool: "bool_type", int: "int_type", float: "float_type"}
_MOMENTS = {datetime: "datetime_type", AwareDatetime: "datetime_type", date: "date_type", time: "time_type"}


class Body(BaseModel):
    """Base of every model that an endpoint takes. pydantic by itself would take 0 for false, false for a number,
    "5" for 5 and a number for a moment: a client's mistake that would be kept as if it were meant."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _of_the_stated_type(cls, value: Any, info: ValidationInfo) -> Any:
        assert info.field_name is not None
        wrong = _misfit(value, _types(cls, info.field_name))
        if wrong is not None:
            raise PydanticKnownError(wrong)
        return value


def _misfit(value: Any, types: frozenset[Any]) -> Any:
    """The name of pydantic's error, or None. Only scalars are looked at; pydantic knows the rest."""
    if isinstance(value, bool):
        fits = bool in types
    elif isinstance(value, int | float):
        fits = bool(types & {int, float})
    elif isinstance(value, str):
        fits = bool(types - _PLAIN.keys())
    else:
        return None
    if fits or Any in types:
        return None
    candidates = _PLAIN if isinstance(value, str) else _PLAIN | _MOMENTS
    return next((name for kind, name in candidates.items() if kind in types), None)


@cache
def _types(model: type[BaseModel], name: str) -> frozenset[Any]:
    return frozenset(_leaves(model.model_fields[name].annotation))


def _leaves(annotation: Any) -> set[Any]:
    """The alternatives of a field's type, None left out."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _leaves(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return set().union(*(_leaves(one) for one in get_args(annotation)))
    return set() if annotation is type(None) else {annotation}

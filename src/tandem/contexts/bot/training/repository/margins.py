"""`rules.sampling.apart` in SQL: where turns wait in the inbox."""

from typing import Any

from sqlalchemy import ColumnElement, Float, cast, func


def apart(guesses: Any, key: str, scope: ColumnElement[Any]) -> ColumnElement[Any]:
    """Of a JSON list, the likeliest first, each with its probability under `key`; NULL without a first. What was judged
    before `scope` was kept (NULL) goes by its first two alone."""
    first, second = (cast(guesses[place][key].astext, Float) for place in (0, 1))
    # GREATEST passes over NULL.
    return func.abs(first - func.greatest(second, 1 - scope, 0.0))

"""Kinds of values. Money is whole fen, a span whole days; None is what nobody knows."""

from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["truth", "number", "money", "days", "date", "text"]
Value = bool | int | Decimal | date | str
"""truth: bool · number: int or Decimal · money: int (fen) · days: int · date: date · text: str."""

ORDERED: frozenset[str] = frozenset({"number", "money", "days", "date"})


def shown(value: Value | None) -> str | int | float | bool | None:
    """A value as JSON carries it: dates as ISO texts, decimals as numbers; the fact's kind says how to read it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value

"""What law sets for the terms of a loan: data/limits.yaml, with source, article and time of effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tandem.adapters.loans_local.rules.terms import Terms
from tandem.contexts.loans.api import LawRule


@dataclass(frozen=True)
class Limit:
    """A bound on one of the terms. `verified`: the text was read for this project, in `read_in`; else `because` says
    why it was not, and `looked_on` when that was last tried."""

    key: str
    most: Decimal | None
    least: Decimal | None
    says: str
    source: str
    article: str
    effective_from: date
    effective_to: date | None
    verified: bool
    looked_on: date
    because: str | None = None
    read_in: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@cache
def limits() -> Sequence[Limit]:
    """All limits that ship with the product."""
    return [
        Limit(**{**one, "most": _number(one["most"]), "least": _number(one["least"])})
        for one in _data()["limits"]
    ]


def law() -> Sequence[LawRule]:
    """The rules of law that the ledger holds, and those named beside them that it does not."""
    held = [LawRule.of(one, held=True) for one in _data()["limits"]]
    return [*held, *(LawRule.of(one, held=False) for one in _data()["not_held"])]


@cache
def _data() -> Mapping[str, Any]:
    text = (resources.files("tandem.adapters.loans_local") / "data" / "limits.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def broken(terms: Terms, known: Sequence[Limit] | None = None) -> list[Limit]:
    """The limits that these terms break, of those in force when the loan was disbursed."""
    return [one for one in known or limits() if one.holds_on(terms.disbursed_on) and not _kept(one, terms)]


def _kept(limit: Limit, terms: Terms) -> bool:
    value: Decimal = getattr(terms, limit.key)
    # The contract's own rate is part of what the ceiling bounds.
    value = max(value, terms.annual_rate) if limit.key == "ceiling" else value
    return (limit.most is None or value <= limit.most) and (limit.least is None or value >= limit.least)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

"""Until when a request must be answered, where a rule sets a time (data/deadlines.yaml)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tandem.contexts.loans.api import LawRule
from tandem.contexts.selfservice.paper import RequestKind


@cache
def _rules() -> Mapping[str, Mapping[str, Any]]:
    text = (files(__package__) / "data" / "deadlines.yaml").read_text()
    return {rule["kind"]: rule for rule in yaml.safe_load(text)}


def law() -> list[LawRule]:
    """The rules as they stand."""
    return [LawRule.of({**rule, "key": kind}, held=True) for kind, rule in _rules().items()]


def answer_by(kind: RequestKind, received: date) -> date | None:
    """The last day for an answer (calendar days, that of receipt not counted); None where no rule in force sets one."""
    rule = _rules().get(kind)
    if rule is None or received < rule["effective_from"]:
        return None
    if rule["effective_to"] is not None and received > rule["effective_to"]:
        return None
    return received + timedelta(days=int(rule["days"]))

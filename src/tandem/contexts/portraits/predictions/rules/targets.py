"""What is predicted, over how many days, and from which probability on an agent is told.

The bounds were set before anything was measured, and are never fitted on what judges."""

from collections.abc import Mapping
from typing import Any

NEED, DORMANCY = "need", "dormancy"
NEED_DAYS, DORMANCY_DAYS = 7, 60
"""Within how many days a contact, and after how many days the quiet, shows whether a prediction was right."""
SHOWN = {NEED: 0.08, DORMANCY: 0.5}
"""Of the likeliest outcome. A need of 8 in 100 within a week is several times what is usual of anybody."""
TAGGED = {NEED: 0.2, DORMANCY: 0.6}
TAGS = {NEED: "need_soon", DORMANCY: "going_dormant"}
"""Tags that models give, where the lender has tags of these keys."""
MOST_OUTCOMES = 3


def better_baseline(target: str, quality: Mapping[str, Any]) -> str | None:
    """The baseline that tells as well as this target's model, or better, by log loss; None: the model does."""
    figures: Mapping[str, Mapping[str, float]] = quality[target]["figures"]
    best = min((name for name in figures if name != "model"), key=lambda name: figures[name]["log_loss"])
    return best if figures[best]["log_loss"] <= figures["model"]["log_loss"] else None

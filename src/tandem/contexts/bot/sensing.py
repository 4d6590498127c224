"""The shipped reading of what must reach a person by its meaning."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from tandem.contexts.bot.rules.handover.meaning import Felt, Floats, Meaning, from_json


def sensed(vectors: Mapping[str, Floats]) -> Felt | None:
    """Why a message must reach a person, by the vectors that search worked out; None without an encoder: then the
    patterns are all there is."""
    return shipped().felt(vectors) if vectors else None


@cache
def shipped() -> Meaning:
    """The reading that `scripts/fit_handover.py` made."""
    folder = resources.files("tandem.contexts.bot.rules.handover")
    return from_json(json.loads(folder.joinpath("meaning.json").read_text("utf-8")))

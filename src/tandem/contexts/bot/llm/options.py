"""What the language model is used for, and how long anybody waits for it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Use = Literal["answers", "rewriting", "summaries"]


@dataclass(frozen=True)
class LlmOptions:
    """`alone`: answers that pass the guard rails go out by themselves; else they are drafts for the silent seat.
    `answer_within`: from the customer's message to the moment when the retrieval answer falls in.
    `summary_within`: as long may a better summary come. `answer_tokens` bounds what is written."""

    uses: frozenset[Use] = frozenset({"answers", "rewriting", "summaries"})
    alone: bool = False
    answer_within: timedelta = timedelta(seconds=8)
    summary_within: timedelta = timedelta(seconds=30)
    answer_tokens: int = 400

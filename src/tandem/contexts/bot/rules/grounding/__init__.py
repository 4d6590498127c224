"""Guard rails of what a language model wrote: what is not in the sources does not get out. Pure.

`check(sentences, sources, now)` looks at every sentence against the sources that it cites, and at nothing else:
what the customer wrote is no source, so nobody can talk the model into a sum. `own` is the customer's own data
as the loan book gives it. One fault refuses the whole answer, for half an answer may lack the condition."""

from tandem.contexts.bot.rules.grounding.checking import (
    MAX_CHARS,
    MAX_SENTENCES,
    Sentence,
    Source,
    Verdict,
    check,
    check_summary,
    without_titles,
)
from tandem.contexts.bot.rules.grounding.instructions import orders_the_machine, without_orders

__all__ = [
    "MAX_CHARS",
    "MAX_SENTENCES",
    "Sentence",
    "Source",
    "Verdict",
    "check",
    "check_summary",
    "orders_the_machine",
    "without_orders",
    "without_titles",
]

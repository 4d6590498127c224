"""What leaves: texts without what names a person, an account or a secret, unless the model is the lender's own."""

from collections.abc import Sequence
from datetime import datetime

from tandem.contexts.bot.entities import mask
from tandem.contexts.bot.llm.ports import LanguageModel

_LONGEST_LINE = 500


def leaving(model: LanguageModel, text: str, now: datetime, names: Sequence[str] = ()) -> str:
    """`text` as the model may read it. `names`: what the customer is known to be called."""
    if model.local:
        return text[:_LONGEST_LINE]
    for name in names:
        if len(name.strip()) > 1:
            text = text.replace(name.strip(), "[person]")
    # Cut last: half of a number is not known for one, and would leave.
    return mask(text, now)[:_LONGEST_LINE]

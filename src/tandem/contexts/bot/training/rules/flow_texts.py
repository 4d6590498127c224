"""Flows' phrasings as customers would write them."""

import re

_HOLE = re.compile(r"\{(\w+)\}")
_SAID = {
    "amount": "1000元", "number": "1000", "plain_number": "1000", "digits": "6688", "date": "15号",
    "phone": "13800000000",
}  # fmt: skip


def example_of(trigger: str) -> str:
    """A trigger with something plausible in its holes: 还{amount} → 还1000元."""
    return _HOLE.sub(lambda hole: _SAID.get(hole[1], ""), trigger)

"""Texts without what must not be logged."""

from collections.abc import Collection, Sequence
from datetime import datetime

from tandem.contexts.bot.entities.entity import Entity, Kind
from tandem.contexts.bot.entities.extracting import MAX_CHARS, extract
from tandem.contexts.bot.entities.named import Named, with_names

PERSONAL: frozenset[Kind] = frozenset(
    {"id_number", "bank_card", "mobile", "landline", "reference", "code", "person"}
)
"""Kinds that name a person, an account or a secret."""

_ASKED: tuple[Kind, ...] = ("code",)
"""Four to eight digits alone may be a one-time code: rather a sum too many is masked than a code shown."""


def mask(text: str, now: datetime, kinds: Collection[Kind] = PERSONAL, names: Sequence[Named] = ()) -> str:
    """`text` with every entity of these kinds as [its kind]; a text that is longer than what is read is cut
    there. `names`: what a NameFinder found in it. Doubtful numbers are masked too: a mistyped card is still
    somebody's."""
    shown: list[str] = []
    at = 0
    for entity in with_names(text, _found(text, now), names):
        if entity.kind in kinds:
            shown += [text[at : entity.start], f"[{entity.kind}]"]
            at = entity.end
    return "".join([*shown, text[at:MAX_CHARS]])


def _found(text: str, now: datetime) -> list[Entity]:
    """What is there, and what may be a code. A card or a telephone number written in groups is one number, not codes
    with a rest between them."""
    known = extract(text, now)
    whole = [one for one in known if one.kind in PERSONAL]
    codes = [
        one
        for one in extract(text, now, asked=_ASKED)
        if one.kind in _ASKED and not any(_meet(one, other) for other in whole)
    ]
    rest = [one for one in known if not any(_meet(one, other) for other in codes)]
    return sorted([*rest, *codes], key=lambda one: one.start)


def _meet(one: Entity, other: Entity) -> bool:
    return one.start < other.end and other.start < one.end

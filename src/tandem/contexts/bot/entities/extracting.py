"""All finders over one text, and which of overlapping finds stays.

Precedence, the first that differs decides:
1. what the bot has just asked for, where it is found without doubt;
2. what is personal and structured before what is loose: identity number, bank card, mobile, code, labelled
   reference, landline, other reference, rate, date, instalment, period, amount; a doubtful card comes behind
   the references (an order number may look like one);
3. the longer text;
4. the earlier one.
"""

from collections.abc import Collection
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from tandem.contexts.bot.entities.amounts import amounts
from tandem.contexts.bot.entities.dates import calendar_days
from tandem.contexts.bot.entities.days import joined, relative_days
from tandem.contexts.bot.entities.entity import Entity, Kind
from tandem.contexts.bot.entities.numbers import numbers
from tandem.contexts.bot.entities.periods import periods
from tandem.contexts.bot.entities.rates import rates
from tandem.contexts.bot.entities.reading import Finder, Reading, fold
from tandem.contexts.bot.entities.references import codes, references

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAX_CHARS = 10_000
"""What is read of a message; channels admit less."""

_RANKS: dict[Kind, int] = {
    "id_number": 0,
    "bank_card": 1,
    "mobile": 2,
    "code": 3,
    "landline": 5,
    "reference": 6,
    "rate": 8,
    "date": 9,
    "instalment": 10,
    "period": 11,
    "amount": 12,
    "person": 13,
    "place": 14,
}
_LABELLED = 4
_DOUBTFUL_CARD = 7


def extract(text: str, now: datetime, zone: tzinfo = SHANGHAI, asked: Collection[Kind] = ()) -> list[Entity]:
    """What is in `text`, in its order, none overlapping.

    `now` (aware) and `zone` say which day 今天 is. `asked`: the kinds that the bot has just asked the customer
    for: then 5000 is an amount, 15 a day, 123456 a code. Never raises for any text."""
    reading = Reading(text[:MAX_CHARS], fold(text[:MAX_CHARS]), now.astimezone(zone).date(), frozenset(asked))
    return resolve(reading, _all(reading))


def resolve(reading: Reading, found: Collection[Entity]) -> list[Entity]:
    """The finds that stay: see the module."""
    kept: list[Entity] = []
    taken = bytearray(len(reading.text))
    for entity in sorted(found, key=lambda one: _order(one, reading.asked)):
        if entity.end > entity.start and not any(taken[entity.start : entity.end]):
            taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            kept.append(entity)
    return sorted(kept, key=lambda one: one.start)


def _all(reading: Reading) -> list[Entity]:
    dates = [*calendar_days(reading), *relative_days(reading)]
    simple: tuple[Finder, ...] = (numbers, references, codes, rates, periods, amounts)
    return [*dates, *joined(reading, dates), *(entity for finder in simple for entity in finder(reading))]


def _order(entity: Entity, asked: Collection[Kind]) -> tuple[bool, int, int, int]:
    rank = _RANKS[entity.kind]
    if entity.kind == "reference" and entity.label:
        rank = _LABELLED
    if entity.kind == "bank_card" and entity.doubt:
        rank = _DOUBTFUL_CARD
    wanted = entity.kind in asked and entity.doubt is None
    return (not wanted, rank, entity.start - entity.end, entity.start)

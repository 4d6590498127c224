"""The built-in extractor: what `entities` finds, in the kinds that slots know; and numbers that stand alone."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from tandem.contexts.bot.dialogue.hearing.alternatives import EITHER, left_open
from tandem.contexts.bot.dialogue.hearing.understanding import Found
from tandem.contexts.bot.entities import SHANGHAI, DateSpan, Entity, Period, extract
from tandem.contexts.bot.entities.numerals import number, spelled_digits, whole
from tandem.contexts.bot.entities.reading import fold

_HAN = "零一二两三四五六七八九十百千万亿"
_BARE = re.compile(
    rf"(?<![a-z\d负])(?<!^-)(?:\d[\d,]*(?:\.\d+)?(?:[百千万亿][{_HAN}\d]*|[wk](?![a-z]))?|[{_HAN}]+(?:点[{_HAN}]+)?)"
)
_COUNTER = re.compile(r" ?(?:个|期|天|年|次|笔|张|份|人|岁|家|条)")
_LAST_DAYS = re.compile(r"[底末]$")
_SPELLED = 3
"""As many digits in a row are a number spelled out (六二一七), fewer a way of speaking (三五天)."""
_SHORT = 2
"""A lone 一 is a number only in a message as short as this (一, 两吧): elsewhere it is part of a word."""


class RuleExtractor:
    """See understanding.Extractor."""

    def find(self, text: str, now: datetime) -> list[Found]:
        # `now` is local already, and of it only the day counts.
        entities = extract(text, now.replace(tzinfo=SHANGHAI))
        found = [one for entity in entities if (one := _found(entity)) is not None]
        return left_open(text, sorted([*found, *_numbers(text, entities)], key=lambda one: one.start))


def _found(entity: Entity) -> Found | None:
    """In the form slots have. A doubtful number of a card or a person fills nothing, and neither does a range of
    amounts (两三千): the flow asks which. An amount said to be about 800 is 800: it is summed up before it counts."""
    value = entity.value
    match entity.kind, value:
        case "amount", int() if not entity.alternatives:
            return _as("amount", value, entity)
        case "amount", int():
            return _as(EITHER, [["amount", one] for one in entity.alternatives], entity)
        case "date", DateSpan() if (day := _day(entity, value)) is not None:
            return _as("date", day, entity)
        case "mobile", str():
            return _as("phone", value, entity)
        case ("period", Period(count, unit)):
            return _as("number", count * 12 if unit == "year" else count, entity)
        case "instalment", int():
            return _as("number", value, entity)
        case (("bank_card" | "id_number" | "code" | "reference"), str()) if (
            not entity.doubt and value.isdigit()
        ):
            return _as("digits", value, entity)
    return None


def _as(kind: str, value: object, entity: Entity) -> Found:
    return Found(kind, value, entity.start, entity.end, entity.text)


def _day(entity: Entity, span: DateSpan) -> str | None:
    """The one day meant: 月底 is its last. A whole week or month is no day."""
    if span.start == span.end or _LAST_DAYS.search(entity.text):
        return span.end.isoformat()
    return None


def _numbers(text: str, entities: Sequence[Entity]) -> Iterator[Found]:
    """Numbers that are nothing yet: a count where a unit follows (3笔), else `digits` or a `plain_number`, an amount
    to one slot and a day to another; the slot decides."""
    plain = fold(text)
    for hit in _BARE.finditer(plain):
        start, end = hit.start(), hit.start() + len(hit[0].rstrip(","))
        if any(start < one.end and one.start < end for one in entities):
            continue
        run = plain[start:end]
        if (counter := _COUNTER.match(plain, end)) and (count := whole(run)) is not None:
            yield Found("number", count, start, counter.end(), text[start : counter.end()])
        elif (digits := _digits(run)) is not None:
            yield Found("digits", digits, start, end, text[start:end])
        elif (value := number(run)) is not None and _meant(run, text):
            yield Found("plain_number", format(value, "f"), start, end, text[start:end])


def _digits(run: str) -> str | None:
    if run.isascii() and run.isdigit():
        return run
    return spelled_digits(run) if len(run) >= _SPELLED else None


def _meant(run: str, text: str) -> bool:
    return run[0].isdigit() or len(run) > 1 or len(text.strip()) <= _SHORT

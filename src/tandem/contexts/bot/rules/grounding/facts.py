"""Sums, days, rates, periods and every other number of a text, by value: 一千二 is 1200元, 百分之三 is 3%."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from tandem.contexts.bot.entities import Entity, Kind, extract
from tandem.contexts.bot.entities.numerals import number
from tandem.contexts.bot.entities.reading import fold

Fact = tuple[str, object]
"""(kind, value), the same for every way to write it."""
Span = tuple[int, int]

_KINDS: frozenset[Kind] = frozenset({"amount", "date", "period", "instalment", "rate"})
# Compared digit by digit, where contacts are: they are no quantities.
_CALLED: frozenset[Kind] = frozenset({"landline", "mobile", "bank_card", "id_number"})
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?|[零一二两三四五六七八九十百千万亿半几]+")
_NEGATIVE = re.compile(r"(?<![\da-z%‰元天月年日期时分)）])[-−负] ?(?=\d)")
_OPEN = re.compile(r"\d(?= ?多)|[十百千万](?=多)")
# What counts or measures: behind it a Chinese numeral is a number and no part of a word (一般, 统一, 万一).
_MEASURE = re.compile(
    r"个?(?:工作日|自然日|小时|钟头|分钟|秒|天|日|周|星期|礼拜|月|年|季)|百分点|次|笔|倍|折|成|期|岁|元|块|角|毛|分|厘|厘米|个"
    r"|张|家|位|条|人|份|点|号|%|‰|:"
)
_ENUMERATOR = re.compile(r"(?m)(?:^|(?<=[。：:；;，]))\s*\d{1,2}\s*[.、)）](?!\d)")
"""Of a list; models write its lines on after each other."""
_DIGITS = frozenset("0123456789")


def facts(text: str, now: datetime) -> list[tuple[Fact, str]]:
    """Every fact with the words it stands in. `now` turns 下个月5号 into the same day on both sides."""
    return [(fact, text[start:end]) for fact, (start, end) in _placed(text, now)]


def marked(text: str, now: datetime) -> str:
    """The text with a word of its own in the place of each fact, the same for the same value: 1200元 and 一千二
    leave the same text."""
    shown, at = [], 0
    for fact, (start, end) in sorted(_placed(text, now), key=lambda one: one[1]):
        shown += [text[at:start], f" {mark_of(fact)} "]
        at = max(at, end)
    return "".join([*shown, text[at:]])


def mark_of(fact: Fact) -> str:
    """The word that stands for a fact in `marked` texts; of this process only."""
    return "fact" + "".join(chr(ord("a") + int(digit, 16)) for digit in f"{hash(fact) & 0xFFFFFFFF:08x}")


def _placed(text: str, now: datetime) -> list[tuple[Fact, Span]]:
    text = _ENUMERATOR.sub(lambda found: " " * len(found.group()), text)
    entities = extract(text, now)
    told = [one for one in entities if one.kind in _KINDS]
    found: list[tuple[Fact, Span]] = [(_fact(one, one.value), (one.start, one.end)) for one in told]
    return [*found, *_bare(text, [*told, *(one for one in entities if one.kind in _CALLED)])]


def shapes(text: str, now: datetime) -> list[tuple[Fact, str]]:
    """What a number is besides its value: less than nothing, more than it says (5多个), one end of a range."""
    plain = fold(text)
    found: list[tuple[Fact, str]] = [(("sign", "-"), one[0]) for one in _NEGATIVE.finditer(plain)]
    found += [(("about", "多"), f"{one[0]}多") for one in _OPEN.finditer(plain)]
    ranges = (one for one in extract(text, now) if one.kind == "amount" and len(one.alternatives) > 1)
    return [*found, *((_fact(one, value), one.text) for one in ranges for value in one.alternatives)]


def known(texts: Iterable[str], now: datetime) -> frozenset[Fact]:
    """What the sources say, every reading of it."""
    every: set[Fact] = set()
    for text in texts:
        every |= {fact for fact, _ in (*facts(text, now), *shapes(text, now))}
        for one in extract(text, now):
            if one.kind in _KINDS:
                every |= {_fact(one, value) for value in one.alternatives}
    return frozenset(every)


def _fact(entity: Entity, value: object) -> Fact:
    # A value that may be read in two ways, or that does not exist, counts as its words.
    if value is None:
        return entity.kind, fold(entity.text)
    return entity.kind, value


def _bare(text: str, entities: list[Entity]) -> list[tuple[Fact, Span]]:
    """Numbers that are no entity: 3个工作日, 五次, 八折, and digits of any kind."""
    plain = fold(text)
    taken = {at for one in entities for at in range(one.start, one.end)}
    found: list[tuple[Fact, Span]] = []
    for match in _NUMERAL.finditer(plain):
        if match.start() in taken:
            continue
        numeral = match.group()
        unit = _MEASURE.match(plain, match.end()) or _MEASURE.match(plain, match.end() + 1)
        timed = plain[match.start() - 1 : match.start()] == ":"
        if numeral[0] not in _DIGITS and unit is None and not timed:
            continue
        value = number(numeral.replace(",", "") if numeral[0] in _DIGITS else numeral)
        fact = (
            "number",
            (value if value is not None else numeral, unit.group().lstrip("个") if unit else ""),
        )
        found.append((_common(fact), (match.start(), unit.end() if unit else match.end())))
    return found


def _common(fact: tuple[str, tuple[Decimal | str, str]]) -> Fact:
    kind, (value, unit) = fact
    same = {"自然日": "天", "日": "天", "钟头": "小时", "星期": "周", "礼拜": "周", "块": "元", "毛": "角"}
    return kind, (value, same.get(unit, unit))

"""Rates: 年化24%, 日息万五, 百分之三, 月息一分."""

import re
from decimal import Decimal

from tandem.contexts.bot.entities.entity import Entity, Per, Rate
from tandem.contexts.bot.entities.numerals import number, spelled_digits
from tandem.contexts.bot.entities.reading import Reading

_N = r"\d{1,4}(?:\.\d{1,6})?|[零一二两三四五六七八九十百点]{1,8}"
_NAME = r"(?P<name>年化|年利率|年息|年费率|年|月利率|月费率|月息|月|日利率|日息|日费率|日|天|利率|利息|费率|apr|irr)"
_SIGNED = re.compile(r"(?<![\d.])(?P<n>\d{1,4}(?:\.\d{1,6})?) ?(?P<sign>%|‰|个点(?!击)|个百分点)")
_OF = re.compile(rf"(?P<base>百|千|万)分之(?P<n>{_N})")
_TEN_THOUSAND = re.compile(
    _NAME + r"(?:率|化)?(?:是|为|:| ){0,2}万(?:分之)?"
    r"(?P<n>[一二两三四五六七八九]点[一二三四五六七八九]|[一二两三四五六七八九]|\d(?:\.\d{1,2})?)(?![\d元块千百])"
)
_FEN_LI = re.compile(
    r"(?P<name>年息|月息|日息|利息|利)(?:是|为|:| ){0,2}(?P<n>[一二两三四五六七八九\d])(?P<unit>分|厘|毫)"
    r"(?P<half>半|[一二三四五六七八九1-9]厘?(?!\d))?(?!钟|期|之)"
)
_FEN_OF = re.compile(r"(?<![\d块元])(?P<n>[一二两三四五六七八九\d])(?P<unit>分|厘)利(?!率)")
_NAMED = re.compile(
    r"(?P<name>年化(?:利率)?|年利率|月利率|日利率|月费率)(?:是|为|:|到|多少|才| ){0,2}"
    r"(?P<n>\d{1,2}(?:\.\d{1,6})?)(?![\d%‰.万千百元块期年月天])"
)
_BASE = {"百": 100, "千": 1000, "万": 10_000}
_FEN = {"分": Decimal("0.01"), "厘": Decimal("0.001"), "毫": Decimal("0.0001")}
_BEHIND = 10
_PER: tuple[tuple[str, Per], ...] = (
    ("年", "year"),
    ("apr", "year"),
    ("irr", "year"),
    ("月", "month"),
    ("日", "day"),
    ("天", "day"),
)


def rates(reading: Reading) -> list[Entity]:
    """See the module. A rate above ten times the sum is refused."""
    text, found = reading.text, []
    for match in _SIGNED.finditer(text):
        size = 1000 if match["sign"] == "‰" else 100
        found.append(_rate(reading, match, Decimal(match["n"]) / size, _before(text, match.start())))
    for match in _OF.finditer(text):
        value = _number(match["n"])
        if value is not None:
            found.append(_rate(reading, match, value / _BASE[match["base"]], _before(text, match.start())))
    for match in _TEN_THOUSAND.finditer(text):
        value = _number(match["n"])
        if value is not None:
            found.append(_rate(reading, match, value / 10_000, _per(match["name"])))
    for match in (*_FEN_LI.finditer(text), *_FEN_OF.finditer(text)):
        found.append(_fen_li(reading, match))
    for match in _NAMED.finditer(text):
        found.append(_rate(reading, match, Decimal(match["n"]) / 100, _per(match["name"])))
    return [entity for entity in found if entity is not None]


def _fen_li(reading: Reading, match: re.Match[str]) -> Entity | None:
    """月息一分 is 1 %, 年息一分 10 %: by custom a 分 of a yearly rate is a tenth, of a monthly one a hundredth."""
    name = match.groupdict().get("name") or "月息"
    value = _number(match["n"])
    if value is None:
        return None
    fraction = value * _FEN[match["unit"]]
    half = match.groupdict().get("half")
    if half:
        fraction += _FEN[match["unit"]] / 10 * (5 if half == "半" else _number(half[0]) or 0)
    per = _per(name) or "month"
    return _rate(reading, match, fraction * (10 if per == "year" else 1), per)


def _rate(reading: Reading, match: re.Match[str], fraction: Decimal, per: Per | None) -> Entity | None:
    if not 0 <= fraction <= 10:
        return None
    return reading.entity("rate", match.start(), match.end(), Rate(fraction.normalize(), per))


def _before(text: str, start: int) -> Per | None:
    return _per(text[max(0, start - _BEHIND) : start])


def _per(words: str) -> Per | None:
    """The unit named last."""
    places = [(words.rfind(word), per) for word, per in _PER if word in words]
    return max(places)[1] if places else None


def _number(text: str) -> Decimal | None:
    found = number(text)
    if found is None and (digits := spelled_digits(text)):
        found = Decimal(digits)
    return found

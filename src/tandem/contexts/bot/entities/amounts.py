"""Sums of money, in fen: 一千二, 1,280.50元, 5万, 三块五, 10w.

A bare number is money only where the words before it say so (借5000), where it has two decimals, or where the
bot has just asked for an amount. What no bank would book (一千零五百, 1,28元, 0500元) is not found at all.
"""

import re
from dataclasses import replace
from decimal import Decimal

from tandem.contexts.bot.entities.entity import Entity
from tandem.contexts.bot.entities.numerals import DIGITS, number
from tandem.contexts.bot.entities.reading import Reading

_N = r"[零一二两三四五六七八九十百千万亿点\d.,wk]"
_NUMERAL = re.compile(
    r"(?<![a-z\d零一二两三四五六七八九十百千万亿第负])(?<!^-)(?<!\d[.,])(?<![\d一二三四五六七八九十]点)"
    r"(?P<mark>¥|rmb|cny|人民币)? ?"
    rf"(?P<number>{_N}{{1,32}})"
)
_TAIL = re.compile(
    r" ?(?P<about>[多来余])?(?P<yuan>元|块)"
    r"(?P<more>零?[一二两三四五六七八九\d][角毛]|半|[一二三四五六七八九\d](?![\d.,个天期年月号日点次分万千百十wk%]))?"
    r"(?P<fen>[一二两三四五六七八九\d]分?(?![\d.,期个天万千百十钟]))?"
)
_MONEY = re.compile("钱|整")
_SMALL = re.compile(r" ?(?P<unit>毛|角|分)(?P<five>[五5](?!\d))?(?P<money>钱)?")
_COUNTER = re.compile(
    r" ?(?:[个天期号次人位岁折倍%‰张笔家条遍户楼层级页米克斤周第a-z\d]"
    r"|[年月日](?![化利息费供付])|点(?!\d)|分钟|分期|小时|公里|星期|礼拜|多[个天次人年])"
)
_ARABIC = re.compile(r"[\d.,]{1,32}")
_ABOUT = re.compile(r" ?(?:多|来|几|左右|上下|出头)")
_BEFORE = re.compile(
    r"(?:借|还|贷|转|付|交|取|充|扣|欠|剩|存|提|收|打|汇|花|缴|退|变|降|涨|额度|金额|本金|利息|罚息"
    r"|手续费|余额|账单|工资|收入|合计|总共|一共|只有|还有|大概|大约|差)"
    r"[款账出到现走下得进满清]?(?:了|的|是|为|我|您|你|有|要|给|到|成|个|:|,|大概|大约|最多|最少|至少| ){0,3}$"
)
_RANGE = re.compile(
    r"(?<![\d.,a-z零一二两三四五六七八九十百千万亿])"
    r"(?P<low>[一二两三四五六七八九\d]{1,2})(?P<joint>到|至|-|~)?(?P<high>[一二两三四五六七八九\d]{1,2})"
    r"(?P<unit>万|千|百|w|k)(?P<yuan>块钱|块|元)?(?![零一二两三四五六七八九十百千万\d个天期年月号次人])"
)
_MOST = Decimal(1_000_000_000_000)
_BEHIND = 16


def amounts(reading: Reading) -> list[Entity]:
    """See the module."""
    found = [entity for match in _NUMERAL.finditer(reading.text) if (entity := _read(reading, match))]
    return found + _ranges(reading)


def _read(reading: Reading, match: re.Match[str]) -> Entity | None:
    """The numeral here, if it has a value and is money."""
    run = match["number"].rstrip(".,点")
    after = match.start("number") + len(run)
    for length in _lengths(run, counted=_COUNTER.match(reading.text, after) is not None):
        value = number(run[:length])
        if value is not None:
            return _money(reading, match, value, run[:length], parted=length < len(run))
    return None


def _lengths(run: str, *, counted: bool) -> list[int]:
    """How much of a run of numeral characters may be one number: all, unless another one follows at once
    (借5000三个月, 借五万三年还), which a unit of count behind the run gives away."""
    arabic = _ARABIC.match(run)
    if arabic and run[arabic.end() : arabic.end() + 1] and run[arabic.end()] in DIGITS:
        return [len(arabic.group().rstrip(".,"))]
    if not counted:
        return [len(run)]
    last = max(run.rfind(unit) for unit in "万wk千百")
    rest = run[last + 1 :]
    parted = last > 0 and number(rest) is not None and (run[last] in "万wk" or len(rest) == 1)
    return [last + 1] if parted else [len(run)]


def _money(
    reading: Reading, match: re.Match[str], value: Decimal, numeral: str, *, parted: bool
) -> Entity | None:
    text, end = reading.text, match.start("number") + len(numeral)
    marked = match["mark"] is not None
    start = match.start("mark") if marked else match.start("number")
    tail = _TAIL.match(text, end)
    if tail:
        found = _yuan(reading, start, value, tail)
        return replace(found, doubt="approximate") if found and tail["about"] else found
    small = _SMALL.match(text, end)
    if small and value < 10 and value == int(value) and (small["unit"] in "毛角" or small["money"]):
        fen = int(value) * (1 if small["unit"] == "分" else 10) + (5 if small["five"] else 0)
        return reading.entity("amount", start, small.end(), fen)
    if (not parted and _COUNTER.match(text, end)) or not (marked or _bare(reading, match, numeral, value)):
        return None
    return _booked(reading, start, end, value)


def _bare(reading: Reading, match: re.Match[str], numeral: str, value: Decimal) -> bool:
    """Whether a number without a unit of money is money all the same."""
    if numeral[-1] in "wk" or (value >= 100 and any(c in "百千万亿w" for c in numeral)):
        return True
    if re.fullmatch(r"[\d,]{1,18}\.\d\d", numeral) and value >= 1:
        return True
    if "amount" in reading.asked and not re.fullmatch(r"\d{9,}", numeral):
        return True
    if len(numeral) > 9 or value < 10:
        return False
    start = match.start("number")
    return _BEFORE.search(reading.text[max(0, start - _BEHIND) : start]) is not None


def _yuan(reading: Reading, start: int, value: Decimal, tail: re.Match[str]) -> Entity | None:
    """3块5, 12元8角2分, 一块半."""
    end, extra, more, fen = tail.end("yuan"), Decimal(0), tail["more"], tail["fen"]
    if more and value == int(value):
        digit = more.strip("零角毛")
        extra = Decimal(5 if more == "半" else _digit(digit)) / 10
        end = tail.end("more")
        if fen and more[-1] in "角毛":
            extra += Decimal(_digit(fen[0])) / 100
            end = tail.end("fen")
    elif fen and fen.endswith("分") and value == int(value):
        extra, end = Decimal(_digit(fen[0])) / 100, tail.end("fen")
    money = _MONEY.match(reading.text, end)
    return _booked(reading, start, money.end() if money else end, value + extra)


def _booked(reading: Reading, start: int, end: int, value: Decimal) -> Entity | None:
    fen = value * 100
    if fen != fen.to_integral_value() or value >= _MOST:
        return None
    about = _ABOUT.match(reading.text, end)
    return reading.entity("amount", start, end, int(fen), doubt="approximate" if about else None)


def _ranges(reading: Reading) -> list[Entity]:
    """两三千, 3到5万: the lower bound, with both as alternatives."""
    found = []
    for match in _RANGE.finditer(reading.text):
        low, high = number(match["low"]), number(match["high"])
        spoken = match["joint"] is None
        if low is None or high is None or not low < high:
            continue
        if spoken and not (high - low <= 2 and match["low"] in DIGITS and match["high"] in DIGITS):
            continue
        size = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100}[match["unit"]] * 100
        both = (int(low * size), int(high * size))
        found.append(
            reading.entity(
                "amount", match.start(), match.end(), both[0], alternatives=both, doubt="approximate"
            )
        )
    return found


def _digit(char: str) -> int:
    return DIGITS[char] if char in DIGITS else int(char)

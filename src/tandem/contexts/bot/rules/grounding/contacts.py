"""Ways to send a customer elsewhere: links, addresses, telephone numbers, accounts of messengers."""

import re

from tandem.contexts.bot.entities.numerals import DIGITS
from tandem.contexts.bot.entities.reading import fold

_LINK = re.compile(
    r"(?:[a-z][a-z\d+.-]*://|www\.)[^\s，。；、）)》]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])[a-z\d-]{2,}(?:\.[a-z\d-]+)*\.[a-z]{2,}(?![\w])"
)
_SPELT_LINK = re.compile(r"[a-z\d-]{2,}(?:点|dot|\[\.\]|\(\.\))(?:com|cn|net|org|top|xyz|cc|vip|me|app)")
_RUN = re.compile(r"\d(?:[\s\-()（）转#*.]{0,2}\d){4,}")
_SPELT_RUN = re.compile(r"[零〇一二两三四五六七八九幺]{5,}")
_MESSENGER = re.compile(
    "微信|wechat|weixin|薇信|威信|v信|vx|qq|扣扣|telegram|whatsapp|支付宝|二维码|扫码|私信|加我|加群"
)
_BETWEEN = re.compile(r"[\s\-()（）转#*.]")


def unsourced_contact(text: str, sources: str) -> str | None:
    """The first link, number of five digits or more, or messenger that the sources do not name. Sums and days are
    compared by value elsewhere: `text` and `sources` come with marks in their place."""
    said, there = fold(text), fold(sources)
    for pattern in (_LINK, _SPELT_LINK, _MESSENGER):
        for match in pattern.finditer(said):
            if match.group().rstrip("/.") not in there:
                return match.group()
    runs = _runs(there)
    return next((run for run in _runs(said) if run not in runs), None)


def _runs(text: str) -> list[str]:
    plain = [_BETWEEN.sub("", match.group()) for match in _RUN.finditer(text.replace(",", ""))]
    spelt = [
        "".join(str(DIGITS[char]) for char in match.group() if char in DIGITS)
        for match in _SPELT_RUN.finditer(text)
    ]
    return [*plain, *spelt]

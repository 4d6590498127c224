"""Words turned into their opposite: 结清前 where the source has 结清后, 最多 where it has 至少."""

from collections.abc import Iterator

from tandem.contexts.bot.entities.reading import fold

_PAIRS = (
    "前 后,内 外,上 下,高 低,多 少,早 晚,增 减,升 降,大 小,长 短,快 慢,进 出,至少 最多,以内 以上,以内 以外,当天 次日,"
    "当日 次日,今天 明天,工作日 自然日,首期 末期,本期 下期,本期 上期,本金 利息,收取 退还,单利 复利,"
    "等额本金 等额本息,公司 个人,每月 每天,每月 每日,每月 每年,每年 每天,每笔 每次,每期 每月"
)
_OPPOSITES = [
    turned
    for one, other in (pair.split() for pair in _PAIRS.split(","))
    for turned in ((one, other), (other, one))
]
_SKIPPED = str.maketrans("", "", " \t\n“”\"'")


def turned_word(sentence: str, sources: str) -> str | None:
    """The first word that stands where the sources have its opposite between the same neighbours, and not itself."""
    said, there = (fold(text).translate(_SKIPPED) for text in (sentence, sources))
    for one, other in _OPPOSITES:
        for at in _places(said, one):
            before, after = said[max(0, at - 1) : at], said[at + len(one) : at + len(one) + 1]
            if before + one + after not in there and before + other + after in there:
                return before + one + after
    return None


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)

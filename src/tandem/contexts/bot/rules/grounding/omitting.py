"""Little words left out: 不会取消 made 会取消, 可能降低 made 降低, 只能 made 能. Without them the rest says more than
was published."""

import re
from collections.abc import Iterator

from tandem.contexts.bot.entities.reading import fold

_DENY = re.compile("不(?:会|能够?|可以?|用|必|需要?|要|得|应该?|收)|不|无法|无需|没|禁止|勿")
_SOFTEN = re.compile(
    "可能(?!性)|一般|通常|原则上|最快|预计|有机会|有望|评估后|审核后|核实后|部分|仅|才|如果|只(?:有|能|限)?"
)
_CLAUSES = re.compile(r"[，。；：！？,.;:!?\n]")
_SKIPPED = re.compile(r"[\s，。、；：！？,.;:!?（）()“”\"'《》]+")
_BEFORE, _TAIL, _LONGEST = 2, 4, 4


def plain(text: str) -> str:
    """Folded, without marks and spaces."""
    return _SKIPPED.sub("", fold(text))


def left_out(said: str, sources: str) -> str | None:
    """What `said` (plain) has without the word that the sources put before it. The same words may stand bare somewhere
    else in the sources: then a sentence with them is theirs, unless it is just that place with the word cut out."""
    there = plain(sources)
    for clause in map(plain, _CLAUSES.split(sources)):
        for kind, start, end in _kept(clause):
            before, tail = clause[max(0, start - _BEFORE) : start], clause[end : end + _TAIL]
            cut = before + tail
            if tail and len(before) == _BEFORE and cut in said and cut not in there:
                return cut
            if len(tail) == _TAIL and _bare(said, tail, kind) and not _bare(there, tail, kind):
                return tail
    return None


def _kept(clause: str) -> Iterator[tuple[re.Pattern[str], int, int]]:
    for kind in (_DENY, _SOFTEN):
        for match in kind.finditer(clause):
            yield kind, match.start(), match.end()
            if match[0][0] == "不" and len(match[0]) > 1:
                # 不能用 may have become 能用, too.
                yield kind, match.start(), match.start() + 1


def _bare(text: str, tail: str, kind: re.Pattern[str]) -> bool:
    """Whether the words stand somewhere without such a word right before them."""
    at = text.find(tail)
    while at >= 0:
        ahead = text[max(0, at - _LONGEST) : at]
        if not any(ahead.endswith(match[0]) for match in kind.finditer(ahead)):
            return True
        at = text.find(tail, at + 1)
    return False

"""How Chinese characters sound, without tones and as typing methods confuse them."""

import re
from functools import cache
from importlib import resources

_LATIN = re.compile(r"[a-z]{2,40}")
_NASAL = re.compile(r"(?<=[aei])ng$")
_LONGEST = 6


def folded(syllable: str) -> str:
    """A syllable as many people type it: zh, ch, sh like z, c, s; ang, eng, ing like an, en, in."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return _NASAL.sub("n", syllable)


def sounds(char: str, *, fold: bool = False) -> tuple[str, ...]:
    """The usual readings of one character, folded if wanted; none for what is not in GB 2312."""
    return (_folded_readings() if fold else _readings()).get(char, ())


def homophones(char: str) -> str:
    """Characters of GB 2312 with a toneless reading of `char`, the commoner first, without itself."""
    found = "".join(_table()[syllable] for syllable in _readings().get(char, ()))
    return "".join(dict.fromkeys(found.replace(char, "")))


def typed(letters: str) -> tuple[str, ...] | None:
    """The syllables of a word typed in pinyin (huabei), as few as can be; None when it is none."""
    if not _LATIN.fullmatch(letters):
        return None
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before, piece = best[start], letters[start:end]
            if before is None or piece not in _table() or piece in "mn":
                continue
            parted = best[end]
            if parted is None or len(before) + 1 < len(parted):
                best[end] = (*before, piece)
    return best[-1] or None


@cache
def _table() -> dict[str, str]:
    text = resources.files("tandem.kit.chinese").joinpath("pinyin.txt").read_text("utf-8")
    rows = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {syllable: chars for syllable, _, chars in rows}


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for syllable, chars in _table().items():
        for char in chars:
            found[char] = (*found.get(char, ()), syllable)
    return found


@cache
def _folded_readings() -> dict[str, tuple[str, ...]]:
    return {char: tuple(dict.fromkeys(map(folded, each))) for char, each in _readings().items()}

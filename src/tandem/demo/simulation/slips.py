"""Typing errors as typing methods make them: a homophone, letters that stayed letters, two characters the wrong way
round, one left out. Numbers, dates and codes are typed with care."""

import random
from collections.abc import Sequence

from tandem.demo.simulation.persona import Slip
from tandem.kit.chinese.sounds import homophones, sounds

_CARE = frozenset("零一二两三四五六七八九十百千万亿点元块角分期号日月年天")
_NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        [
            "wa",
            "qe",
            "wr",
            "et",
            "ry",
            "tu",
            "yi",
            "uo",
            "ip",
            "o",
            "qs",
            "ad",
            "sf",
            "dg",
            "fh",
            "gj",
            "hk",
            "jl",
            "k",
            "xa",
            "zc",
            "xv",
            "cb",
            "vn",
            "bm",
            "n",
        ],
        strict=True,
    )
)
_COMMON = 5
"""Of a character's homophones, the commoner ones that a typing method offers first."""


def mistyped(text: str, share: float, kinds: Sequence[Slip], dice: random.Random) -> str:
    """The text with about this share of its characters mistyped: the same dice, the same errors."""
    made: list[str] = []
    chars = list(text)
    at = 0
    while at < len(chars):
        char = chars[at]
        if not _may_slip(char) or dice.random() >= share:
            made.append(char)
        else:
            kind = dice.choice(list(kinds))
            follows = chars[at + 1] if at + 1 < len(chars) else ""
            if kind == "swapped" and follows and _may_slip(follows):
                made += [follows, char]
                at += 1
            else:
                made.append(_slip(char, kind, dice))
        at += 1
    return "".join(made).strip() or text


def _may_slip(char: str) -> bool:
    return char not in _CARE and bool(sounds(char))


def _slip(char: str, kind: Slip, dice: random.Random) -> str:
    match kind:
        case "homophone":
            return dice.choice([one for one in homophones(char)[:_COMMON] if one not in _CARE] or [char])
        case "pinyin":
            letters = list(dice.choice(sounds(char)))
            if len(letters) > 2 and dice.random() < 0.5:  # a finger beside the key
                place = dice.randrange(1, len(letters))
                letters[place] = dice.choice(_NEIGHBOURS[letters[place]])
            return "".join(letters)
        case "dropped":
            return ""
    return char

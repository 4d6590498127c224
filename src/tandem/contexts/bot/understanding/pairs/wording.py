"""What two questions share in wording and sound, and where they part."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tandem.kit.chinese import normalise
from tandem.kit.chinese.sounds import sounds

NAMES = (
    "characters", "pairs of characters", "sound", "order", "numbers differ", "negation differs", "asked differs",
    "length differs", "rarest unshared", "shorter's share",
)  # fmt: skip

_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千万两半]+(?=[个月年天期次元块号万千百%]|$)")
_NEGATION = re.compile(
    r"不|没|无法|未|别|非|否|\bnot\b|n't\b|\bno\b|\bnever\b|\bcannot\b|\bwithout\b|\bcant\b|\bdont\b"
)
_ASKED = (
    r"为什么|为何|为啥|怎么会|why",
    r"怎么|如何|怎样|咋|how",
    r"什么时候|何时|几号|哪天|多久|几天|when",
    r"多少|几个|几次|how much|how many",
    r"哪里|哪儿|在哪|where",
    r"能不能|可以|可不可以|能否|是否|可否|吗|\bcan\b|\bmay\b",
    r"什么|啥|what|which",
)
_ASKING = tuple(re.compile(pattern) for pattern in _ASKED)


class Wording:
    """How rare characters and pairs are, from the training texts."""

    def __init__(self, seen: dict[str, int], count: int) -> None:
        self.seen = seen
        self.count = count

    @classmethod
    def fit(cls, texts: Sequence[str], most: int = 20_000) -> "Wording":
        seen = Counter(unit for text in texts for unit in _units(normalise(text)))
        return cls(dict(seen.most_common(most)), len(texts))

    def compare(self, left: Sequence[str], right: Sequence[str]) -> NDArray[np.float32]:
        """One row of numbers a pair, in the order of NAMES; the same whichever side comes first."""
        known: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {}
        rows = [self._row(_parts(a, known), _parts(b, known)) for a, b in zip(left, right, strict=True)]
        return np.asarray(rows, dtype=np.float32).reshape(-1, len(NAMES))

    def _row(
        self, one: tuple[str, frozenset[str], frozenset[str]], two: tuple[str, frozenset[str], frozenset[str]]
    ) -> tuple[float, ...]:
        (a, units_a, sound_a), (b, units_b, sound_b) = one, two
        shared, apart = units_a & units_b, units_a ^ units_b
        both = self._weight(shared)
        smaller = min(self._weight(units_a), self._weight(units_b)) or 1.0
        return (
            _jaccard(frozenset(a), frozenset(b)),
            both / ((both + self._weight(apart)) or 1.0),
            _jaccard(sound_a, sound_b),
            _common_start(a, b) + _common_start(a[::-1], b[::-1]),
            float(set(_NUMBER.findall(a)) != set(_NUMBER.findall(b))),
            float(len(_NEGATION.findall(a)) % 2 != len(_NEGATION.findall(b)) % 2),
            sum(bool(p.search(a)) != bool(p.search(b)) for p in _ASKING) / len(_ASKING),
            abs(math.log((len(a) + 1) / (len(b) + 1))),
            max((self._rarity(unit) for unit in apart), default=0.0),
            both / smaller,
        )

    def _weight(self, units: frozenset[str]) -> float:
        return sum(map(self._rarity, units))

    def _rarity(self, unit: str) -> float:
        return math.log(1 + self.count / (1 + self.seen.get(unit, 0)))


def heard(text: str) -> frozenset[str]:
    """Pairs of neighbouring sounds, in every reading of the characters, without tones and with zh/z, ang/an … alike;
    what has no sound stands for itself."""
    readings = [sounds(char, fold=True) or (char,) for char in text if not char.isspace()]
    pairs = (f"{a} {b}" for one, two in pairwise(readings) for a in one for b in two)
    return frozenset(pairs) or frozenset(sound for one in readings for sound in one)


def _parts(
    text: str, known: dict[str, tuple[str, frozenset[str], frozenset[str]]]
) -> tuple[str, frozenset[str], frozenset[str]]:
    if text not in known:
        plain = normalise(text)
        known[text] = (plain, _units(plain), heard(plain))
    return known[text]


def _units(plain: str) -> frozenset[str]:
    """Characters and pairs of Chinese; whole words elsewhere too."""
    pairs = (plain[at : at + 2] for at in range(len(plain) - 1))
    return (
        frozenset(plain)
        | frozenset(pairs)
        | frozenset(f"={word}" for word in plain.split() if word.isascii())
    )


def _jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / (len(one | two) or 1)


def _common_start(one: str, two: str) -> float:
    count = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        count += 1
    return count / (max(len(one), len(two)) or 1)

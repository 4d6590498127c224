"""Questions typed in pinyin (huankuan riqi zenme gai, zm tiqian huankuan), read as the knowledge base would write them.

Only runs of Latin words that are pinyin from beginning to end are read, and only where words of the knowledge base
come out of most of it: an English sentence has a word that is no pinyin, or nothing that anybody asks about here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise, product
from math import log, sqrt

from tandem.kit.chinese.sounds import folded, sounds, typed

_HAN = re.compile(r"[\u3400-\u9fff]")
_RUN = re.compile(r"(?<![a-z\d.])[a-z]+[1-4]?(?:[ '][a-z]+[1-4]?)*(?![a-z\d.])")
_TONE = re.compile(r"(?<=[a-z])[1-4](?![\d])")
_INITIALS = {
    "zm": "zen me", "zmb": "zen me ban", "sm": "shen me", "wsm": "wei shen me", "ds": "duo shao",
    "smsh": "shen me shi hou", "hk": "huan kuan", "hkr": "huan kuan ri", "jk": "jie kuan", "yq": "yu qi",
    "tq": "ti qian", "lx": "li xi", "ed": "e du", "sxf": "shou xu fei", "zx": "zheng xin", "zd": "zhang dan",
}  # fmt: skip
"""What typing methods take for words; they count only beside words that are spelled out."""

_ENGLISH = frozenset(
    """
    a age ago an ape are ban banana bang bin can change china cue dang date die dine dong due dung e en fan
    fang fen fine gang gong guide hang he hen here hi hue hung lane lei leo lie line long lung mama man me men
    min mine mu nine none nun one pan pang panic papa pen pin ping quite ran rang rue run sane sang she shun
    site song sue sun sung tan tang there tie tin tune wan wang wen were women wong yang yin you yuan
    """.split()  # noqa: SIM905
)
"""Words of English that are pinyin, too."""

_LONGEST = 4
_SPELLINGS = 8
_LEAST = 3
"""Syllables: fewer are as likely a word of another language."""
_MOST = 300
"""Characters of a text that is read; a question of twenty words has a hundred and fifty."""
_AT_HOME = 0.6
"""The share of characters that must stand in longer words, or behind a word that they follow elsewhere, too."""
_A_QUESTION = 15
"""Words, at most, of a text in which words say something of each other."""
_TOGETHER = 1.0
_BEAM = 12
_SLIP = -1.5
"""For zh written z, ang written an."""
_ALONE = -0.7
"""For a character that stands alone."""

Sound = tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    score: float
    words: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        return self.words[-1] if self.words else ""


class Pinyin:
    """What the texts of one index say, by sound, and which words follow which."""

    def __init__(self, cut: Iterable[Sequence[str]], known: frozenset[str]) -> None:
        """`cut`: the texts as words; `known`: Latin words of the texts (app, vip)."""
        self._known = frozenset(word for word in known if not typed(word))
        self._words: Counter[str] = Counter()
        self._beside: Counter[tuple[str, str]] = Counter()
        self._after: Counter[tuple[str, str]] = Counter()
        for words in cut:
            self._words.update(words)
            self._after.update(pairwise(("", *words)))
            self._words[""] += 1
            if len(words) <= _A_QUESTION:
                self._beside.update(combinations(sorted(set(words)), 2))
        self._total = max(sum(self._words.values()), 1)
        self._by_sound: defaultdict[Sound, dict[str, float]] = defaultdict(dict)
        for word in self._words:
            if 1 <= len(word) <= _LONGEST:
                self._listen(word)

    def read(self, text: str) -> str:
        """The text with what was typed in pinyin as characters; mostly the text itself, and always where it is longer
        than a question: each syllable costs a fifth of a millisecond, and strangers may send what they like."""
        if len(text) > _MOST:
            return text
        return _RUN.sub(lambda run: self._around(run.group()), text)

    def is_foreign(self, text: str) -> bool:
        """Whether it is written in Latin letters alone, and some of it is no pinyin, or all of it English."""
        words = [word for word in re.findall("[a-z]+", text) if word not in self._known]
        if not words or _HAN.search(text):
            return False
        return all(word in _ENGLISH for word in words) or not all(map(_spelled, words))

    def _listen(self, word: str) -> None:
        for sound in _spellings(word, fold=False):
            self._by_sound[sound][word] = 0.0
        for sound in _spellings(word, fold=True) if len(word) > 2 else ():
            self._by_sound[sound].setdefault(word, _SLIP)

    def _around(self, run: str) -> str:
        """Known words stay as they are, with what is typed before and behind them read for itself."""
        parts: list[list[str]] = [[]]
        for word in run.split(" "):
            if word in self._known:
                parts += [[word], []]
            else:
                parts[-1].append(word)
        return " ".join(self._run(" ".join(part)) for part in parts if part)

    def _run(self, run: str) -> str:
        syllables = self._syllables(re.split(r"[ ']", _TONE.sub("", run)))
        if len(syllables) < _LEAST:
            return run
        found = self._likeliest(syllables)
        if found is None:
            return run
        return "".join(found.words) if self._at_home(found.words) >= _AT_HOME * len(syllables) else run

    def _at_home(self, words: Sequence[str]) -> int:
        """Characters of which the texts make sense; none without a longer word among them."""
        if all(len(word) == 1 for word in words):
            return 0
        pairs = list(pairwise(("", *words)))
        known = [pair for pair in pairs if len(pair[1]) > 1 or self._after[pair]]
        return sum(len(word) for _, word in known)

    def _syllables(self, words: Sequence[str]) -> list[str]:
        """Empty when a word is no pinyin, or all are initials."""
        found: list[str] = []
        spelled = False
        if 2 * sum(word in _ENGLISH for word in words) > len(words):
            return []
        for word in words:
            parts = _spelled(word)
            if not parts:
                return []
            spelled = spelled or word not in _INITIALS
            found += parts
        return found if spelled else []

    def _likeliest(self, syllables: Sequence[str]) -> _Reading | None:
        ends: list[list[_Reading]] = [[_Reading(0.0)], *([] for _ in syllables)]
        for start in range(len(syllables)):
            best = sorted(ends[start], key=lambda one: -one.score)[:_BEAM]
            for length in range(1, min(_LONGEST, len(syllables) - start) + 1):
                for word, slip in self._sounding(tuple(syllables[start : start + length])):
                    for before in best:
                        score = before.score + slip + self._weight(before.last, word)
                        ends[start + length].append(_Reading(score, (*before.words, word)))
        best = sorted(ends[-1], key=lambda one: -one.score)[:_BEAM]
        return max(best, key=lambda one: one.score + self._together(one.words), default=None)

    def _together(self, words: Sequence[str]) -> float:
        """How readily the words stand in one text: 手机号 and 换, rather than 手机号 and 还."""
        pairs = list(combinations(sorted(set(words)), 2))
        ties = (
            log((self._beside[pair] + 0.1) / sqrt(self._often(pair[0]) * self._often(pair[1])))
            for pair in pairs
        )
        return _TOGETHER * sum(ties) / max(len(words) - 1, 1)

    def _often(self, word: str) -> int:
        return self._words[word] + 1

    def _sounding(self, sound: Sound) -> Iterator[tuple[str, float]]:
        exact = self._by_sound.get(sound, {})
        yield from ((word, slip) for word, slip in exact.items())
        if len(sound) > 2:
            loose = self._by_sound.get(tuple(map(folded, sound)), {})
            yield from ((word, _SLIP) for word in loose if word not in exact)

    def _weight(self, before: str, word: str) -> float:
        """How likely the word is here, after that one."""
        follows = self._after[before, word] / self._words[before] if self._words[before] else 0.0
        at_all = self._words[word] / self._total
        return log(0.7 * follows + 0.3 * at_all) + (_ALONE if len(word) == 1 else 0.0)


def _spelled(word: str) -> Sequence[str] | None:
    """A word's syllables; None when it is no pinyin."""
    if word in _INITIALS:
        return _INITIALS[word].split()
    return typed(word) if len(word) > 1 or word == "e" else None


def _spellings(word: str, *, fold: bool) -> Iterator[Sound]:
    return islice(product(*(sounds(char, fold=fold) for char in word)), _SPELLINGS)

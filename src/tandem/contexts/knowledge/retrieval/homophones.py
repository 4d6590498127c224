"""Words that sound right and are written wrong (花贝, 提前还宽, lixi), read as the knowledge base writes them.

A typing error breaks a word into characters that stand alone (还|宽), or makes another word of it (预期 for 逾期).
Only such places are read anew, and only where they sound like a word that the knowledge base has far more
often. So a question in the base's own words reaches every ranker, encoders too, as it was written.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, product

from tandem.contexts.knowledge.retrieval.pinyin import Pinyin
from tandem.contexts.knowledge.retrieval.tokens import dictionary_words, words
from tandem.kit.chinese.sounds import folded, sounds, typed

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"(?<![a-z\d.])[a-z]{4,40}(?![a-z\d.])")
_NAMES = re.compile(r"[a-z]{2,}")
_LENGTHS = (4, 3, 2)
_SPELLINGS = 8
_OFTEN = 3
"""Texts that must have a word before a question is read as that word."""

_VERY_OFTEN = 10
"""The same where what stands there is a word too."""

_AT_HOME = 3
"""A character that stands alone in so many texts (的, 还, 有) is no sign of a broken word."""

_FAR_MORE = 8
_SAME_PLACE = 0.8

Sound = tuple[str, ...]


class Homophones:
    """What the texts of one index write, by sound."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._latin = {word for text in texts for word in _LATIN.findall(text)}
        self._grams: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        terms: Counter[str] = Counter()
        coined: Counter[str] = Counter()
        for text in texts:
            self._grams.update(set(_grams(text)))
            cut = set(words(text))
            self._alone.update(word for word in cut if len(word) == 1)
            terms.update(word for word in cut if 2 <= len(word) <= 4 and _HAN.fullmatch(word))
            coined.update(set(_coined(text)))
        terms.update({name: count for name, count in coined.items() if self._is_name(name, count)})
        self._terms: defaultdict[Sound, list[tuple[int, str]]] = defaultdict(list)
        for term, count in terms.items():
            if count >= _OFTEN:
                for sound in _spellings(term):
                    self._terms[sound].append((-count, term))
        for found in self._terms.values():
            found.sort()
        runs = (run for text in texts for run in _HAN.findall(text))
        self._pinyin = Pinyin(
            map(dictionary_words, runs), frozenset(word for text in texts for word in _NAMES.findall(text))
        )

    def read(self, text: str) -> str:
        """The question as the knowledge base would write it; mostly the text itself."""
        text = self._pinyin.read(text)
        if self._pinyin.is_foreign(text):
            return text
        text = _LATIN.sub(lambda match: self._typed(match.group()), text)
        return _HAN.sub(lambda match: self._respelled(match.group()), text)

    def _is_name(self, coined: str, count: int) -> bool:
        """Whether one of its characters hardly stands anywhere else."""
        return any(_SAME_PLACE * self._alone[char] <= count for char in coined)

    def _respelled(self, run: str) -> str:
        pieces = dictionary_words(run)
        found, at = "", 0
        while at < len(pieces):
            if len(pieces[at]) > 1:
                found += self._meant_word(pieces[at])
                at += 1
                continue
            for length in _LENGTHS:
                span = "".join(pieces[at : at + length])
                meant = self._meant(span) if len(span) == length <= len(pieces) - at else None
                if meant:
                    found, at = found + meant, at + length
                    break
            else:
                found, at = found + pieces[at], at + 1
        return found

    def _meant(self, span: str) -> str | None:
        """The term that single characters in a row are a broken spelling of."""
        for term in self._sounding_like(span, _OFTEN):
            changed = [old for old, new in zip(span, term, strict=True) if old != new]
            at_home = any(self._alone[char] >= _AT_HOME for char in changed)
            if len(changed) < len(span) and (not at_home or len(span) > 2 * len(changed)):
                return term
        return None

    def _meant_word(self, word: str) -> str:
        """The term that is meant by a word which the knowledge base hardly has: one character apart."""
        if len(word) <= max(_LENGTHS):
            for term in self._sounding_like(word, _VERY_OFTEN):
                if sum(old != new for old, new in zip(word, term, strict=True)) == 1:
                    return term
        return word

    def _sounding_like(self, span: str, least: int) -> Iterator[str]:
        """Terms with the span's sound that stand in `least` texts, and far more often than the span does: a
        knowledge base has some typing errors of its own."""
        least = max(least, self._grams[span] * _FAR_MORE)
        for sound in _spellings(span):
            yield from (term for count, term in self._terms.get(sound, ()) if -count >= least)

    def _typed(self, letters: str) -> str:
        """A word typed in pinyin, if all of it reads as terms."""
        syllables = typed(letters)
        if letters in self._latin or not syllables:
            return letters
        found, at = "", 0
        while at < len(syllables):
            for length in _LENGTHS:
                sound = syllables[at : at + length]
                terms = self._terms.get(tuple(map(folded, sound)) if length > 2 else sound, ())
                if len(syllables) - at >= length and terms:
                    found, at = found + terms[0][1], at + length
                    break
            else:
                return letters
        return found


def _coined(text: str) -> Iterator[str]:
    """Names that no dictionary has (花呗): neighbouring characters that belong to no word."""
    pieces = dictionary_words(text)
    for at, (first, second) in enumerate(pairwise(pieces)):
        alone_before = at and len(pieces[at - 1]) == 1
        if len(first) == len(second) == 1 and not alone_before and _HAN.fullmatch(first + second):
            yield first + second


def _grams(text: str) -> Iterator[str]:
    for run in _HAN.findall(text):
        for length in _LENGTHS:
            yield from (run[start : start + length] for start in range(len(run) - length + 1))


def _spellings(term: str) -> Iterator[Sound]:
    """The sounds of a term: a character may have two. Only in long terms do zh and z, ang and an count as one."""
    return islice(product(*(sounds(char, fold=len(term) > 2) for char in term)), _SPELLINGS)

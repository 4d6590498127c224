"""Which flow a text asks for: likeness of characters to the phrasings in the flow files.

Deliberately simple and sure: it speaks only when a phrasing is very like the text. What is said quite differently
reaches a flow through the knowledge base (`stands_for`), whose encoders know paraphrases."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from tandem.contexts.bot.dialogue.hearing.understanding import Found, Hit
from tandem.kit.chinese import normalise

STARTS_AT = 0.55
"""Likeness from which a flow starts (tests/contexts/bot/dialogue/test_triggers.py measures it)."""
_POLITE = re.compile(
    r"请问|请|麻烦(?:你|您)?|帮(?:我|忙)|给我|我(?:想要|想|要|需要)|想要|你好|您好|一下子|一下|现在|你们|这边|先|一共|总共|"
    r"(?<=[查算看改换开])下|要(?=多少)|(?<=[开查改换])个|来着|一哈|[吧呢啊呀哈啦哦嘛的了嘞噻]|谢谢"
)
# Before they come to it.
_OPENING = re.compile(
    r"(?:哎呀?|诶|欸|唉|哦|噢|嗯|呃|额|喂|那个|那|对了|等等|等一下|等下|不好意思|打扰一下|话说|姑娘|小姐姐|亲|师傅|老师)+(?=..)"
)
# Someone who asks how or why wants an explanation, not that it be done.
_HOW = re.compile(
    r"怎么|怎样|如何|咋|哪里|哪儿|在哪|为什么|为啥|多久|几点|影响|会不会|能不能|可不可以|可以|"
    r"能.{0,8}吗|要.{0,6}吗"
)
# Someone who asks what it costs has not asked for it yet.
_HOW_MUCH = re.compile(r"多少|几块钱|啥价")
_UNLIKE = 0.6
_PIECE = 0.76
"""A message that is a piece of a phrasing, and shorter than this share of it, names a thing (装修分期, 手机号) and does
not say what to do with it."""
_FRAME = re.compile("^(?:能不能|可以|能|想|把)+|(?:吗|么|不)$")
_OF_A_MARK = 0.4
_MARKS = {
    "amount": "①",
    "number": "①",
    "digits": "①",
    "plain_number": "①",
    "either": "①",
    "date": "②",
    "phone": "③",
}
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class _Phrase:
    flow: str | None
    text: str
    bare: str
    how: bool
    how_much: bool
    norm: float


class Triggers:
    """Built once for a set of flows: {flow: (triggers, not_triggers)}."""

    def __init__(self, phrases: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> None:
        listed: list[tuple[str | None, str]] = [
            (flow, text) for flow, (yes, _) in phrases.items() for text in yes
        ]
        listed += [(None, text) for _, (_, no) in phrases.items() for text in no]
        bares = [_bare(_HOLE.sub(_marked, text)) for _, text in listed]
        counts = [(*one, Counter(_grams(bare))) for one, bare in zip(listed, bares, strict=True)]
        self._contrary = {flow: _contrary(yes, no) for flow, (yes, no) in phrases.items()}
        self._weights = _idf([grams for _, _, grams in counts])
        # That there is some amount in both says little.
        self._weights.update(dict.fromkeys(_MARKS.values(), _OF_A_MARK))
        self._rarest = log(len(counts) + 1) + 1
        self._phrases: list[_Phrase] = []
        # Only phrasings that share something with a text are looked at: every message comes through here.
        self._having: dict[str, list[tuple[int, float]]] = {}
        for (flow, text, counted), bare in zip(counts, bares, strict=True):
            vector = self._vector(counted)
            for gram, weight in vector.items():
                self._having.setdefault(gram, []).append((len(self._phrases), weight))
            how, how_much = _HOW.search(text) is not None, _HOW_MUCH.search(text) is not None
            self._phrases.append(_Phrase(flow, text, bare, how, how_much, _norm(vector)))

    def best(self, text: str, found: Iterable[Found] = ()) -> Hit | None:
        """The flow asked for, or None when no phrasing is like enough. `found`: what was recognised in the text."""
        bare = _bare(_replaced(text, found))
        grams = self._vector(Counter(_grams(bare)))
        how, how_much = _HOW.search(text) is not None, _HOW_MUCH.search(text) is not None
        elsewhere = {flow for flow, pairs in self._contrary.items() if not pairs.isdisjoint(grams)}
        norm, best, most = _norm(grams), None, 0.0
        for place, product in sorted(self._products(grams).items()):
            phrase = self._phrases[place]
            asks_more = (how and not phrase.how) or (how_much and not phrase.how_much)
            unlike = asks_more or phrase.flow in elsewhere
            likeness = product / (norm * phrase.norm) * (_UNLIKE if unlike else 1.0)
            if likeness > most:
                best, most = phrase, likeness
        if best is None or best.flow is None:
            return None
        if _is_piece(bare, best.bare):
            most *= _UNLIKE
        if most < STARTS_AT:
            return None
        return Hit(best.flow, round(most, 4), best.text)

    def _products(self, grams: Mapping[str, float]) -> dict[int, float]:
        found: dict[int, float] = {}
        for gram, weight in grams.items():
            for place, other in self._having.get(gram, ()):
                found[place] = found.get(place, 0.0) + weight * other
        return found

    def _vector(self, grams: Counter[str]) -> dict[str, float]:
        return {gram: n * self._weights.get(gram, self._rarest) for gram, n in grams.items()}


def _marked(hole: re.Match[str]) -> str:
    return _MARKS.get(hole[1], "①")


def _replaced(text: str, found: Iterable[Found]) -> str:
    for one in sorted(found, key=lambda f: f.start, reverse=True):
        if one.kind in _MARKS:
            text = text[: one.start] + _MARKS[one.kind] + text[one.end :]
    return text


def _bare(text: str) -> str:
    """NFKC would turn the marks into digits: they step aside for it."""
    parts = re.split(r"([①②③])", text)
    plain = "".join(part if part in _MARKS.values() else normalise(part).replace(" ", "") for part in parts)
    opening = _OPENING.match(plain)
    return _POLITE.sub("", plain[opening.end() :] if opening else plain).lstrip("我") or plain


def _grams(text: str) -> list[str]:
    return [*text, *(text[i : i + 2] for i in range(len(text) - 1))]


def _is_piece(said: str, phrasing: str) -> bool:
    whole = _FRAME.sub("", phrasing)
    return said in whole and len(said) < _PIECE * len(whole)


def _contrary(triggers: Sequence[str], not_triggers: Sequence[str]) -> frozenset[str]:
    """Pairs of characters that only stand where something else is meant: 提前 in 我要提前还款, for 我要还款."""

    def pairs(texts: Sequence[str]) -> set[str]:
        return {gram for text in texts for gram in _grams(_bare(_HOLE.sub(_marked, text))) if len(gram) == 2}

    return frozenset(pairs(not_triggers) - pairs(triggers))


def _idf(documents: Sequence[Counter[str]]) -> dict[str, float]:
    seen: Counter[str] = Counter(gram for grams in documents for gram in grams)
    return {gram: log((len(documents) + 1) / (n + 1)) + 1 for gram, n in seen.items()}


def _norm(grams: Mapping[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in grams.values()))

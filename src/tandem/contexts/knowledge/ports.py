"""What knowledge needs from outside: sentence encoders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class EncoderUnavailable(Exception):
    """The encoder cannot be loaded (model missing, refused, wrong machine). Not worth a retry: search goes on
    without it and says so."""


class EncoderFailed(Exception):
    """Encoding these texts failed. Worth one retry; search answers this query without the encoder."""


class SentenceEncoder(Protocol):
    """Turns short texts into vectors whose dot product says how alike their meanings are.

    `name` and `version` identify the weights (vectors of different versions never mix); `dim` is the vector's
    length.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `dim` float32 a text, length 1, in the order given; (0, dim) for no texts.

        The same text gives the same row whatever is encoded beside it (to 1e-4). Any str is taken: empty,
        very long (what the model cannot hold is left out), with control characters. Blocking: call it off the
        event loop. Safe to call from several threads at once. Raises EncoderFailed.
        """
        ...


@dataclass(frozen=True)
class Lesson:
    """What an encoder has learned from texts of several classes: `numbers` by name, the encoder's own affair. The
    taught encoder's vector of a text, less `mean` and at length 1, times `directions` (classes, dim) and `sharpness`,
    are the text's scores for the classes: their softmax is what it was taught to say."""

    numbers: Mapping[str, Vectors]
    mean: Vectors
    directions: Vectors
    sharpness: float

    def scores(self, vectors: Vectors) -> Vectors:
        """(texts, classes) of the taught encoder's vectors."""
        moved = vectors - self.mean
        lengths = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        found: Vectors = (np.float32(self.sharpness) * moved / lengths) @ self.directions.T
        return found


@runtime_checkable
class TeachableEncoder(SentenceEncoder, Protocol):
    """An encoder that can be taught to tell classes of texts apart; it goes on reading as before itself."""

    @property
    def teaches(self) -> str:
        """How, by its settings: where it says something else, the same texts teach something else."""
        ...

    def teach(
        self,
        texts: Sequence[str],
        places: NDArray[np.intp],
        vectors: Vectors,
        seed: int,
        report: Callable[[int, int], None],
    ) -> Lesson:
        """`places`: each text's class, from 0 on, none left out; `vectors`: as it reads the texts. The same arguments
        give the same lesson on the same machine. Blocking, minutes long; `report` is told steps done and of how many.
        Raises EncoderFailed."""
        ...

    def taught(self, lesson: Lesson) -> SentenceEncoder:
        """Another reader, with the lesson; its `version` is not this one's. Raises EncoderUnavailable where the lesson
        is none of this encoder's, or what computes it is missing."""
        ...

"""What knowledge needs from outside: sentence encoders."""

from collections.abc import Sequence
from typing import Protocol

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

"""A trained pair model: pairs of texts with their vectors in, probabilities that they mean the same out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.contexts.bot.understanding.errors import EncodersMissing
from tandem.contexts.bot.understanding.intents import Training
from tandem.contexts.bot.understanding.kernel import Matrix
from tandem.contexts.bot.understanding.pairs.kernel import PairKernel
from tandem.contexts.bot.understanding.pairs.views import PairViewer, PairViews, Sides
from tandem.contexts.bot.understanding.temperature import Floats
from tandem.kit.logistic import sigmoid

_BLOCK = 256


@dataclass(frozen=True)
class PairModel:
    """`weights` of the kept pairs; `line`: constant and slope from the machine's score to log odds; `base`: the share
    of pairs that mean the same, which the score is counted from."""

    kernel: PairKernel
    viewer: PairViewer
    pairs: PairViews
    weights: Matrix
    base: float
    line: tuple[float, float]
    training: Training

    def probability(self, left: Sequence[str], right: Sequence[str], vectors: Mapping[str, Sides]) -> Floats:
        """That left and right mean the same, for each pair; the same whichever side comes first. `vectors`: by encoder,
        of the left and the right texts. Raises EncodersMissing when one of the training is not in it."""
        if not set(self.viewer.centres) <= set(vectors):
            raise EncodersMissing(params={"encoders": ", ".join(self.viewer.centres)})
        views = self.viewer.views(left, right, vectors)
        blocks = range(0, len(views), _BLOCK)
        scores = [
            self.kernel.between(views.take(slice(at, at + _BLOCK)), self.pairs) @ self.weights[:, 0]
            for at in blocks
        ]
        score = self.base + (np.concatenate(scores) if scores else np.zeros(0))
        return sigmoid(self.line[0] + self.line[1] * score.astype(np.float64))

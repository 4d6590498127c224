"""A trained intent model: texts with their vectors in, intents with calibrated probabilities out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.errors import EncodersMissing
from tandem.contexts.bot.understanding.kernel import Kernel, Matrix
from tandem.contexts.bot.understanding.scope import ScopeHead, features_of_both, nearness, scope_features
from tandem.contexts.bot.understanding.second_reading import SECOND, SecondReading
from tandem.contexts.bot.understanding.temperature import Floats, softmax
from tandem.contexts.bot.understanding.views import Viewer, Views
from tandem.contexts.knowledge.api import Vectors

_BLOCK = 256


@dataclass(frozen=True)
class Variant:
    """What was fitted for one set of encoders: `weights` (examples, intents)."""

    weights: Matrix
    sharpness: float
    scope: ScopeHead


@dataclass(frozen=True)
class Training:
    """Where a model comes from: with the same of all this, training gives the same model."""

    data_hash: str
    seed: int
    encoders: Mapping[str, str]
    missing: tuple[str, ...]
    examples: int
    quality: Mapping[str, float]


@dataclass(frozen=True)
class Judgements:
    """Of several texts: `probability` (texts, intents) includes the chance of being out of scope, so a row sums to
    `scope`. `degraded`: encoders the model was trained with that took no part."""

    probability: Floats
    scope: Floats
    inside: np.ndarray
    degraded: tuple[str, ...]

    @property
    def best(self) -> np.ndarray:
        """The place of each text's likeliest intent."""
        return np.asarray(self.probability.argmax(axis=1))


@dataclass(frozen=True)
class IntentModel:
    """`examples` are the training texts' views; out-of-scope ones stand last and have no intent."""

    labels: tuple[str, ...]
    kernel: Kernel
    viewer: Viewer
    examples: Views
    inside: int
    variants: Mapping[tuple[str, ...], Variant]
    training: Training
    second: SecondReading | None = None
    """Beside all encoders only, and only where its vectors are given."""

    def judge(self, texts: Sequence[str], vectors: Mapping[str, Vectors]) -> Judgements:
        """`vectors` of the texts by encoder; with fewer encoders than the model was trained with, the variant for
        those is used, and the n-gram variant without any. Without those of `SECOND` (read by the encoder that was
        taught, `second`) the first reading decides alone. Raises EncodersMissing when nothing was fitted for what
        there is."""
        names = self._usable(vectors)
        variant, examples = self.variants[names], self.examples.only(names)
        views = self.viewer.views(texts, {name: vectors[name] for name in names})
        parts = [
            self._scores(views.take(slice(at, at + _BLOCK)), examples, variant)
            for at in range(0, max(len(texts), 1), _BLOCK)
        ]
        scores, near = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        head, seen = variant.scope, scope_features(scores, near)
        sharp: NDArray[np.floating] = scores * variant.sharpness
        degraded = tuple(name for name in self.training.encoders if name not in names)
        if self.second is not None:
            if degraded or SECOND not in vectors:
                degraded = (*degraded, SECOND)
            else:
                said = self.second.lesson.scores(vectors[SECOND])
                sharp = self.second.joined(scores, said)
                if self.second.scope is not None:
                    head, seen = self.second.scope, features_of_both(seen, said)
        scope = head.probability(seen)
        return Judgements(softmax(sharp) * scope[:, None], scope, scope >= head.tau, degraded)

    def _usable(self, vectors: Mapping[str, Vectors]) -> tuple[str, ...]:
        """The largest set of encoders at hand that something was fitted for."""
        fitting = [names for names in self.variants if set(names) <= set(vectors)]
        if not fitting:
            raise EncodersMissing(params={"encoders": ", ".join(self.training.encoders)})
        return max(fitting, key=lambda names: (len(names), names))

    def _scores(self, views: Views, examples: Views, variant: Variant) -> tuple[Matrix, Matrix]:
        kernel = self.kernel.between(views, examples)
        return kernel @ variant.weights, nearness(kernel[:, : self.inside])

"""A second reading: an encoder is taught with the model's own examples, and what it says then is added to what the
kernel machine says.

How much either counts is fitted on what both say of texts that they had not seen: the machine's left-out values, and
the scores of encoders taught without a part of the examples.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.lesson_store import LessonStore
from tandem.contexts.bot.understanding.scope import ScopeHead
from tandem.contexts.bot.understanding.temperature import Floats, softmax
from tandem.contexts.bot.understanding.views import Places
from tandem.contexts.knowledge.api import Lesson, TeachableEncoder, Vectors

SECOND = "second reading"
"""Where the taught encoder's vectors stand among those of the others."""

_PARTS = 3
_LOGARITHMS = ((-6.0, 6.0), (-6.0, 2.0))
"""Where the factors may lie: a few examples that nobody mistakes would have them grow without end."""

Steps = Callable[[int, int], None]


@dataclass(frozen=True)
class SecondReading:
    """`encoder` was taught `lesson`; `first` and `second`: the factors of the kernel machine's scores and of its.
    `scope`: what is out of scope, by both; None where too few texts are known to be, and the first reading tells."""

    encoder: str
    lesson: Lesson
    first: float
    second: float
    scope: ScopeHead | None = None

    def joined(self, scores: NDArray[np.floating], said: NDArray[np.floating]) -> NDArray[np.floating]:
        """Whose softmax are the intents' probabilities. `scores`: the kernel machine's, `said`: the lesson's."""
        return self.first * scores + self.second * said


@dataclass(frozen=True)
class Taught:
    """`left_out`: for each text (out-of-scope texts last) what an encoder says that was not taught with it."""

    encoder: str
    lesson: Lesson
    left_out: Vectors


def teach_intents(
    examples: IntentExamples,
    encoder: TeachableEncoder,
    vectors: Vectors,
    seed: int,
    report: Steps,
    store: LessonStore | None = None,
) -> Taught:
    """Teaches the encoder with all examples, and without a part of them, for each part. `vectors`: of the texts and of
    the out-of-scope texts, as the encoder reads them untaught. With a `store` a lesson that was finished before is not
    given again. Raises EncoderFailed, EncoderUnavailable."""
    places, texts = examples.places, examples.texts
    parts = _parts(places, np.random.default_rng(seed))
    left_out = np.zeros((len(vectors), len(examples.labels)), dtype=np.float32)
    rounds = [np.flatnonzero(parts != part) for part in range(_PARTS)] + [np.arange(len(texts))]
    whole, done = sum(len(rows) for rows in rounds), 0

    def lesson(rows: Places) -> Lesson:
        def steps(at: int, of: int) -> None:
            report(done + len(rows) * at // max(of, 1), whole)

        given, classes = [texts[row] for row in rows], places[rows]
        kept = store.find(encoder, given, classes, seed) if store is not None else None
        if kept is not None:
            steps(1, 1)
            return kept
        learned = encoder.teach(given, classes, vectors[rows], seed, steps)
        if store is not None:
            store.keep(learned, encoder, given, classes, seed)
        return learned

    for part, rows in enumerate(rounds[:-1]):
        found = lesson(rows)
        # Nobody was taught with what is out of scope: each part's encoder reads its share of it.
        outside = np.arange(len(texts) + part, len(vectors), _PARTS)
        unseen = np.concatenate([np.flatnonzero(parts == part), outside])
        every = (*texts, *examples.out_of_scope)
        read = encoder.taught(found).encode([every[row] for row in unseen])
        left_out[unseen] = found.scores(read)
        done += len(rows)
    return Taught(encoder.name, lesson(rounds[-1]), left_out)


def fit_second(taught: Taught, scores: Vectors, places: Places, sharpness: float) -> SecondReading:
    """The two factors under which the truth is said with the least loss. `scores`: the kernel machine's left-out values
    of the examples, `sharpness`: their factor alone."""
    said = taught.left_out[: len(places)]
    read = said.any(axis=1)
    if not read.any():  # a single example of every intent: nothing shows what the second reading is worth
        return SecondReading(taught.encoder, taught.lesson, sharpness, 0.0)
    scores, said, places = scores[read], said[read], places[read]
    rows = np.arange(len(places))

    def loss(factors: Floats) -> float:
        first, second = np.exp(factors)
        chosen = softmax(first * scores + second * said)[rows, places]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    start = np.log([max(sharpness, 1e-3) / 2, 0.2])
    found = minimize(loss, start, method="Nelder-Mead", bounds=_LOGARITHMS, options={"xatol": 1e-3})
    first, second = np.exp(found.x)
    return SecondReading(taught.encoder, taught.lesson, float(first), float(second))


def _parts(places: Places, random: np.random.Generator) -> Places:
    """Each example's part. Every class with two examples or more is in every round of teaching; one with a single
    example stays in all of them (part -1: its left-out value is nothing)."""
    parts = np.full(len(places), -1, dtype=np.intp)
    for one in range(int(places.max()) + 1):
        rows = random.permutation(np.flatnonzero(places == one))
        if len(rows) > 1:
            parts[rows] = (np.arange(len(rows)) + random.integers(_PARTS)) % _PARTS
    return parts

"""What the pair kernel compares: both sides' vectors, how they part and agree, and numbers about the wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.contexts.bot.understanding.ngrams import Ngrams
from tandem.contexts.bot.understanding.pairs.wording import Wording
from tandem.contexts.bot.understanding.views import Centre, Places
from tandem.contexts.knowledge.api import Vectors

Sides = tuple[Vectors, Vectors]


@dataclass(frozen=True)
class PairViews:
    """`sides`: by encoder, the left and the right rows. `between`: for each pair |left − right| and left · right,
    element by element, of all encoders. `numbers`: cosines and wording, centred and scaled."""

    sides: Mapping[str, Sides]
    between: Vectors
    numbers: Vectors

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, places: Places | slice) -> "PairViews":
        sides = {name: (left[places], right[places]) for name, (left, right) in self.sides.items()}
        return PairViews(sides, self.between[places], self.numbers[places])


@dataclass(frozen=True)
class PairViewer:
    """Turns pairs into views, as fitted on the training pairs. `scales`: by encoder, of the differences and of the
    products; `means` and `spreads` of the numbers."""

    centres: Mapping[str, Centre]
    scales: Mapping[str, tuple[float, float]]
    ngrams: Ngrams
    wording: Wording
    means: Vectors
    spreads: Vectors

    @classmethod
    def fit(
        cls, left: Sequence[str], right: Sequence[str], vectors: Mapping[str, Sides]
    ) -> tuple["PairViewer", PairViews]:
        """The viewer, and the views of the training pairs. `vectors`: by encoder, of the left and right texts."""
        texts = tuple(dict.fromkeys((*left, *right)))
        centres = {name: Centre.of(np.concatenate(both)) for name, both in vectors.items()}
        ngrams, wording = Ngrams.fit(texts), Wording.fit(texts)
        sides = _move(centres, vectors)
        scales = {name: (_length(abs(a - b)), _length(a * b)) for name, (a, b) in sides.items()}
        numbers = _numbers(left, right, sides, ngrams, wording)
        means, spreads = numbers.mean(axis=0), np.maximum(numbers.std(axis=0), 1e-6)
        viewer = cls(centres, scales, ngrams, wording, means, spreads)
        return viewer, viewer._views(sides, numbers)

    def views(self, left: Sequence[str], right: Sequence[str], vectors: Mapping[str, Sides]) -> PairViews:
        """Views of pairs. All encoders of the fit must be in `vectors`."""
        sides = _move(self.centres, vectors)
        return self._views(sides, _numbers(left, right, sides, self.ngrams, self.wording))

    def rebuilt(self, sides: Mapping[str, Sides], numbers: Vectors) -> PairViews:
        """Views from what a file keeps of them: moved sides, scaled numbers."""
        return PairViews(sides, self._between(sides, len(numbers)), numbers)

    def _views(self, sides: Mapping[str, Sides], numbers: Vectors) -> PairViews:
        scaled = ((numbers - self.means) / self.spreads).astype(np.float32)
        return PairViews(sides, self._between(sides, len(numbers)), scaled)

    def _between(self, sides: Mapping[str, Sides], count: int) -> Vectors:
        blocks = [np.zeros((count, 0), dtype=np.float32)]
        share = float(np.sqrt(2 * max(len(sides), 1)))
        for name, (left, right) in sides.items():
            apart, agreed = self.scales[name]
            blocks += [abs(left - right) / (apart * share), left * right / (agreed * share)]
        return np.concatenate(blocks, axis=1).astype(np.float32)


def _move(centres: Mapping[str, Centre], vectors: Mapping[str, Sides]) -> dict[str, Sides]:
    return {name: (c.move(vectors[name][0]), c.move(vectors[name][1])) for name, c in centres.items()}


def _numbers(
    left: Sequence[str], right: Sequence[str], sides: Mapping[str, Sides], ngrams: Ngrams, wording: Wording
) -> Vectors:
    one, two = ngrams.rows(left), ngrams.rows(right)
    shared = np.asarray(one.multiply(two).sum(axis=1)).reshape(-1, 1)
    columns = [wording.compare(left, right), shared, *(_cosine(a, b) for a, b in sides.values())]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _cosine(left: Vectors, right: Vectors) -> Vectors:
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    found: Vectors = ((left * right).sum(axis=1) / np.maximum(lengths, 1e-9)).reshape(-1, 1)
    return found


def _length(rows: Vectors) -> float:
    return max(float(np.sqrt((rows**2).sum(axis=1).mean())), 1e-6)

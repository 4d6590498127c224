"""What the pair kernel compares: both sides' vectors, how they part and agree, and numbers about the wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.contexts.bot.understanding.ngrams import Ngrams, Rows
from tandem.contexts.bot.understanding.pairs.wording import Wording
from tandem.contexts.bot.understanding.views import Centre, Places
from tandem.contexts.knowledge.api import Vectors

Sides = tuple[Vectors, Vectors]


@dataclass(frozen=True)
class PairViews:
    """`sides`: by encoder, the left and the right rows. `between`: for each pair |left − right| and left · right,
    element by element, of all encoders. `turned`: left − right of all encoders, of length 1. `numbers`: cosines and
    wording, centred and scaled. `parted`: left − right of the n-grams, of length 1 (empty where none differ)."""

    sides: Mapping[str, Sides]
    between: Vectors
    turned: Vectors
    numbers: Vectors
    parted: Rows

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, places: Places | slice) -> "PairViews":
        sides = {name: (left[places], right[places]) for name, (left, right) in self.sides.items()}
        return PairViews(
            sides, self.between[places], self.turned[places], self.numbers[places], self.parted[places]
        )


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
        grams = ngrams.rows(left), ngrams.rows(right)
        numbers = _numbers(wording.compare(left, right), sides, grams)
        means, spreads = numbers.mean(axis=0), np.maximum(numbers.std(axis=0), 1e-6)
        viewer = cls(centres, scales, ngrams, wording, means, spreads)
        return viewer, viewer._views(sides, numbers, grams)

    def views(self, left: Sequence[str], right: Sequence[str], vectors: Mapping[str, Sides]) -> PairViews:
        """Views of pairs. All encoders of the fit must be in `vectors`."""
        sides = _move(self.centres, vectors)
        grams = self.ngrams.rows(left), self.ngrams.rows(right)
        return self._views(sides, _numbers(self.wording.compare(left, right), sides, grams), grams)

    def rebuilt(self, sides: Mapping[str, Sides], numbers: Vectors, parted: Rows) -> PairViews:
        """Views from what a file keeps of them: moved sides, scaled numbers, what n-grams part."""
        between, turned = self._compared(sides, len(numbers))
        return PairViews(sides, between, turned, numbers, parted)

    def _views(self, sides: Mapping[str, Sides], numbers: Vectors, grams: tuple[Rows, Rows]) -> PairViews:
        scaled = ((numbers - self.means) / self.spreads).astype(np.float32)
        return self.rebuilt(sides, scaled, _parted(*grams))

    def _compared(self, sides: Mapping[str, Sides], count: int) -> tuple[Vectors, Vectors]:
        """(between, turned): an encoder's differences weigh as much as any other's in both."""
        none = np.zeros((count, 0), dtype=np.float32)
        blocks, differences = [none], [none]
        share = float(np.sqrt(2 * max(len(sides), 1)))
        for name, (left, right) in sides.items():
            apart, agreed = self.scales[name]
            difference = (left - right) / (apart * share)
            blocks += [abs(difference), left * right / (agreed * share)]
            differences.append(difference)
        turned = np.concatenate(differences, axis=1)
        turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
        return np.concatenate(blocks, axis=1).astype(np.float32), turned.astype(np.float32)


def _move(centres: Mapping[str, Centre], vectors: Mapping[str, Sides]) -> dict[str, Sides]:
    return {name: (c.move(vectors[name][0]), c.move(vectors[name][1])) for name, c in centres.items()}


def _numbers(wording: Vectors, sides: Mapping[str, Sides], grams: tuple[Rows, Rows]) -> Vectors:
    one, two = grams
    shared = np.asarray(one.multiply(two).sum(axis=1)).reshape(-1, 1)
    columns = [wording, shared, *(_cosine(a, b) for a, b in sides.values())]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _parted(left: Rows, right: Rows) -> Rows:
    found = (left - right).tocsr()
    found.eliminate_zeros()
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    found.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(found.indptr)).astype(np.float32)
    return found


def _cosine(left: Vectors, right: Vectors) -> Vectors:
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    found: Vectors = ((left * right).sum(axis=1) / np.maximum(lengths, 1e-9)).reshape(-1, 1)
    return found


def _length(rows: Vectors) -> float:
    return max(float(np.sqrt((rows**2).sum(axis=1).mean())), 1e-6)

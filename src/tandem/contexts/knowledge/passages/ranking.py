"""From signals to an order of documents: evenly fused, or weighted as answered requests have taught."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.passages.families import Families
from tandem.contexts.knowledge.passages.index import Signals
from tandem.contexts.knowledge.ports import Vectors
from tandem.kit.logistic import Floats, fit_logistic

_PENALTY = 30.0
_RARE = 0.02
"""Added to shares before their logarithm: a document that no request needed yet is not ruled out."""

_SHARPNESS = 8.0


@dataclass(frozen=True)
class AnsweredRequest:
    """A request of which it is known what it needed. `meaning`: one vector of length 1 (all encoders' together), empty
    without encoders; `needed`: places of documents."""

    signals: Signals
    meaning: Vectors
    needed: tuple[int, ...]


@dataclass(frozen=True)
class PassageRanker:
    """A logistic regression over signals; with `families` over what a document's family says as well; and, with
    `priors`, over two of them: how often the document was needed, and how often by requests like this one."""

    answered: tuple[AnsweredRequest, ...]
    means: Floats
    scales: Floats
    coefficients: Floats
    families: Families | None
    priors: bool

    @classmethod
    def fit(
        cls, answered: Sequence[AnsweredRequest], *, families: Families | None = None, priors: bool = False
    ) -> "PassageRanker":
        """Raises ValueError when no request needed any document (or all needed all)."""
        rows, needed = [], []
        for at, request in enumerate(answered):
            others = [*answered[:at], *answered[at + 1 :]] if priors else []
            rows.append(_features(request.signals, request.meaning, families, others))
            marks = np.zeros(len(request.signals))
            marks[list(request.needed)] = 1
            needed.append(marks)
        x, y = np.concatenate(rows), np.concatenate(needed)
        means, scales = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
        beta = fit_logistic((x - means) / scales, y, np.ones(len(y)), _PENALTY)
        return cls(tuple(answered), means, scales, beta, families, priors)

    def scores(self, signals: Signals, meaning: Vectors) -> Floats:
        """One score a document."""
        row = _features(signals, meaning, self.families, self.answered if self.priors else ())
        return np.asarray(((row - self.means) / self.scales) @ self.coefficients[1:])


def even_scores(signals: Signals) -> NDArray[np.float32]:
    """The mean of all signals: for when nothing has been learned yet."""
    return np.asarray(signals.mean(axis=1), dtype=np.float32)


def _features(
    signals: Signals, meaning: Vectors, families: Families | None, others: Sequence[AnsweredRequest]
) -> Floats:
    columns = [signals.astype(np.float64)]
    if families is not None:
        columns.append(families.columns(signals))
    if others:
        marks = np.zeros((len(others), len(signals)))
        for row, other in enumerate(others):
            marks[row, list(other.needed)] = 1
        alike = np.exp(_SHARPNESS * np.asarray([float(other.meaning @ meaning) for other in others]))
        often, near = marks.mean(axis=0), (alike[:, None] * marks).sum(axis=0) / alike.sum()
        columns += [np.log(_RARE + often)[:, None], np.log(_RARE + near)[:, None]]
    return np.concatenate(columns, axis=1)

"""Training a pair model: kernel ridge regression onto 0 and 1, made a probability on left-out values (Platt)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tandem.contexts.bot.understanding.examples import PairExamples
from tandem.contexts.bot.understanding.intent_training import SEED, Report
from tandem.contexts.bot.understanding.intents import Training
from tandem.contexts.bot.understanding.kernel import Matrix
from tandem.contexts.bot.understanding.least_squares import NotSolvable, Solution, solve, solve_landmarks
from tandem.contexts.bot.understanding.pairs.kernel import PairKernel, always_alike, texts_alike
from tandem.contexts.bot.understanding.pairs.model import PairModel
from tandem.contexts.bot.understanding.pairs.views import PairViewer, PairViews, Sides
from tandem.contexts.bot.understanding.temperature import calibration_error
from tandem.kit.logistic import fit_logistic, sigmoid

MOST_PAIRS = 10_000
_TRIED = 2000
_NARROWNESS = (1.0, 2.0, 4.0)
_SAME_TEXTS = (0.0, 1.0, 2.0)
_RIDGES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


class _Parts:
    """The parts of the kernels that are tried, each worked out once."""

    def __init__(self, views: PairViews) -> None:
        self._views = views
        self._always = always_alike(views, views)
        self._texts = texts_alike(views, views) if views.sides else None
        self._apart: dict[float, Matrix] = {}

    def kernel(self, kernel: PairKernel) -> Matrix:
        if self._texts is None:
            return self._always.copy()
        if kernel.narrowness not in self._apart:
            self._apart[kernel.narrowness] = kernel.apart_alike(self._views, self._views)
        return self._always + self._apart[kernel.narrowness] + np.float32(kernel.same_texts) * self._texts


@dataclass(frozen=True)
class PairSetting:
    kernel: PairKernel = field(default_factory=PairKernel)
    ridge: float = 1.0


def train_pairs(
    examples: PairExamples,
    vectors: Mapping[str, Sides],
    versions: Mapping[str, str],
    *,
    missing: tuple[str, ...] = (),
    seed: int = SEED,
    most_pairs: int = MOST_PAIRS,
    report: Report = print,
) -> PairModel:
    """A model of the pairs. `vectors`: by encoder, of the left and right texts; `versions` of these encoders. Of more
    than `most_pairs` only so many stand in the kernel. The same arguments give the same model. Raises
    TrainingRefused."""
    examples.check()
    random = np.random.default_rng(seed)
    viewer, views = PairViewer.fit(examples.left, examples.right, vectors)
    same = np.asarray(examples.same, dtype=np.float32)
    base = float(same.mean())
    report("choosing the kernel")
    setting = _choose(views, same - base, random)
    kept = np.sort(random.choice(len(same), min(most_pairs, len(same)), replace=False))
    report(f"fitting with {len(kept)} of {len(same)} pairs in the kernel")
    among = views.take(kept)
    solution = _solve(views, among, (same - base)[:, None], setting)
    score = base + solution.left_out[:, 0].astype(np.float64)
    line = fit_logistic(score[:, None], same.astype(np.float64), np.ones(len(same)), 1e-3)
    said = sigmoid(line[0] + line[1] * score)
    quality = {
        "accuracy": float(((said > 0.5) == (same > 0.5)).mean()),
        "calibration_error": calibration_error(said, same > 0.5),
    }
    return PairModel(
        kernel=setting.kernel,
        viewer=viewer,
        pairs=among,
        weights=solution.weights,
        base=base,
        line=(float(line[0]), float(line[1])),
        training=Training(
            examples.data_hash,
            seed,
            dict(versions),
            missing,
            len(same),
            {name: round(value, 4) for name, value in quality.items()},
        ),
    )


def _solve(views: PairViews, among: PairViews, targets: Matrix, setting: PairSetting) -> Solution:
    if len(among) == len(views):
        return solve(setting.kernel.among(views), targets, setting.ridge)

    def rows(start: int, end: int) -> Matrix:
        return setting.kernel.between(views.take(slice(start, end)), among)

    return solve_landmarks(rows, setting.kernel.among(among), targets, setting.ridge)


def _choose(views: PairViews, targets: Matrix, random: np.random.Generator) -> PairSetting:
    """The setting with the least squared error on left-out values of some of the pairs."""
    some = np.sort(random.choice(len(views), min(_TRIED, len(views)), replace=False))
    views, targets = views.take(some), targets[some][:, None]
    tried: dict[PairSetting, float] = {}
    parts = _Parts(views)
    best = PairSetting()
    for _ in range(2):
        before = best
        for options in (
            [replace(best, ridge=ridge) for ridge in _RIDGES],
            [replace(best, kernel=replace(best.kernel, narrowness=n)) for n in _NARROWNESS],
            [replace(best, kernel=replace(best.kernel, same_texts=s)) for s in _SAME_TEXTS],
        ):
            for setting in options:
                if setting not in tried:
                    tried[setting] = _error(parts, targets, setting)
            best = min(tried, key=lambda setting: tried[setting])
        if best == before:
            break
    return best


def _error(parts: _Parts, targets: Matrix, setting: PairSetting) -> float:
    try:
        left_out = solve(parts.kernel(setting.kernel), targets, setting.ridge).left_out
    except NotSolvable:
        return float("inf")
    return float(((left_out - targets) ** 2).mean())

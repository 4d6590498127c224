"""Choosing the kernel and the ridge on left-out values of (at most some thousands of) the training examples."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from tandem.contexts.bot.understanding.kernel import Kernel, Matrix, shared_grams
from tandem.contexts.bot.understanding.least_squares import NotSolvable, solve
from tandem.contexts.bot.understanding.temperature import fit_sharpness, softmax
from tandem.contexts.bot.understanding.views import Places, Views

_MOST = 4000
_NARROWNESS = (0.5, 1.0, 2.0, 3.0)
_WORDING = (0.0, 0.25, 0.5, 1.0)
_RIDGE = (0.05, 0.1, 0.2, 0.4)


class _Parts:
    """The parts of the kernels that are tried, each worked out once."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._meaning: dict[float, Matrix | None] = {}
        self._grams = shared_grams(views, views)

    def kernel(self, kernel: Kernel) -> Matrix:
        if kernel.narrowness not in self._meaning:
            self._meaning[kernel.narrowness] = kernel.meaning(self._views, self._views)
        return kernel.joined(self._meaning[kernel.narrowness], self._grams)


@dataclass(frozen=True)
class Setting:
    kernel: Kernel = field(default_factory=Kernel)
    ridge: float = 0.1


def choose_setting(views: Views, places: Places, random: np.random.Generator) -> Setting:
    """The setting with the least log loss on left-out values: one dimension after the other, twice."""
    if len(views) > _MOST:
        some = np.sort(random.choice(len(views), _MOST, replace=False))
        views, places = views.take(some), places[some]
    targets = np.zeros((len(views), int(places.max()) + 1), dtype=np.float32)
    targets[np.arange(len(views)), places] = 1
    tried: dict[Setting, float] = {}
    parts = _Parts(views)
    best = Setting()
    for _ in range(2):
        before = best
        for options in (_ridges, _narrownesses, _wordings):
            for setting in (best, *options(best)):
                if setting not in tried:
                    tried[setting] = _loss(parts, places, targets, setting)
            best = min(tried, key=lambda setting: tried[setting])
        if best == before:
            break
    return best


def _ridges(setting: Setting) -> Iterator[Setting]:
    return (replace(setting, ridge=ridge) for ridge in _RIDGE)


def _narrownesses(setting: Setting) -> Iterator[Setting]:
    return (replace(setting, kernel=replace(setting.kernel, narrowness=n)) for n in _NARROWNESS)


def _wordings(setting: Setting) -> Iterator[Setting]:
    return (replace(setting, kernel=replace(setting.kernel, wording=w)) for w in _WORDING)


def _loss(parts: _Parts, places: Places, targets: np.ndarray, setting: Setting) -> float:
    try:
        left_out = solve(parts.kernel(setting.kernel), targets, setting.ridge).left_out
    except NotSolvable:
        return float("inf")
    said = softmax(left_out * fit_sharpness(left_out, places))
    return float(-np.log(np.maximum(said[np.arange(len(places)), places], 1e-12)).mean())

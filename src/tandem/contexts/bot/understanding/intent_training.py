"""Training an intent model: kernel ridge regression onto the intents, its settings chosen on left-out values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.intents import IntentModel, Training, Variant
from tandem.contexts.bot.understanding.kernel import Matrix
from tandem.contexts.bot.understanding.kernel_choice import Setting, choose_setting
from tandem.contexts.bot.understanding.least_squares import MOST_ROWS, Solution, solve, solve_landmarks
from tandem.contexts.bot.understanding.scope import (
    BY_BOTH_REJECTED,
    features_of_both,
    fit_scope,
    nearness,
    scope_features,
)
from tandem.contexts.bot.understanding.second_reading import SecondReading, Taught, fit_second
from tandem.contexts.bot.understanding.temperature import calibration_error, fit_sharpness, softmax
from tandem.contexts.bot.understanding.views import Places, Viewer, Views
from tandem.contexts.knowledge.api import Vectors

SEED = 20_260
_BLOCK = 1024
_ENOUGH_OUTSIDE = 50
"""Out-of-scope texts from which on examples with their intent taken away are not needed."""

Report = Callable[[str], None]
"""Told what is being done now."""


@dataclass(frozen=True)
class LeftOut:
    """What the machine says of each training text had it not been there: `probability` (texts, intents), rows of
    out-of-scope texts last; `places` their intents, -1 for out of scope."""

    probability: NDArray[np.floating]
    places: Places


Observe = Callable[[LeftOut], None]
"""Given what was left out, of the largest set of encoders."""


@dataclass(frozen=True)
class TrainingPlan:
    """`versions` of the encoders whose vectors are given; `missing`: encoders asked for that are not there.
    `fallbacks`: also fit what is used when an encoder is missing later."""

    versions: Mapping[str, str]
    missing: tuple[str, ...] = ()
    seed: int = SEED
    fallbacks: bool = True
    most_rows: int = MOST_ROWS


def train_intents(
    examples: IntentExamples,
    vectors: Mapping[str, Vectors],
    plan: TrainingPlan,
    report: Report = print,
    observe: Observe | None = None,
    taught: Taught | None = None,
) -> IntentModel:
    """A model of the examples. `vectors` by encoder: of the texts, then of the out-of-scope texts. `taught`: an encoder
    that learned these examples reads every text a second time. The same arguments give the same model. Raises
    TrainingRefused."""
    examples.check()
    random = np.random.default_rng(plan.seed)
    texts = (*examples.texts, *examples.out_of_scope)
    viewer = Viewer.fit(texts, vectors)
    views = viewer.views(texts, vectors)
    inside = len(examples.texts)
    report("choosing the kernel")
    setting = choose_setting(views.take(slice(0, inside)), examples.places, random)
    landmarks = _landmarks(inside, len(texts), plan.most_rows, random)
    names = tuple(sorted(vectors))
    some = [s for size in range(len(names)) for s in combinations(names, size)] if plan.fallbacks else []
    variants: dict[tuple[str, ...], Variant] = {}
    quality: dict[str, float] = {}
    for encoders in (*some, names):
        report(f"fitting with {', '.join(encoders) or 'n-grams alone'}")
        fitted = _fit(
            views.only(encoders), examples, setting, landmarks, taught if encoders == names else None
        )
        variants[encoders], quality, left_out, second = fitted
    if observe is not None:
        observe(left_out)
    return IntentModel(
        labels=examples.labels,
        kernel=setting.kernel,
        viewer=viewer,
        examples=views.take(landmarks),
        inside=int((landmarks < inside).sum()),
        variants=variants,
        training=Training(
            examples.data_hash, plan.seed, dict(plan.versions), plan.missing, len(texts), quality
        ),
        second=second,
    )


def _landmarks(inside: int, count: int, most: int, random: np.random.Generator) -> Places:
    """Rows that stand in the kernel: all, or as many as there may be."""
    if count <= most:
        return np.arange(count)
    outside = min(count - inside, most // 5)
    chosen = random.choice(inside, min(inside, most - outside), replace=False)
    return np.concatenate([np.sort(chosen), np.arange(inside, inside + outside)])


def _fit(
    views: Views, examples: IntentExamples, setting: Setting, landmarks: Places, taught: Taught | None
) -> tuple[Variant, dict[str, float], LeftOut, SecondReading | None]:
    places, inside = examples.places, len(examples.texts)
    targets = np.zeros((len(views), len(examples.labels)), dtype=np.float32)
    targets[np.arange(inside), places] = 1
    near, far, solution = _solve(views, targets, setting, landmarks, places)
    known = solution.left_out[:inside]
    right = known.argmax(axis=1) == places
    sharpness = fit_sharpness(known, places)
    outside = scope_features(solution.left_out[inside:], near[inside:])
    if len(outside) < _ENOUGH_OUTSIDE:
        rest = known.copy()
        rest[np.arange(inside), places] = 0
        outside = np.concatenate([outside, scope_features(rest, far)])
    scope = fit_scope(scope_features(known, near[:inside]), right, outside)
    seen = scope_features(solution.left_out, near)
    every = scope.probability(seen)
    sharp, second = solution.left_out * sharpness, None
    if taught is not None:
        second = fit_second(taught, known, places, sharpness)
        sharp = second.joined(solution.left_out, taught.left_out)
        right = sharp[:inside].argmax(axis=1) == places
        if len(views) - inside >= _ENOUGH_OUTSIDE:
            seen = features_of_both(seen, taught.left_out)
            read = taught.left_out[:inside].any(axis=1)
            by_both = fit_scope(seen[:inside][read], right[read], seen[inside:], BY_BOTH_REJECTED)
            second, every = replace(second, scope=by_both), by_both.probability(seen)
    said = softmax(sharp[:inside])
    quality = {
        "accuracy": float(right.mean()),
        "calibration_error": calibration_error(said.max(axis=1), right),
        "log_loss": float(-np.log(np.maximum(said[np.arange(inside), places], 1e-12)).mean()),
    }
    left_out = LeftOut(
        softmax(sharp) * every[:, None],
        np.concatenate([places, np.full(len(views) - inside, -1, dtype=np.intp)]),
    )
    rounded = {name: round(v, 4) for name, v in quality.items()}
    return Variant(solution.weights, sharpness, scope), rounded, left_out, second


def _solve(
    views: Views, targets: NDArray[np.float32], setting: Setting, landmarks: Places, places: Places
) -> tuple[Matrix, Matrix, Solution]:
    """(nearness of each row to other examples, the same to examples of other intents, the solution)."""
    among = views.take(landmarks)
    inside = landmarks[landmarks < len(places)]

    def rows(start: int, end: int) -> Matrix:
        return setting.kernel.between(views.take(slice(start, end)), among)

    whole = len(landmarks) == len(views)
    kernel = np.empty((len(views), len(views)) if whole else (0, 0), dtype=np.float32)
    near, far = np.zeros((len(views), 2), np.float32), np.zeros((len(places), 2), np.float32)
    for start in range(0, len(views), _BLOCK):
        end = min(start + _BLOCK, len(views))
        part = rows(start, end)
        if whole:
            kernel[start:end] = part
        mine = part[:, : len(inside)]
        mine[np.arange(start, end)[:, None] == inside[None, :]] = -1
        near[start:end] = nearness(mine)
        own = places[start:end][:, None] == places[inside][None, :]
        mine[: len(own)][own] = -1
        far[start : start + len(own)] = nearness(mine[: len(own)])
    if whole:
        return near, far, solve(kernel, targets, setting.ridge)
    return near, far, solve_landmarks(rows, setting.kernel.between(among, among), targets, setting.ridge)

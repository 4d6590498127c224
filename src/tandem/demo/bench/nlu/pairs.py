"""`bench nlu pairs`: do two questions mean the same? Trained on one file and judged on another, or by folds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.api.understanding import (
    SEED,
    Ngrams,
    PairExamples,
    PairModel,
    calibration_error,
    digest,
    pairs_version,
    save_pairs,
    train_pairs,
)
from tandem.contexts.knowledge.api import Vectors
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.bench.nlu.metrics import auc, macro_f1, spearman
from tandem.demo.bench.nlu.tables import Column, read_rows
from tandem.demo.replay.reading import UnreadableFile

_LEFT = ("sentence1", "text_1", "text1", "s1", "q1", "question1", "left")
_RIGHT = ("sentence2", "text_2", "text2", "s2", "q2", "question2", "right")
_LABEL = ("label", "same", "score", "is_duplicate")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PairData:
    """`removed`: training pairs (either way round) that stood in the test set. Without test pairs, folds are used."""

    train: PairExamples
    test: PairExamples
    removed: int


def read_pairs(
    train: Sequence[str], test: Sequence[str], columns: tuple[str | None, str | None, str | None]
) -> PairData:
    """`columns`: left, right, label. Raises UnreadableFile."""
    wanted = tuple(
        Column(known, place, name)
        for place, (known, name) in enumerate(zip((_LEFT, _RIGHT, _LABEL), columns, strict=True))
    )
    tested = _examples(test, wanted)
    known = {frozenset(pair) for pair in zip(tested.left, tested.right, strict=True)}
    taught = _examples(train, wanted)
    fresh = [
        at
        for at, pair in enumerate(zip(taught.left, taught.right, strict=True))
        if frozenset(pair) not in known
    ]
    return PairData(taught.take(fresh), tested, len(taught.same) - len(fresh))


def bench_pairs(
    data: PairData,
    encoding: Encoding,
    *,
    folds: int = 5,
    seed: int = SEED,
    most_pairs: int,
    baselines: bool = True,
    save: Path | None = None,
) -> dict[str, Any]:
    """Trained on `data.train` and judged on `data.test`; without test pairs, cross-validation over `folds`. Raises
    TrainingRefused, EncoderFailed."""
    data.train.check()
    vectors = _Kept(encoding, data)
    began = perf_counter()
    options = {"seed": seed, "most_pairs": most_pairs}
    if data.test.same:
        model = _train(data.train, vectors, options)
        said, true = _ask(model, data.test, vectors), np.asarray(data.test.same)
        judged = data.test
    else:
        said, model = _cross_validate(data.train, vectors, folds, options)
        true, judged = np.asarray(data.train.same), data.train
    result: dict[str, Any] = {
        "bench": "nlu pairs",
        **_figures(said, true),
        "model_version": pairs_version(model),
        "data_hash": digest([(data.train.data_hash,), (data.test.data_hash,)]),
        "seed": seed,
        "encoders": encoding.versions,
        "missing": dict(encoding.missing),
        "folds": 0 if data.test.same else folds,
        "train": len(data.train.same),
        "test": len(true),
        "removed_duplicates": data.removed,
        "seconds": {"train and judge": round(perf_counter() - began, 1)},
        "left_out": dict(model.training.quality),
        "kernel": {"narrowness": model.kernel.narrowness, "same_texts": model.kernel.same_texts},
    }
    if save is not None:
        result["sha256"] = save_pairs(model, save)
    if baselines:
        result["baselines"] = _baselines(judged, vectors, np.asarray(data.train.same), true)
    return result


class _Kept:
    """Vectors of all texts of a benchmark, by text."""

    def __init__(self, encoding: Encoding, data: PairData) -> None:
        self.encoding = encoding
        sides = (data.train.left, data.train.right, data.test.left, data.test.right)
        texts = tuple(dict.fromkeys(text for side in sides for text in side))
        self._place = {text: at for at, text in enumerate(texts)}
        self._rows = encoding.vectors(texts, "questions")

    def sides(self, pairs: PairExamples) -> dict[str, tuple[Vectors, Vectors]]:
        left, right = ([self._place[text] for text in side] for side in (pairs.left, pairs.right))
        return {name: (rows[left], rows[right]) for name, rows in self._rows.items()}


def _train(pairs: PairExamples, vectors: _Kept, options: Mapping[str, int]) -> PairModel:
    encoding = vectors.encoding
    return train_pairs(
        pairs,
        vectors.sides(pairs),
        encoding.versions,
        missing=tuple(encoding.missing),
        report=lambda what: encoding.tell(what, 0, 0),
        **options,
    )


def _ask(model: PairModel, pairs: PairExamples, vectors: _Kept) -> Floats:
    return np.asarray(model.probability(pairs.left, pairs.right, vectors.sides(pairs)))


def _cross_validate(
    pairs: PairExamples, vectors: _Kept, folds: int, options: Mapping[str, int]
) -> tuple[Floats, PairModel]:
    """Each pair judged by a model that saw neither it nor its mirror image; the last fold's model."""
    keys = [frozenset(pair) for pair in zip(pairs.left, pairs.right, strict=True)]
    groups = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    fold_of = np.random.default_rng(options["seed"]).permutation(len(groups)) % folds
    fold = np.asarray([fold_of[groups[key]] for key in keys])
    said = np.zeros(len(keys))
    for one in range(folds):
        vectors.encoding.tell(f"fold {one + 1} of {folds}", one, folds)
        model = _train(pairs.take(np.flatnonzero(fold != one)), vectors, options)
        said[fold == one] = _ask(model, pairs.take(np.flatnonzero(fold == one)), vectors)
    return said, model


def _figures(said: Floats, true: NDArray[np.bool_]) -> dict[str, Any]:
    yes = said > 0.5
    return {
        "accuracy": float((yes == true).mean()),
        "macro_f1": macro_f1([str(one) for one in yes], [str(one) for one in true]),
        "spearman": spearman(said, true.astype(np.float64)),
        "auc": auc(said, true),
        "calibration_error": calibration_error(np.maximum(said, 1 - said), yes == true),
    }


def _baselines(
    pairs: PairExamples, vectors: _Kept, taught: NDArray[np.bool_], true: NDArray[np.bool_]
) -> dict[str, Any]:
    """Ranking by one cosine alone; the commoner answer."""
    ngrams = Ngrams.fit((*pairs.left, *pairs.right))
    shared = np.asarray(ngrams.rows(pairs.left).multiply(ngrams.rows(pairs.right)).sum(axis=1)).ravel()
    scores = {"tf-idf cosine": shared}
    for name, (left, right) in vectors.sides(pairs).items():
        scores[f"{name} cosine"] = (left * right).sum(axis=1)
    found: dict[str, Any] = {"majority": {"accuracy": float((true == (taught.mean() > 0.5)).mean())}}
    truth = true.astype(np.float64)
    return found | {
        name: {"spearman": spearman(one, truth), "auc": auc(one, true)} for name, one in scores.items()
    }


def _examples(sources: Sequence[str], columns: tuple[Column, ...]) -> PairExamples:
    rows = [row for source in sources for row in read_rows(source, columns)]
    for number, row in enumerate(rows, start=1):
        if row[2] not in ("0", "1"):
            raise UnreadableFile(f"{', '.join(sources)}, row {number}: the label is {row[2]!r}, not 0 or 1")
    return PairExamples(
        tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] == "1" for row in rows)
    )

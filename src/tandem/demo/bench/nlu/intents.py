"""`bench nlu intents`: train on one file, judge another, and questions that belong to no intent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from tandem.contexts.bot.api.understanding import (
    SEED,
    IntentExamples,
    IntentModel,
    TrainingPlan,
    calibration_error,
    digest,
    intents_version,
    save_intents,
    train_intents,
)
from tandem.contexts.knowledge.api import Vectors
from tandem.demo.bench.nlu.baselines import intent_baselines
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.bench.nlu.metrics import auc, macro_f1
from tandem.demo.bench.nlu.tables import Column, read_rows
from tandem.demo.replay.reading import UnreadableFile

_TEXT = ("text", "utterance", "query", "question", "sentence", "content")
_COMPARED = ("accuracy", "macro_f1", "calibration_error", "accuracy_without_rejection", "oos_recall", "auc")
_LABEL = ("intent", "label", "category", "class", "labels")


@dataclass(frozen=True)
class IntentFiles:
    """Sources as `tables.read_rows` takes them. Rows labelled `oos_label` belong to no intent, in any file;
    every row of `oos` (test) and `train_oos` does not either."""

    train: Sequence[str]
    test: Sequence[str]
    oos: Sequence[str] = ()
    train_oos: Sequence[str] = ()
    text_column: str | None = None
    label_column: str | None = None
    oos_label: str = "oos"


@dataclass(frozen=True)
class IntentData:
    train: IntentExamples
    test: tuple[str, ...]
    true: tuple[str, ...]
    outside: tuple[str, ...]

    @property
    def data_hash(self) -> str:
        """Of all examples, training and test."""
        rows = [*zip(self.test, self.true, strict=True), *((text, "") for text in self.outside)]
        return digest([(self.train.data_hash,), *rows])


def read_intents(files: IntentFiles) -> IntentData:
    """Raises UnreadableFile."""
    labelled = (Column(_TEXT, 0, files.text_column), Column(_LABEL, 1, files.label_column))
    train = [row[:2] for source in files.train for row in read_rows(source, labelled)]
    test = [row[:2] for source in files.test for row in read_rows(source, labelled)]
    alone = labelled[:1]
    outside = [row[0] for source in files.oos for row in read_rows(source, alone)]
    taught = [row[0] for source in files.train_oos for row in read_rows(source, alone)]
    inside = [row for row in train if row[1] != files.oos_label]
    kept = [row for row in test if row[1] != files.oos_label]
    if not kept:
        raise UnreadableFile("the test files have no question with an intent")
    return IntentData(
        train=IntentExamples(
            tuple(row[0] for row in inside),
            tuple(row[1] for row in inside),
            (*taught, *(row[0] for row in train if row[1] == files.oos_label)),
        ),
        test=tuple(row[0] for row in kept),
        true=tuple(row[1] for row in kept),
        outside=(*outside, *(row[0] for row in test if row[1] == files.oos_label)),
    )


def bench_intents(
    data: IntentData,
    encoding: Encoding,
    *,
    seed: int = SEED,
    baselines: bool = True,
    save: Path | None = None,
    teach: bool = False,
) -> dict[str, Any]:
    """`teach`: an encoder learns the training texts, too. Raises TrainingRefused, EncoderFailed, EncoderUnavailable."""
    data.train.check()
    texts = (*data.train.texts, *data.train.out_of_scope)
    vectors = encoding.vectors(texts, "training texts")
    tested = encoding.vectors((*data.test, *data.outside), "test texts")
    plan = TrainingPlan(encoding.versions, tuple(encoding.missing), seed, fallbacks=False)
    began = perf_counter()
    taught = encoding.teach(data.train, vectors, seed) if teach else None
    seconds = {"teach": round(perf_counter() - began, 1)} if teach else {}
    began = perf_counter()
    model = train_intents(data.train, vectors, plan, lambda what: encoding.tell(what, 0, 0), taught=taught)
    seconds["train"] = round(perf_counter() - began, 1)
    both = encoding.read_twice(model, (*data.test, *data.outside), tested)
    result = _figures(model, data, both) | {
        "seed": seed,
        "encoders": encoding.versions,
        "missing": dict(encoding.missing),
        "train": len(data.train.texts),
        "train_oos": len(data.train.out_of_scope),
        "test": len(data.test),
        "oos": len(data.outside),
        "intents": len(model.labels),
        "seconds": seconds,
        "left_out": dict(model.training.quality),
        "kernel": {"narrowness": model.kernel.narrowness, "wording": model.kernel.wording},
    }
    if model.second is not None:
        first = _figures(model, data, tested)
        result["second_reading"] = {
            "encoder": model.second.encoder,
            "factors": [round(model.second.first, 3), round(model.second.second, 3)],
            "first_alone": {name: first[name] for name in _COMPARED if name in first},
        }
    if save is not None:
        result["sha256"] = save_intents(model, save)
    if baselines:
        encoding.tell("baselines", 0, 0)
        inside = len(data.train.texts)
        result["baselines"] = intent_baselines(
            (data.train.texts, data.train.intents, {n: rows[:inside] for n, rows in vectors.items()}),
            (data.test, data.true, {n: rows[: len(data.test)] for n, rows in tested.items()}),
        )
    return result


def _figures(model: IntentModel, data: IntentData, vectors: Mapping[str, Vectors]) -> dict[str, Any]:
    judged = model.judge((*data.test, *data.outside), vectors)
    count = len(data.test)
    said = [model.labels[place] for place in judged.best[:count]]
    right = np.asarray([one == true for one, true in zip(said, data.true, strict=True)])
    inside = judged.inside[:count]
    claimed = judged.probability[:count].max(axis=1)
    found: dict[str, Any] = {
        "bench": "nlu intents",
        "accuracy": float(right.mean()),
        "macro_f1": macro_f1(said, data.true),
        "calibration_error": calibration_error(claimed, right),
        "model_version": intents_version(model),
        "data_hash": data.data_hash,
    }
    if data.outside:
        # With out-of-scope questions in play, turning away a question that has an intent is a mistake.
        known = np.concatenate([np.ones(count, dtype=bool), np.zeros(len(data.outside), dtype=bool)])
        kept = [one if stays else "" for one, stays in zip(said, inside, strict=True)]
        found |= {
            "accuracy": float((right & inside).mean()),
            "macro_f1": macro_f1(kept, data.true),
            "accuracy_without_rejection": float(right.mean()),
            "oos_recall": float((~judged.inside[count:]).mean()),
            "oos_precision": float((~judged.inside[count:]).sum() / max(int((~judged.inside).sum()), 1)),
            "auc": auc(judged.scope, known),
        }
    return found

"""`bench nlu latency`: milliseconds from a text to its intent, one text at a time, encoding counted in."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np

from tandem.contexts.bot.api.understanding import (
    SECOND,
    SEED,
    IntentExamples,
    IntentModel,
    TrainingPlan,
    intents_version,
    second_reader,
    train_intents,
)
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.bench.nlu.metrics import quantile

_WARM = 5


def bench_latency(
    examples: IntentExamples, encoding: Encoding, *, count: int, seed: int = SEED, teach: bool = False
) -> dict[str, Any]:
    """Trains on `examples`, then asks texts that no cache has seen: examples with their first and last characters
    changed about. Raises TrainingRefused, EncoderFailed, EncoderUnavailable."""
    examples.check()
    vectors = encoding.vectors((*examples.texts, *examples.out_of_scope), "training texts")
    plan = TrainingPlan(encoding.versions, tuple(encoding.missing), seed, fallbacks=False)
    taught = encoding.teach(examples, vectors, seed) if teach else None
    model = train_intents(examples, vectors, plan, lambda what: encoding.tell(what, 0, 0), taught=taught)
    random = np.random.default_rng(seed)
    texts = [examples.texts[at] for at in random.integers(len(examples.texts), size=count + _WARM)]
    asked = [f"{text[len(text) // 2 :]} {text[: len(text) // 2]}" for text in texts]
    whole, parts = _time(model, encoding, asked)
    return {
        "bench": "nlu latency",
        "p50_ms": quantile(whole, 0.50),
        "p99_ms": quantile(whole, 0.99),
        "parts_p50_ms": {name: quantile(values, 0.50) for name, values in parts.items()},
        "model_version": intents_version(model),
        "data_hash": examples.data_hash,
        "seed": seed,
        "encoders": encoding.versions,
        "missing": dict(encoding.missing),
        "train": len(examples.texts),
        "intents": len(model.labels),
        "texts": count,
    }


def _time(
    model: IntentModel, encoding: Encoding, texts: Sequence[str]
) -> tuple[list[float], dict[str, list[float]]]:
    whole: list[float] = []
    readers = dict(encoding.encoders)
    second = second_reader(model, encoding.encoders.values())
    if second is not None:
        readers[SECOND] = second
    parts: dict[str, list[float]] = {name: [] for name in (*readers, "model")}
    for number, text in enumerate(texts):
        began = perf_counter()
        marks = [began]
        vectors = {}
        for name, encoder in readers.items():
            vectors[name] = encoder.encode([text])
            marks.append(perf_counter())
        model.judge([text], vectors)
        marks.append(perf_counter())
        if number >= _WARM:
            whole.append((marks[-1] - began) * 1000)
            for name, one, two in zip(parts, marks, marks[1:], strict=False):
                parts[name].append((two - one) * 1000)
        encoding.tell("asking", number + 1, len(texts))
    return whole, parts

"""An intent model as a file, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tandem.contexts.bot.understanding.artefact import DIGITS, Artefact, load, pack, save
from tandem.contexts.bot.understanding.errors import ModelFileRefused
from tandem.contexts.bot.understanding.intents import IntentModel, Training, Variant
from tandem.contexts.bot.understanding.kernel import Kernel
from tandem.contexts.bot.understanding.lesson_store import arrays_of, lesson_of
from tandem.contexts.bot.understanding.ngrams import BUCKETS, Ngrams
from tandem.contexts.bot.understanding.scope import ScopeHead
from tandem.contexts.bot.understanding.second_reading import SecondReading
from tandem.contexts.bot.understanding.views import Centre, Viewer, Views

KIND = "intents"


def save_intents(model: IntentModel, path: Path) -> str:
    """Writes the model; gives the file's sha256, of which `intents_version` is the beginning."""
    return save(to_artefact(model), path)


def load_intents(path: Path, *, sha256: str | None = None) -> IntentModel:
    """Raises ModelFileRefused (also when the hash is not `sha256`), FileNotFoundError."""
    artefact = load(path, kind=KIND, sha256=sha256)
    try:
        return from_artefact(artefact)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileRefused("model_file_unknown", detail=str(error)) from error


def intents_version(model: IntentModel) -> str:
    """The first 12 digits of the file's sha256: what a version is called."""
    return pack(to_artefact(model))[1][:DIGITS]


def to_artefact(model: IntentModel) -> Artefact:
    """Vectors and n-gram weights keep 16 bits: their third digit changes no answer."""
    variants = {",".join(names): one for names, one in model.variants.items()}
    document = {
        "labels": list(model.labels),
        "kernel": asdict(model.kernel),
        "inside": model.inside,
        "training": asdict(model.training),
        "spreads": {name: centre.spread for name, centre in model.viewer.centres.items()},
        "variants": {n: {"sharpness": v.sharpness, "scope": asdict(v.scope)} for n, v in variants.items()},
    }
    second = model.second
    if second is not None:
        factors = {"first": second.first, "second": second.second, "sharpness": second.lesson.sharpness}
        scope = asdict(second.scope) if second.scope is not None else None
        document["second"] = {"encoder": second.encoder, **factors, "scope": scope}
    grams = model.examples.grams
    arrays: dict[str, NDArray[Any]] = {
        "idf": model.viewer.ngrams.idf.astype(np.float32),
        "grams.data": grams.data.astype(np.float16),
        "grams.places": grams.indices.astype(np.uint16),
        "grams.ends": grams.indptr.astype(np.int64),
    }
    arrays |= {f"weights:{names}": variant.weights.astype(np.float32) for names, variant in variants.items()}
    arrays |= {f"rows:{name}": rows.astype(np.float16) for name, rows in model.examples.dense.items()}
    arrays |= {f"mean:{name}": centre.mean for name, centre in model.viewer.centres.items()}
    if second is not None:
        arrays |= arrays_of(second.lesson)
    return Artefact(KIND, document, arrays)


def from_artefact(artefact: Artefact) -> IntentModel:
    """Raises KeyError, TypeError or ValueError for what another format wrote."""
    document, arrays = artefact.document, artefact.arrays
    spreads: Mapping[str, float] = document["spreads"]
    ends = arrays["grams.ends"]
    grams = sparse.csr_matrix(
        (arrays["grams.data"].astype(np.float32), arrays["grams.places"].astype(np.int32), ends),
        shape=(len(ends) - 1, BUCKETS),
    )
    training = document["training"]
    return IntentModel(
        labels=tuple(document["labels"]),
        kernel=Kernel(**document["kernel"]),
        viewer=Viewer(
            {name: Centre(arrays[f"mean:{name}"], spread) for name, spread in spreads.items()},
            Ngrams(arrays["idf"]),
        ),
        examples=Views({name: arrays[f"rows:{name}"].astype(np.float32) for name in spreads}, grams),
        inside=int(document["inside"]),
        variants={
            _names(names): Variant(arrays[f"weights:{names}"], one["sharpness"], _scope(one["scope"]))
            for names, one in document["variants"].items()
        },
        training=Training(**{**training, "missing": tuple(training["missing"])}),
        second=_second(document.get("second"), arrays),
    )


def _second(raw: Mapping[str, Any] | None, arrays: Mapping[str, NDArray[Any]]) -> SecondReading | None:
    if raw is None:
        return None
    lesson = lesson_of(arrays, raw["sharpness"])
    scope = _scope(raw["scope"]) if raw.get("scope") is not None else None
    return SecondReading(raw["encoder"], lesson, float(raw["first"]), float(raw["second"]), scope)


def _names(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()


def _scope(raw: Mapping[str, Any]) -> ScopeHead:
    return ScopeHead(tuple(raw["means"]), tuple(raw["scales"]), tuple(raw["coefficients"]), float(raw["tau"]))

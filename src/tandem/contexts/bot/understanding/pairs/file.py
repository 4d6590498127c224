"""A pair model as a file, and back."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tandem.contexts.bot.understanding.artefact import DIGITS, Artefact, load, pack, save
from tandem.contexts.bot.understanding.errors import ModelFileRefused
from tandem.contexts.bot.understanding.intents import Training
from tandem.contexts.bot.understanding.ngrams import BUCKETS, Ngrams
from tandem.contexts.bot.understanding.pairs.kernel import PairKernel
from tandem.contexts.bot.understanding.pairs.model import PairModel
from tandem.contexts.bot.understanding.pairs.views import PairViewer
from tandem.contexts.bot.understanding.pairs.wording import Wording
from tandem.contexts.bot.understanding.views import Centre

KIND = "pairs 2"
"""Counted up whenever a reader of the last format would misread the file."""


def save_pairs(model: PairModel, path: Path) -> str:
    """Writes the model; gives the file's sha256, of which `pairs_version` is the beginning."""
    return save(to_artefact(model), path)


def load_pairs(path: Path, *, sha256: str | None = None) -> PairModel:
    """Raises ModelFileRefused (also when the hash is not `sha256`), FileNotFoundError."""
    artefact = load(path, kind=KIND, sha256=sha256)
    try:
        return from_artefact(artefact)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileRefused("model_file_unknown", detail=str(error)) from error


def pairs_version(model: PairModel) -> str:
    """The first 12 digits of the file's sha256: what a version is called."""
    return pack(to_artefact(model))[1][:DIGITS]


def to_artefact(model: PairModel) -> Artefact:
    viewer = model.viewer
    document = {
        "kernel": asdict(model.kernel),
        "base": model.base,
        "line": list(model.line),
        "training": asdict(model.training),
        "spreads": {name: centre.spread for name, centre in viewer.centres.items()},
        "scales": {name: list(scales) for name, scales in viewer.scales.items()},
        "wording": {"seen": dict(sorted(viewer.wording.seen.items())), "count": viewer.wording.count},
    }
    parted = model.pairs.parted
    arrays: dict[str, NDArray[Any]] = {
        "parted.data": parted.data.astype(np.float16),
        "parted.places": parted.indices.astype(np.uint16),
        "parted.ends": parted.indptr.astype(np.int64),
        "idf": viewer.ngrams.idf,
        "means": viewer.means,
        "number_spreads": viewer.spreads,
        "numbers": model.pairs.numbers,
        "weights": model.weights,
    }
    arrays |= {f"mean:{name}": centre.mean for name, centre in viewer.centres.items()}
    for name, (left, right) in model.pairs.sides.items():
        arrays[f"left:{name}"], arrays[f"right:{name}"] = left.astype(np.float16), right.astype(np.float16)
    return Artefact(KIND, document, arrays)


def from_artefact(artefact: Artefact) -> PairModel:
    """Raises KeyError, TypeError or ValueError for what another format wrote."""
    document, arrays = artefact.document, artefact.arrays
    names = list(document["spreads"])
    viewer = PairViewer(
        centres={name: Centre(arrays[f"mean:{name}"], document["spreads"][name]) for name in names},
        scales={name: (one[0], one[1]) for name, one in document["scales"].items()},
        ngrams=Ngrams(arrays["idf"]),
        wording=Wording(document["wording"]["seen"], document["wording"]["count"]),
        means=arrays["means"],
        spreads=arrays["number_spreads"],
    )
    sides = {
        name: (arrays[f"left:{name}"].astype(np.float32), arrays[f"right:{name}"].astype(np.float32))
        for name in names
    }
    ends = arrays["parted.ends"]
    parted = sparse.csr_matrix(
        (arrays["parted.data"].astype(np.float32), arrays["parted.places"].astype(np.int32), ends),
        shape=(len(ends) - 1, BUCKETS),
    )
    training = document["training"]
    return PairModel(
        kernel=PairKernel(**document["kernel"]),
        viewer=viewer,
        pairs=viewer.rebuilt(sides, arrays["numbers"], parted),
        weights=arrays["weights"],
        base=document["base"],
        line=(document["line"][0], document["line"][1]),
        training=Training(**{**training, "missing": tuple(training["missing"])}),
    )

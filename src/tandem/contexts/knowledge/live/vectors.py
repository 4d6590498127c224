"""Vectors of all texts of an index: from the table, and encoded here where they are missing."""

import random
from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from tandem.contexts.knowledge.ports import SentenceEncoder, Vectors
from tandem.contexts.knowledge.repository import vectors as repository
from tandem.kit.db import Database

_CHUNK = 32

Run = Callable[[SentenceEncoder, list[str]], Awaitable[Vectors]]
"""Encodes texts off the event loop."""

Stale = Callable[[], Awaitable[bool]]


async def gather(
    db: Database,
    encoder: SentenceEncoder,
    texts: Sequence[str],
    run: Run | None,
    *,
    stale: Stale | None = None,
) -> Vectors | None:
    """One row a text. Without `run` nothing is encoded here: None while vectors are missing (a worker makes them);
    None too when `stale` says meanwhile that these texts are no longer wanted.

    Missing texts are encoded a chunk at a time, each kept at once; workers that start together take different chunks
    and read each other's."""
    known = await _load(db, encoder, texts)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing and run is None:
        return None
    random.shuffle(missing)
    while missing and run is not None:
        chunk = missing[:_CHUNK]
        rows = await run(encoder, chunk)
        made = dict(zip(chunk, rows, strict=True))
        async with db.transaction() as tx:
            await repository.save(tx, encoder.name, encoder.version, made)
        known |= made
        known |= await _load(db, encoder, missing[_CHUNK:])
        missing = [text for text in missing[_CHUNK:] if text not in known]
        if missing and stale is not None and await stale():
            return None
    return np.stack([known[text] for text in texts]) if texts else None


async def known(db: Database, encoder: SentenceEncoder, texts: Sequence[str]) -> int:
    """How many of the texts have their vectors already."""
    have = await _load(db, encoder, texts)
    return sum(text in have for text in texts)


async def _load(db: Database, encoder: SentenceEncoder, texts: Sequence[str]) -> dict[str, Vectors]:
    async with db.transaction() as tx:
        return await repository.load(tx, encoder.name, encoder.version, list(dict.fromkeys(texts)))

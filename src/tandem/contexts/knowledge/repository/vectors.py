"""Vectors of texts, so that no process encodes a text again; and fitted calibrations."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.knowledge.models import calibration_table, vector_table
from tandem.contexts.knowledge.ports import Vectors
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

v, k = vector_table.c, calibration_table.c
_CHUNK = 2000


def text_hash(text: str) -> bytes:
    """Identifies a text in the table."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


async def load(tx: Tx, encoder: str, version: str, texts: Sequence[str]) -> dict[str, Vectors]:
    """The known vectors among `texts`."""
    by_hash = {text_hash(text): text for text in texts}
    hashes = list(by_hash)
    found: dict[str, Vectors] = {}
    for at in range(0, len(hashes), _CHUNK):
        rows = await tx.execute(
            select(v.text_hash, v.vector).where(
                v.encoder == encoder, v.version == version, v.text_hash.in_(hashes[at : at + _CHUNK])
            )
        )
        for row in rows:
            found[by_hash[bytes(row.text_hash)]] = np.frombuffer(row.vector, dtype=np.float32)
    return found


async def kept(tx: Tx, hashes: Collection[bytes]) -> dict[str, int]:
    """How many of these texts each encoder's best known version has vectors of."""
    rows = await tx.execute(
        select(v.encoder, func.count().label("texts"))
        .where(v.text_hash.in_(hashes))
        .group_by(v.encoder, v.version)
        .order_by(func.count())
    )
    return {row.encoder: row.texts for row in rows}


async def save(tx: Tx, encoder: str, version: str, vectors: Mapping[str, Vectors]) -> None:
    """Keep vectors; those that another process kept first stay."""
    if not vectors:
        return
    rows = [
        {
            "encoder": encoder,
            "version": version,
            "text_hash": text_hash(text),
            "vector": np.ascontiguousarray(row, dtype=np.float32).tobytes(),
        }
        for text, row in sorted(vectors.items(), key=lambda item: text_hash(item[0]))
    ]
    await tx.execute(insert(vector_table).on_conflict_do_nothing(), rows)


async def latest_calibration(tx: Tx) -> tuple[str, dict[str, Any]] | None:
    """(data hash, document) of the newest fit."""
    row = (
        await tx.execute(select(k.data_hash, k.document).order_by(k.at.desc(), k.id.desc()).limit(1))
    ).one_or_none()
    return (row.data_hash, row.document) if row else None


async def latest_calibration_hash(tx: Tx) -> str | None:
    return (
        await tx.execute(select(k.data_hash).order_by(k.at.desc(), k.id.desc()).limit(1))
    ).scalar_one_or_none()


async def save_calibration(tx: Tx, data_hash: str, document: Mapping[str, Any]) -> None:
    await tx.execute(
        insert(calibration_table).values(id=new_id(), at=tx.now, data_hash=data_hash, document=dict(document))
    )

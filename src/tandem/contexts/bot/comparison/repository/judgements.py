"""What versions made of test texts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.bot.comparison.models import bot_test_judgement_table
from tandem.kit.db import Tx

j = bot_test_judgement_table.c
_AT_ONCE = 1000


@dataclass(frozen=True)
class Judgement:
    """`said` None: out of scope. `likeliest` with its `probability`: also where that is not enough to be in scope."""

    said: str | None
    likeliest: str
    probability: float
    degraded: tuple[str, ...] = ()


async def kept(tx: Tx, version: int, hashes: Collection[bytes]) -> dict[bytes, Judgement]:
    """The judgements there are, by the text's hash."""
    rows = await tx.execute(
        select(j.text_hash, j.said, j.likeliest, j.probability, j.degraded).where(
            j.version == version, j.text_hash.in_(hashes)
        )
    )
    return {
        bytes(row.text_hash): Judgement(row.said, row.likeliest, row.probability, tuple(row.degraded))
        for row in rows.all()
    }


async def keep(tx: Tx, version: int, found: Mapping[bytes, Judgement]) -> None:
    """Keep judgements in place of older ones of the same texts."""
    values = [
        {
            "version": version, "text_hash": hash_, "said": one.said, "likeliest": one.likeliest,
            "probability": one.probability, "degraded": list(one.degraded), "at": tx.now,
        }
        for hash_, one in sorted(found.items())
    ]  # fmt: skip
    await tx.execute(
        delete(bot_test_judgement_table).where(j.version == version, j.text_hash.in_(list(found)))
    )
    for rows in _chunks(values):
        await tx.execute(insert(bot_test_judgement_table).values(rows).on_conflict_do_nothing())


def _chunks(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE)]

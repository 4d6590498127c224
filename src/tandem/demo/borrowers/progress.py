"""How far the seeding has come. Loads nothing but SQL: processes that serve customers ask this."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from tandem.demo.borrowers.models import demo_seeding_table
from tandem.kit.db import Tx

s = demo_seeding_table.c


@dataclass(frozen=True)
class Seeded:
    """By which number this installation's borrowers were begun, how many there are, and of how many of them timelines
    and portraits have been told."""

    seed: int
    done: int
    told: int


async def seeded(tx: Tx) -> Seeded | None:
    """How far it has come; None when it never began."""
    row = (await tx.execute(select(s.seed, s.done, s.told))).one_or_none()
    return Seeded(row.seed, row.done, row.told) if row else None


async def note_told(tx: Tx, told: int) -> None:
    """So many have timelines and portraits, or more: another process may have come further."""
    await tx.execute(update(demo_seeding_table).values(told=func.greatest(s.told, told), changed_at=tx.now))

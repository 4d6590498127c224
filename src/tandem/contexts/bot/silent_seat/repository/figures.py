"""What a person did at the silent seat today."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import extract, func, or_, select

from tandem.contexts.bot.silent_seat.models import bot_draft_table
from tandem.kit.db import Tx

d = bot_draft_table.c
_OWN = ("approved", "edited", "replaced", "taken_over", "handed_over")


async def figures(tx: Tx, staff_id: UUID, since: datetime) -> dict[str, Any]:
    """Counts by outcome, and the median seconds from draft to decision."""
    own = d.decided_by_id == staff_id
    expired = (d.state == "expired") & (d.held_by == staff_id)
    took = extract("epoch", d.decided_at - d.opened_at)
    row = (
        await tx.execute(
            select(
                *(func.count().filter(own, d.state == state).label(state) for state in _OWN),
                func.count().filter(expired).label("expired"),
                func.percentile_cont(0.5).within_group(took).filter(own).label("median_s"),
            ).where(d.decided_at >= since, or_(own, expired))
        )
    ).one()
    counts: dict[str, Any] = {name: getattr(row, name) for name in (*_OWN, "expired")}
    return {**counts, "median_s": round(float(row.median_s), 1) if row.median_s is not None else None}

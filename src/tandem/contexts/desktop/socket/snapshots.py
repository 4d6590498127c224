"""Frames that tell how things are now, read when they are sent."""

from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.kit.db import Database

Frame = dict[str, Any]


async def offers(db: Database, agent_id: UUID) -> list[Frame]:
    """One frame for each pending offer."""
    async with db.transaction() as tx:
        pending = await api.pending_offers(tx, agent_id)
    return [{"type": "offer", "offer": offer} for offer in pending]


async def presence(db: Database, agent_id: UUID) -> Frame | None:
    """State and load; None for people without a seat."""
    async with db.transaction() as tx:
        seat = await api.find_seat(tx, agent_id)
    if seat is None:
        return None
    state = {
        "state": seat.state, "since": seat.state_since, "capacity": seat.capacity, "load": seat.load,
        "auto_accept": seat.auto_accept,
    }  # fmt: skip
    return {"type": "presence", "presence": state}


async def counts(db: Database, actor: Actor) -> Frame:
    """How many conversations each view holds."""
    async with db.transaction() as tx:
        return {"type": "counts", "counts": await api.counts(tx, actor)}
